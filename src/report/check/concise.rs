//! One line a finding: `Dockerfile:3:5: warning[untagged-image]: …`.

use std::fmt::Write as _;

use super::Checked;
use crate::escape;

/// One line a finding, with styles as ANSI codes.
pub fn concise(checked: &Checked) -> String {
    let mut out = String::new();
    for findings in &checked.files {
        let path = escape::line(findings.file.path());
        for diagnostic in &findings.diagnostics {
            let at = findings.file.line_column(diagnostic.range.start);
            let style = super::full::level_style(diagnostic.level);
            let (level, rule, message) = (diagnostic.level, diagnostic.rule, escape::line(&diagnostic.message));
            let _ = writeln!(out, "{path}:{}:{}: {style}{level}[{rule}]{style:#}: {message}", at.line, at.column);
        }
    }
    out
}
