//! Diagnostics for reviewdog, which comments on pull requests: fixes become suggestions that one can accept.

use lint::{Diagnostic, Fix};
use serde_json::{Value, json};
use text::{Edit, SourceFile, TextRange};

use super::{Finding, Place, Run, called, pretty};
use crate::visible;

/// A `DiagnosticResult` of reviewdog's `proto/rdf`, as JSON. Columns count bytes.
pub fn rdjson(run: &Run) -> String {
    let diagnostics: Vec<Value> = run.findings().map(diagnostic).collect();
    pretty(&json!({ "source": { "name": "layerwise" }, "diagnostics": diagnostics }))
}

fn diagnostic(finding: Finding) -> Value {
    let Diagnostic { rule, level, range, notes, fix, .. } = finding.diagnostic;
    let location = |range: TextRange| json!({ "path": finding.path, "range": positions(finding.file, range) });
    let related = notes
        .iter()
        .filter_map(|note| Some(json!({ "message": visible(&note.text), "location": location(note.range?) })));
    json!({
        "message": finding.message_with_help(),
        "location": location(*range),
        "severity": called(*level, ["INFO", "INFO", "WARNING", "ERROR"]),
        "code": { "value": rule },
        "suggestions": fix.iter().filter_map(|fix| suggestion(finding.file, fix)).collect::<Vec<_>>(),
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn positions(file: &SourceFile, range: TextRange) -> Value {
    let place = Place::of(file, range);
    let (start, end) = place.byte_columns(file);
    json!({
        "start": { "line": place.start.line, "column": start },
        "end": { "line": place.end.line, "column": end },
    })
}

/// All edits of a fix as one, because reviewdog offers each suggestion by itself, and half a fix is none.
fn suggestion(file: &SourceFile, fix: &Fix) -> Option<Value> {
    let whole = fix.edits.iter().map(|edit| edit.range).reduce(TextRange::cover)?;
    let moved: Vec<Edit> = fix
        .edits
        .iter()
        .map(|edit| {
            let range = TextRange::new(edit.range.start - whole.start, edit.range.end - whole.start);
            Edit::replace(range, edit.text.as_str())
        })
        .collect();
    let text = text::apply(file.slice(whole), &moved).ok()?;
    let column = |at: u32| {
        let line = file.lines().line(at);
        json!({ "line": line, "column": at - file.lines().range(line).start + 1 })
    };
    Some(json!({ "range": { "start": column(whole.start), "end": column(whole.end) }, "text": text }))
}
