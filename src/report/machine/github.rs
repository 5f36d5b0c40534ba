//! Annotations of GitHub Actions: workflow commands that its runner reads from standard output.

use std::fmt::Write as _;

use super::{Run, called};
use crate::visible;

/// `::warning file=…,line=…,title=rule::message`, a line each.
///
/// Columns are given for a finding within one line only: GitHub takes no others.
pub fn github(run: &Run) -> String {
    let mut out = String::new();
    for finding in run.findings() {
        let place = finding.place();
        let command = called(finding.diagnostic.level, ["notice", "notice", "warning", "error"]);
        let _ = write!(out, "::{command} file={},line={}", property(finding.path), place.start.line);
        if place.is_one_line() {
            let _ = write!(out, ",col={},endColumn={}", place.start.column, place.end.column);
        }
        let (title, message) = (property(finding.diagnostic.rule), data(&finding.message_with_help()));
        let _ = writeln!(out, ",endLine={},title={title}::{message}", place.end.line);
    }
    for unread in run.unread {
        let path = run.path(&unread.path);
        let _ = writeln!(out, "::error file={}::{}", property(path), data(&visible(&unread.reason)));
    }
    out
}

/// The text of a command. A line end in it would begin a new command, of a stranger's choice.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between the commas of a command.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
