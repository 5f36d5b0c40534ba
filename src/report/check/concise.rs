//! One line a finding: `Dockerfile:3:5: warning[untagged-image]: …`.

use std::fmt::Write as _;

use crate::machine::Run;
use crate::visible;

/// One line a finding, with styles as ANSI codes.
pub fn concise(run: &Run) -> String {
    let mut out = String::new();
    for findings in run.files {
        let path = visible(findings.file.path());
        for diagnostic in &findings.diagnostics {
            let at = findings.file.line_column(diagnostic.range.start);
            let style = super::full::level_style(diagnostic.level);
            let (level, rule, message) = (diagnostic.level, diagnostic.rule, visible(&diagnostic.message));
            let _ = writeln!(out, "{path}:{}:{}: {style}{level}[{rule}]{style:#}: {message}", at.line, at.column);
        }
    }
    out
}
