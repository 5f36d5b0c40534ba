//! The next build makes another image.

mod constant_platform;
mod latest_tag;
mod npm_install_with_lock;
mod system_upgrade;
mod unpinned_package;
mod untagged_image;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<constant_platform::ConstantPlatform>(),
    Entry::of::<latest_tag::LatestTag>(),
    Entry::of::<npm_install_with_lock::NpmInstallWithLock>(),
    Entry::of::<system_upgrade::SystemUpgrade>(),
    Entry::of::<unpinned_package::UnpinnedPackage>(),
    Entry::of::<untagged_image::UntaggedImage>(),
];
