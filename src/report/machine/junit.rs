//! The XML of JUnit, for whatever shows test results: a file is a suite, and each finding a test that fails.

use std::fmt::Write as _;

use super::xml::{HEADER, escape};
use super::{Checked, Run};

/// A `<testsuite>` for each file. A file with nothing wrong is a suite of one test that passes; one that could not be
/// checked is a suite of one error.
pub fn junit(run: &Run) -> String {
    let failures: usize = run.files.iter().map(|checked| checked.diagnostics.len()).sum();
    let tests: usize = run.files.iter().map(|checked| checked.diagnostics.len().max(1)).sum();
    let errors = run.unread.len();
    let all = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", tests + errors);
    let mut out = format!("{HEADER}<testsuites name=\"layerwise\" {all}>\n");
    for checked in run.files {
        suite(&mut out, run, checked);
    }
    for unread in run.unread {
        let (path, reason) = (escape(run.path(&unread.path)), escape(&unread.reason));
        let _ = writeln!(out, "  <testsuite name=\"{path}\" tests=\"1\" failures=\"0\" errors=\"1\" time=\"0\">");
        let _ = writeln!(out, "    <testcase name=\"layerwise\" classname=\"{path}\" time=\"0\">");
        let _ = writeln!(out, "      <error message=\"{reason}\" type=\"unread\"/>\n    </testcase>\n  </testsuite>");
    }
    out + "</testsuites>\n"
}

fn suite(out: &mut String, run: &Run, checked: &Checked) {
    let (path, failures) = (escape(run.path(checked.file.path())), checked.diagnostics.len());
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\"", failures.max(1));
    let _ = writeln!(out, "  <testsuite name=\"{path}\" {counts} time=\"0\">");
    if failures == 0 {
        let _ = writeln!(out, "    <testcase name=\"layerwise\" classname=\"{path}\" time=\"0\"/>");
    }
    for finding in run.findings_of(checked) {
        let start = finding.place().start;
        let (rule, level) = (finding.diagnostic.rule, finding.diagnostic.level);
        let name = format!("{rule} at {}:{}", start.line, start.column);
        let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{path}\" time=\"0\">");
        let message = escape(&finding.message());
        let place = format!("{path}:{}:{}", start.line, start.column);
        let text = escape(&finding.message_with_help());
        let _ = writeln!(out, "      <failure message=\"{message}\" type=\"{level}\">{place}: {text}</failure>");
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n");
}
