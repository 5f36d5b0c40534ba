//! The same as JSON.

use build::context::{Context, Entry, EntryKind, Totals};
use serde::Serialize;
use text::TextRange;

use super::{Sent, by_line, sum};

/// For programs: one object, with every file of the context and every entry that is left out. A directory that is left
/// out stands for all that is in it.
pub fn json(sent: &Sent) -> serde_json::Result<String> {
    let by_line = by_line(sent);
    let left_out = sum(by_line.iter().copied());
    serde_json::to_string_pretty(&Report {
        directory: sent.directory,
        included: Totals::of(sent.context.entries()).into(),
        ignored: left_out.into(),
        ignore_file: sent.context.ignore_file().map(|ignore| ignore.file.path()),
        patterns: patterns(sent, &by_line),
        unread: sent
            .context
            .unread()
            .iter()
            .map(|unread| Unread { path: &unread.path, reason: &unread.reason })
            .collect(),
        files: files(sent),
    })
    .map(|json| crate::json::safe(&json))
}

#[derive(Serialize)]
struct Report<'a> {
    directory: &'a str,
    included: Sum,
    ignored: Sum,
    ignore_file: Option<&'a str>,
    patterns: Vec<Rule<'a>>,
    unread: Vec<Unread<'a>>,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct Sum {
    files: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct Rule<'a> {
    line: u32,
    pattern: &'a str,
    range: Range,
    files: u64,
    bytes: u64,
}

/// Bytes of the ignore file; `end` is not in it.
#[derive(Serialize)]
struct Range {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Unread<'a> {
    path: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    kind: &'static str,
    included: bool,
    bytes: u64,
    /// How many files a directory holds that is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<u64>,
    /// The line that leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

impl From<Totals> for Sum {
    fn from(totals: Totals) -> Self {
        Self { files: totals.files, bytes: totals.bytes }
    }
}

impl From<TextRange> for Range {
    fn from(range: TextRange) -> Self {
        Self { start: range.start, end: range.end }
    }
}

fn patterns<'a>(sent: &Sent<'a>, by_line: &[Totals]) -> Vec<Rule<'a>> {
    let lines = sent.context.ignore_file().map_or(&[][..], |ignore| ignore.rules.lines());
    let pattern = |(line, totals): (&'a syntax::dockerignore::Line, &Totals)| Rule {
        line: line.number,
        pattern: &line.pattern,
        range: line.range.into(),
        files: totals.files,
        bytes: totals.bytes,
    };
    lines.iter().zip(by_line).map(pattern).collect()
}

fn files<'a>(sent: &Sent<'a>) -> Vec<File<'a>> {
    let inside = sent.context.entries().iter().filter(|entry| entry.kind != EntryKind::Directory);
    let inside = inside.map(|entry| File {
        path: &entry.path,
        kind: kind(entry),
        included: true,
        bytes: entry.size,
        files: None,
        line: None,
    });
    let outside = sent.context.left_out().iter().zip(sent.measured).map(|(left, totals)| File {
        path: &left.entry.path,
        kind: kind(&left.entry),
        included: false,
        bytes: totals.bytes,
        files: (left.entry.kind == EntryKind::Directory).then_some(totals.files),
        line: line_number(sent.context, left.line),
    });
    inside.chain(outside).collect()
}

fn line_number(context: &Context, index: usize) -> Option<u32> {
    Some(context.ignore_file()?.rules.lines().get(index)?.number)
}

fn kind(entry: &Entry) -> &'static str {
    match entry.kind {
        EntryKind::File => "file",
        EntryKind::Directory => "directory",
        EntryKind::Symlink(_) => "symlink",
        EntryKind::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{MEASURED, context};
    use super::*;

    #[test]
    fn every_entry_says_whether_it_is_included() {
        let (context, measured) = (context(), &MEASURED);
        let json = json(&Sent { directory: "app", context: &context, measured }).unwrap();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let files: Vec<_> = value["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| (file["path"].as_str(), file["included"].as_bool()))
            .collect();
        assert_eq!(files[0], (Some("Makefile"), Some(true)));
        assert_eq!(files[3], (Some("a.log"), Some(false)));
        assert_eq!(value["files"][4]["files"], 12_000);
        assert_eq!(value["files"][4]["line"], 1);
        assert_eq!(value["patterns"][1]["range"]["start"], 13);
        assert_eq!(value["ignored"]["files"], 12_001);
    }
}
