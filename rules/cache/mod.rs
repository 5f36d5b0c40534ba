//! The build does work again for nothing.

mod apt_update_alone;
mod cleaned_cache_mount;
mod copied_clutter;
mod forgotten_cache_mount;
mod frozen_download;
mod install_after_copy;
mod misplaced_cache_mount;
mod shadowing_cache_mount;
mod volatile_variable_early;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<apt_update_alone::AptUpdateAlone>(),
    Entry::of::<cleaned_cache_mount::CleanedCacheMount>(),
    Entry::of::<copied_clutter::CopiedClutter>(),
    Entry::of::<forgotten_cache_mount::ForgottenCacheMount>(),
    Entry::of::<frozen_download::FrozenDownload>(),
    Entry::of::<install_after_copy::InstallAfterCopy>(),
    Entry::of::<misplaced_cache_mount::MisplacedCacheMount>(),
    Entry::of::<shadowing_cache_mount::ShadowingCacheMount>(),
    Entry::of::<volatile_variable_early::VolatileVariableEarly>(),
];
