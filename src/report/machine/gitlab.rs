//! GitLab's code quality report, which a merge request shows.

use serde_json::{Value, json};

use super::fingerprint::fingerprints;
use super::{Run, called, pretty};

/// A list of what is wrong, in the part of Code Climate's format that GitLab reads.
pub fn gitlab(run: &Run) -> String {
    let issues: Vec<Value> = run
        .findings()
        .zip(fingerprints(run))
        .map(|(finding, fingerprint)| {
            let place = finding.place();
            json!({
                "description": finding.message(),
                "check_name": finding.diagnostic.rule,
                "fingerprint": fingerprint,
                "severity": called(finding.diagnostic.level, ["info", "minor", "major", "critical"]),
                "location": {
                    "path": finding.path,
                    "lines": { "begin": place.start.line, "end": place.end.line },
                },
            })
        })
        .collect();
    pretty(&issues)
}
