//! How it is said: one file per output format.

pub mod cache;

pub mod context;
pub mod machine;
pub mod parse;
pub mod quantity;
mod visible;

pub use visible::visible;
