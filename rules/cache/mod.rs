//! The build does work again for nothing.

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[];
