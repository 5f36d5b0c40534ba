//! What `BuildKit` refuses about a build whose instructions are all well formed.

use text::TextRange;

/// A build that cannot be, in `BuildKit`'s words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// What is wrong in the source; empty at the start of the file for an option such as the target.
    pub range: TextRange,
    /// `BuildKit`'s message.
    pub message: String,
}

impl BuildError {
    /// An error at `range`.
    pub(crate) fn new(range: TextRange, message: String) -> Self {
        Self { range, message }
    }
}
