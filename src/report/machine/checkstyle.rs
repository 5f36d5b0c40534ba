//! The XML of Checkstyle, which Jenkins and many others read.

use std::fmt::Write as _;

use super::xml::{HEADER, escape};
use super::{Run, called};

/// A `<file>` for each file, and an `<error>` in it for each finding.
pub fn checkstyle(run: &Run) -> String {
    let mut out = format!("{HEADER}<checkstyle version=\"4.3\">\n");
    for checked in run.files {
        let _ = writeln!(out, "  <file name=\"{}\">", escape(run.path(checked.file.path())));
        for finding in run.findings_of(checked) {
            let start = finding.place().start;
            let severity = called(finding.diagnostic.level, ["info", "info", "warning", "error"]);
            let (message, rule) = (escape(&finding.message_with_help()), finding.diagnostic.rule);
            let _ =
                write!(out, "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\"", start.line, start.column);
            let _ = writeln!(out, " message=\"{message}\" source=\"layerwise.{rule}\"/>");
        }
        out += "  </file>\n";
    }
    for unread in run.unread {
        let (path, reason) = (escape(run.path(&unread.path)), escape(&unread.reason));
        let _ = writeln!(out, "  <file name=\"{path}\">\n    <exception>{reason}</exception>\n  </file>");
    }
    out + "</checkstyle>\n"
}
