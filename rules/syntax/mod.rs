//! It can't be built.

mod syntax_error;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[Entry::of::<syntax_error::SyntaxError>()];
