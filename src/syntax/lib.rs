//! What is written: Dockerfiles, read as `BuildKit` reads them, without ever stopping at an error.

mod ast;
pub mod dockerignore;
pub mod expand;
pub mod filepath;
pub mod image;

pub use ast::*;

use text::TextRange;

/// A Dockerfile and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Parse {
    /// What was understood.
    pub file: Dockerfile,
    /// What was not, in the order of the source. The one that `BuildKit` reports, and stops at, is [`Parse::first_error`].
    pub errors: Vec<SyntaxError>,
}

/// Something that `BuildKit` refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong in the source.
    pub range: TextRange,
    /// The line that `BuildKit` names: for most errors the instruction's first; 0 and `None` occur, see the parser document.
    pub line: Option<u32>,
    /// `BuildKit`'s message, without the prefix `dockerfile parse error on line N: ` and without a suggestion.
    pub message: String,
    /// A known word that is close to the wrong one.
    pub suggestion: Option<String>,
}
