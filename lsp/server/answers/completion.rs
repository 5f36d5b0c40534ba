//! Completion.

use gen_lsp_types::{
    Command, CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, TextEdit,
};

use super::markdown;
use crate::ide::completion::{Candidate, CandidateKind};
use crate::ide::{completion, settings};
use crate::server::documents::Kind;
use crate::server::session::Asked;

/// What may be typed at a place.
pub fn complete(asked: &Asked, params: &CompletionParams) -> Option<CompletionResponse> {
    let offset = asked.view.offset(params.text_document_position_params.position);
    let candidates = match asked.view.kind {
        Kind::Dockerfile => completion::complete(&asked.view.snapshot, offset),
        Kind::Settings => settings::complete(asked.view.snapshot.text(), offset),
        Kind::Other => return None,
    };
    let items = candidates.into_iter().enumerate().map(|(index, candidate)| item(asked, index, candidate)).collect();
    Some(CompletionList { items, ..CompletionList::default() }.into())
}

fn item(asked: &Asked, index: usize, candidate: Candidate) -> CompletionItem {
    let again = (candidate.goes_on && asked.client.switches.suggest_again).then(|| Command {
        title: "Suggest what follows".to_owned(),
        command: "editor.action.triggerSuggest".to_owned(),
        ..Command::default()
    });
    let some = |text: String| (!text.is_empty()).then_some(text);
    CompletionItem {
        kind: Some(kind(candidate.kind)),
        detail: some(candidate.detail),
        documentation: some(candidate.documentation).map(|text| markdown(text).into()),
        // The order is ours; editors would take that of the alphabet.
        sort_text: Some(format!("{index:04}")),
        text_edit: Some(TextEdit { range: asked.view.range(candidate.replaces), new_text: candidate.insert }.into()),
        command: again,
        label: candidate.label,
        ..CompletionItem::default()
    }
}

fn kind(kind: CandidateKind) -> CompletionItemKind {
    match kind {
        CandidateKind::Keyword => CompletionItemKind::Keyword,
        CandidateKind::Flag => CompletionItemKind::Property,
        CandidateKind::Value => CompletionItemKind::EnumMember,
        CandidateKind::Stage => CompletionItemKind::Module,
        CandidateKind::Image => CompletionItemKind::Class,
        CandidateKind::Variable => CompletionItemKind::Variable,
        CandidateKind::File => CompletionItemKind::File,
        CandidateKind::Directory => CompletionItemKind::Folder,
        CandidateKind::Rule => CompletionItemKind::Constant,
    }
}
