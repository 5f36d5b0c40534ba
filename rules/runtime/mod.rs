//! The container misbehaves when it runs.

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[];
