//! It is harder to read than it need be.

mod unused_suppression;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[Entry::of::<unused_suppression::UnusedSuppression>()];
