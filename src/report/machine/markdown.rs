//! A summary in Markdown: for a job's summary page, or a comment on a pull request.

use std::fmt::Write as _;

use lint::Level;

use super::Run;
use crate::markdown::{code, escape};
use crate::quantity::{count, counted};

/// Rows of the table: a comment and a summary page have a largest size, and nobody reads further.
const ROWS: usize = 200;

/// How much was found, and a table of it, the files in order.
pub fn markdown(run: &Run) -> String {
    let mut out = format!("### layerwise: {}\n", total(run));
    for unread in run.unread {
        let _ = write!(out, "\n- {}: {}\n", code(run.path(&unread.path)), escape(&unread.reason));
    }
    if run.findings().next().is_none() {
        return out;
    }
    out += "\n| where | level | what | rule |\n|---|---|---|---|\n";
    for finding in run.findings().take(ROWS) {
        let place = code(&format!("{}:{}", finding.path, finding.place().start.line));
        let (level, rule) = (finding.diagnostic.level, finding.diagnostic.rule);
        let _ = writeln!(out, "| {place} | {level} | {} | `{rule}` |", escape(&finding.diagnostic.message));
    }
    let rest = run.findings().skip(ROWS).count() as u64;
    if rest > 0 {
        let _ = writeln!(out, "\nand {} more", count(rest));
    }
    out
}

/// `2 errors, 1 warning in 3 files`, or that there is nothing.
fn total(run: &Run) -> String {
    let amount = |level: Level| {
        let found = run.findings().filter(|finding| finding.diagnostic.level == level).count() as u64;
        let text = match level {
            Level::Error | Level::Warning => counted(found, level.name()),
            Level::Info | Level::Style => format!("{} {level}", count(found)),
        };
        (found > 0).then_some(text)
    };
    let counts: Vec<String> = Level::ALL.into_iter().rev().filter_map(amount).collect();
    let files = counted(run.files.len() as u64, "file");
    if counts.is_empty() {
        format!("nothing to say about {files}")
    } else {
        format!("{} in {files}", counts.join(", "))
    }
}
