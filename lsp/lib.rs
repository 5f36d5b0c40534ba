//! The language server.

pub mod ide;
mod server;

pub use server::{End, run};
