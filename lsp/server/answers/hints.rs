//! Inlay hints and code lenses.

use gen_lsp_types::{CodeLens, CodeLensParams, Command, InlayHint, InlayHintParams, Range};

use crate::ide::hints;
use crate::server::session::Asked;

/// Remarks behind the lines of a range.
pub fn inlay_hints(asked: &Asked, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    if !asked.client.switches.inlay_hints {
        return None;
    }
    let range = asked.view.text_range(params.range);
    let found = hints::inlay_hints(asked.view.dockerfile()?);
    let hint = |hint: hints::Hint| InlayHint {
        position: asked.view.position(hint.offset),
        label: hint.text.into(),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    Some(found.into_iter().filter(|hint| range.touches(hint.offset)).map(hint).collect())
}

/// Remarks above stages.
pub fn lenses(asked: &Asked, _: &CodeLensParams) -> Option<Vec<CodeLens>> {
    if !asked.client.switches.code_lens {
        return None;
    }
    let lens = |hint: hints::Hint| {
        let start = asked.view.position(hint.offset);
        // A lens without a command is text.
        let command = Command { title: hint.text, ..Command::default() };
        CodeLens { range: Range { start, end: start }, command: Some(command), data: None }
    };
    Some(hints::lenses(asked.view.dockerfile()?).into_iter().map(lens).collect())
}
