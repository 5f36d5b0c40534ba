//! Answers in the protocol's own types: each module asks `ide` and turns what it says into them.

pub mod actions;
pub mod completion;
pub mod diagnostics;
pub mod hints;
pub mod hover;
pub mod places;
pub mod structure;
pub mod tokens;

use gen_lsp_types::{MarkupContent, MarkupKind};

/// A text in Markdown.
fn markdown(value: impl Into<String>) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value: value.into() }
}
