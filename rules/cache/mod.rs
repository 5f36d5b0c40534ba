//! The build does work again for nothing.

mod cleaned_cache_mount;
mod install_after_copy;
mod misplaced_cache_mount;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<cleaned_cache_mount::CleanedCacheMount>(),
    Entry::of::<install_after_copy::InstallAfterCopy>(),
    Entry::of::<misplaced_cache_mount::MisplacedCacheMount>(),
];
