//! The image is larger than it need be.

mod extracted_archive;
mod large_uid;
mod owner_changed_later;
mod package_cache_left;
mod recommended_packages;
mod removed_too_late;
mod whole_image_copied;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<extracted_archive::ExtractedArchive>(),
    Entry::of::<large_uid::LargeUid>(),
    Entry::of::<owner_changed_later::OwnerChangedLater>(),
    Entry::of::<package_cache_left::PackageCacheLeft>(),
    Entry::of::<recommended_packages::RecommendedPackages>(),
    Entry::of::<removed_too_late::RemovedTooLate>(),
    Entry::of::<whole_image_copied::WholeImageCopied>(),
];
