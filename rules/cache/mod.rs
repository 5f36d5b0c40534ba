//! The build does work again for nothing.

mod install_after_copy;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[Entry::of::<install_after_copy::InstallAfterCopy>()];
