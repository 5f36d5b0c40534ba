//! Lines as GNU tools print them, which editors and other programs have always read: `Dockerfile:3.1-3.9: warning: … [rule]`.

use std::fmt::Write as _;

use super::{Run, called};
use crate::visible;

/// `path:line.column-line.column: level: message [rule]`, a line each; columns in characters, the last one included.
/// The form is that of the GNU coding standards.
pub fn gnu(run: &Run) -> String {
    let mut out = String::new();
    for finding in run.findings() {
        let place = finding.place();
        let (start, end) = (place.start, place.end);
        // The last column is included here; an empty range is its one column.
        let last = if place.is_one_line() { (end.column - 1).max(start.column) } else { (end.column - 1).max(1) };
        let level = called(finding.diagnostic.level, ["note", "note", "warning", "error"]);
        let position = format!("{}.{}-{}.{last}", start.line, start.column, end.line);
        let (path, message, rule) = (visible(finding.path), finding.message(), finding.diagnostic.rule);
        let _ = writeln!(out, "{path}:{position}: {level}: {message} [{rule}]");
    }
    for unread in run.unread {
        let _ = writeln!(out, "{}: error: {}", visible(run.path(&unread.path)), visible(&unread.reason));
    }
    out
}
