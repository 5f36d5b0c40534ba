//! It can't be built.

mod build_error;
mod empty_continuation;
mod syntax_error;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<build_error::BuildError>(),
    Entry::of::<empty_continuation::EmptyContinuation>(),
    Entry::of::<syntax_error::SyntaxError>(),
];
