//! It does not do what is written.

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[];
