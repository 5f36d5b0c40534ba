//! For programs: one object for the whole run. Lines and columns count from 1, columns in characters, offsets in bytes.

use lint::{Applicability, Diagnostic, Fix, Level, Note};
use serde_json::{Value, json};
use text::{SourceFile, TextRange};

use super::{Checked, FileFindings};

/// One object, indented, with a line end.
pub fn json(checked: &Checked) -> String {
    let files: Vec<Value> = checked.files.iter().map(|findings| file(checked, findings)).collect();
    let errors: Vec<Value> =
        checked.unread.iter().map(|unread| json!({"path": unread.path, "message": unread.reason})).collect();
    let count = |level| checked.count(level);
    let value = json!({
        "version": 1,
        "files": files,
        "errors": errors,
        "summary": {
            "files": checked.files.len(),
            "diagnostics": checked.diagnostics().count(),
            "error": count(Level::Error),
            "warning": count(Level::Warning),
            "info": count(Level::Info),
            "style": count(Level::Style),
            "fixable": checked.fixable(Applicability::Safe),
            "unsafe_fixable": checked.fixable(Applicability::Unsafe),
        },
    });
    format!("{value:#}\n")
}

fn file(checked: &Checked, findings: &FileFindings) -> Value {
    let source = &findings.file;
    let each = findings.diagnostics.iter();
    let diagnostics: Vec<Value> = each.map(|found| diagnostic(source, found, &checked.aliases(found))).collect();
    json!({"path": source.path(), "diagnostics": diagnostics})
}

fn diagnostic(source: &SourceFile, found: &Diagnostic, aliases: &[&str]) -> Value {
    json!({
        "rule": found.rule,
        "aliases": aliases,
        "level": found.level.name(),
        "message": found.message,
        "start": place(source, found.range.start),
        "end": place(source, found.range.end),
        "notes": found.notes.iter().map(|item| note(source, item)).collect::<Vec<_>>(),
        "fix": found.fix.as_ref().map(|item| fix(source, item)),
    })
}

fn place(source: &SourceFile, offset: u32) -> Value {
    let at = source.line_column(offset);
    json!({"line": at.line, "column": at.column, "offset": offset})
}

fn note(source: &SourceFile, note: &Note) -> Value {
    let start = note.range.map(|range| place(source, range.start));
    let end = note.range.map(|range| place(source, range.end));
    json!({"message": note.text, "start": start, "end": end})
}

fn fix(source: &SourceFile, fix: &Fix) -> Value {
    let edit = |range: TextRange, text: &str| json!({"start": place(source, range.start), "end": place(source, range.end), "text": text});
    let edits: Vec<Value> = fix.edits.iter().map(|item| edit(item.range, &item.text)).collect();
    json!({"title": fix.title, "applicability": fix.applicability.name(), "edits": edits})
}
