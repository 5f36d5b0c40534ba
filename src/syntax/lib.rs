//! What is written: Dockerfiles, read as `BuildKit` reads them, without ever stopping at an error.

mod ast;
mod checks;
pub mod dockerignore;
mod error;
pub mod expand;
pub mod filepath;
pub mod image;
mod keyword;
mod parser;
mod tokens;

pub use ast::*;
pub use checks::trigger_error;
pub use error::{Layer, SyntaxError};
pub use parser::parse;
pub use tokens::{Token, TokenKind};

/// A Dockerfile and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Parse {
    /// What was understood.
    pub file: Dockerfile,
    /// What was not, instruction by instruction, in the order in which `BuildKit` looks. The one that `BuildKit` reports, and stops at, is [`Parse::first_error`].
    pub errors: Vec<SyntaxError>,
}
