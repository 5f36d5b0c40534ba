//! It gives away secrets or power.

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[];
