//! The image is larger than it need be.

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[];
