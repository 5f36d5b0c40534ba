//! For programs: one object for the whole run. Lines and columns count from 1, columns in characters, offsets in bytes.

use lint::{Applicability, Diagnostic, Fix, Level, Note};
use serde_json::{Value, json};
use text::{SourceFile, TextRange};

use crate::machine::{Checked, Run};

/// One object, indented, with a line end.
pub fn json(run: &Run) -> String {
    let files: Vec<Value> = run.files.iter().map(|findings| file(run, findings)).collect();
    let errors: Vec<Value> =
        run.unread.iter().map(|unread| json!({"path": unread.path, "message": unread.reason})).collect();
    let count = |level| run.count(level);
    let value = json!({
        "version": 1,
        "files": files,
        "errors": errors,
        "summary": {
            "files": run.files.len(),
            "diagnostics": run.diagnostics().count(),
            "error": count(Level::Error),
            "warning": count(Level::Warning),
            "info": count(Level::Info),
            "style": count(Level::Style),
            "fixable": run.fixable(Applicability::Safe),
            "unsafe_fixable": run.fixable(Applicability::Unsafe),
        },
    });
    crate::machine::pretty(&value)
}

fn file(run: &Run, findings: &Checked) -> Value {
    let source = &findings.file;
    let each = findings.diagnostics.iter();
    let diagnostics: Vec<Value> = each.map(|found| diagnostic(source, found, &run.aliases(found))).collect();
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
    json!({
        "title": fix.title,
        "applicability": fix.applicability.name(),
        "edits": edits,
        "rebuilds": fix.rebuilds.map(|rebuilds| rebuilds.steps),
    })
}
