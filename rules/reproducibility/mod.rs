//! The next build makes another image.

mod constant_platform;
mod latest_tag;
mod npm_install_with_lock;
mod untagged_image;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<constant_platform::ConstantPlatform>(),
    Entry::of::<latest_tag::LatestTag>(),
    Entry::of::<npm_install_with_lock::NpmInstallWithLock>(),
    Entry::of::<untagged_image::UntaggedImage>(),
];
