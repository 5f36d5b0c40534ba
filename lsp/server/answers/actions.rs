//! Code actions.

use std::collections::HashMap;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Command, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};
use text::Edit;

use crate::ide::actions::{self as ide_actions, Action, ActionKind};
use crate::server::answers::diagnostics::diagnostic;
use crate::server::capabilities::{EXPLAIN, FIX_ALL};
use crate::server::session::Asked;

/// What can be done at a place, or about the whole file.
pub fn actions(asked: &Asked, params: &CodeActionParams) -> Option<Vec<CodeActionResponse>> {
    let snapshot = asked.view.dockerfile()?;
    let only: Option<Vec<String>> =
        params.context.only.as_ref().map(|kinds| kinds.iter().cloned().map(String::from).collect());
    // A kind asks for all that are below it: `source` for `source.fixAll.layerwise`.
    let wanted = |kind: &str| {
        let below = |asked: &String| asked.is_empty() || kind == asked || kind.starts_with(&format!("{asked}."));
        only.as_ref().is_none_or(|kinds| kinds.iter().any(below))
    };
    let mut found = Vec::new();
    if wanted("quickfix") {
        found = ide_actions::at(snapshot, asked.view.text_range(params.range));
    }
    // In a menu the fix of everything is worth a line where there is something to fix.
    let in_menu = only.is_none() && found.iter().any(|action| action.kind == ActionKind::SafeFix);
    if in_menu || only.is_some() && wanted(FIX_ALL) {
        found.extend(ide_actions::fix_all(snapshot));
    }
    Some(found.into_iter().map(|action| code_action(asked, action).into()).collect())
}

fn code_action(asked: &Asked, action: Action) -> CodeAction {
    let about = action.diagnostic.and_then(|index| asked.view.snapshot.diagnostics().get(index));
    let kind = if action.kind == ActionKind::FixAll {
        CodeActionKind::Custom(FIX_ALL.into())
    } else {
        CodeActionKind::QuickFix
    };
    let command = match action.kind {
        ActionKind::Explain(rule) => Some(Command {
            title: action.title.clone(),
            command: EXPLAIN.to_owned(),
            arguments: Some(vec![rule.into()]),
            ..Command::default()
        }),
        _ => None,
    };
    CodeAction {
        kind: Some(kind),
        diagnostics: about.map(|found| vec![diagnostic(asked.view, found)]),
        is_preferred: (action.kind == ActionKind::SafeFix).then_some(true),
        edit: (!action.edits.is_empty()).then(|| workspace_edit(asked, &action.edits)),
        command,
        title: action.title,
        ..CodeAction::default()
    }
}

/// Edits of the document; for the version that was asked about, if the client can tell.
pub fn workspace_edit(asked: &Asked, edits: &[Edit]) -> WorkspaceEdit {
    let edits = edits.iter().map(|edit| TextEdit { range: asked.view.range(edit.range), new_text: edit.text.clone() });
    let uri = asked.view.uri.clone();
    if !asked.client.versioned_edits {
        let changes = HashMap::from([(uri.into(), edits.collect())]);
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: Some(asked.version),
        text_document_identifier: TextDocumentIdentifier { uri: uri.into() },
    };
    let edit = TextDocumentEdit { text_document, edits: edits.map(Into::into).collect() };
    WorkspaceEdit { document_changes: Some(vec![edit.into()]), ..WorkspaceEdit::default() }
}
