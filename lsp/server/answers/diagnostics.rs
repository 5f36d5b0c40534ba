//! What rules say, sent unasked or asked for.

use gen_lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, Location,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};
use lint::settings::document;
use lint::{Level, Tag};

use crate::server::documents::{Kind, View};
use crate::server::session::Asked;

/// All that is wrong with a document.
pub fn all(view: &View) -> Vec<Diagnostic> {
    match view.kind {
        Kind::Dockerfile => view.snapshot.diagnostics().iter().map(|found| diagnostic(view, found)).collect(),
        Kind::Settings => {
            let document = document::Document::read(view.snapshot.file().clone(), rules::registry());
            document.mistakes.iter().map(|found| diagnostic(view, found)).collect()
        }
        Kind::Other => Vec::new(),
    }
}

/// A finding in the protocol's words. Notes without a place become lines of the message.
pub fn diagnostic(view: &View, found: &lint::Diagnostic) -> Diagnostic {
    let mut message = found.message.clone();
    for note in found.notes.iter().filter(|note| note.range.is_none()) {
        message.push('\n');
        message.push_str(&note.text);
    }
    let related = found.notes.iter().filter_map(|note| {
        let location = Location { uri: view.uri.clone().into(), range: view.range(note.range?) };
        Some(DiagnosticRelatedInformation { location, message: note.text.clone() })
    });
    let related: Vec<_> = related.collect();
    let tags: Vec<_> = found.tags.iter().copied().map(tag).collect();
    let page = rules::registry().get(found.rule).map(|entry| CodeDescription { href: entry.meta.url().into() });
    Diagnostic {
        range: view.range(found.range),
        severity: Some(severity(found.level)),
        code: Some(found.rule.to_owned().into()),
        code_description: page,
        source: Some("layerwise".to_owned()),
        message: message.into(),
        tags: (!tags.is_empty()).then_some(tags),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::Error,
        Level::Warning => DiagnosticSeverity::Warning,
        Level::Info => DiagnosticSeverity::Information,
        Level::Style => DiagnosticSeverity::Hint,
    }
}

fn tag(tag: Tag) -> DiagnosticTag {
    match tag {
        Tag::Unnecessary => DiagnosticTag::Unnecessary,
        Tag::Deprecated => DiagnosticTag::Deprecated,
    }
}

/// The answer to a client that asks.
pub fn report(asked: &Asked, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReport {
    let id = asked.view.generation.to_string();
    if params.previous_result_id.as_ref() == Some(&id) {
        return RelatedUnchangedDocumentDiagnosticReport {
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            ..RelatedUnchangedDocumentDiagnosticReport::default()
        }
        .into();
    }
    let items = all(asked.view);
    RelatedFullDocumentDiagnosticReport {
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
        ..RelatedFullDocumentDiagnosticReport::default()
    }
    .into()
}
