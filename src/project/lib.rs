//! Files in, files out, git: the only crate that touches the world.

#![expect(clippy::disallowed_methods, reason = "this is the crate that may")]

pub mod context;
mod error;
pub mod find;
pub mod git;
pub mod hadolint;
pub mod images;
pub mod inputs;
pub mod settings;
pub mod shellcheck;
pub mod source;
pub mod targets;
pub mod workspace;
pub mod write;
mod yaml;

pub use error::Error;
