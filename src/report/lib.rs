//! How it is said: one file per output format.

pub mod affected;
pub mod cache;
pub mod check;
pub mod context;
mod json;
pub mod machine;
mod markdown;
pub mod page;
pub mod parse;
pub mod quantity;

pub use text::visible;
