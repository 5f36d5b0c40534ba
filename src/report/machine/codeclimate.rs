//! The format of Code Climate's engines: one issue after the other, each ended by a zero byte.

use lint::Group;
use serde_json::json;

use super::fingerprint::fingerprints;
use super::{Run, called};

/// All issues, as an engine prints them.
pub fn codeclimate(run: &Run) -> String {
    let mut out = String::new();
    for (finding, fingerprint) in run.findings().zip(fingerprints(run)) {
        let place = finding.place();
        let meta = run.registry.get(finding.diagnostic.rule).map(|entry| entry.meta);
        let point = |at: text::LineColumn| json!({ "line": at.line, "column": at.column });
        let issue = json!({
            "type": "issue",
            "check_name": finding.diagnostic.rule,
            "description": finding.message(),
            "content": { "body": meta.map(|meta| meta.documentation()) },
            "categories": [category(meta.map(|meta| meta.group))],
            "severity": called(finding.diagnostic.level, ["info", "minor", "major", "critical"]),
            "fingerprint": fingerprint,
            "location": {
                "path": finding.path,
                "positions": { "begin": point(place.start), "end": point(place.end) },
            },
        });
        out += &crate::json::safe(&issue.to_string());
        out += "\0\n";
    }
    out
}

/// The harm, in Code Climate's words; that of a file that can't be read as a Dockerfile is a bug.
fn category(group: Option<Group>) -> &'static str {
    match group {
        Some(Group::Security) => "Security",
        Some(Group::Size | Group::Cache) => "Performance",
        Some(Group::Reproducibility) => "Compatibility",
        Some(Group::Style) => "Style",
        Some(Group::Syntax | Group::Correctness | Group::Runtime) | None => "Bug Risk",
    }
}
