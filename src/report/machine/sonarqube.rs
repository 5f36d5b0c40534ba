//! SonarQube's generic issue report, version 10.3 and later.

use std::collections::BTreeSet;

use lint::{Group, Level, Meta};
use serde_json::{Value, json};

use super::{Finding, Run, called, pretty};

/// The rules that have something to say, and what they say.
pub fn sonarqube(run: &Run) -> String {
    let names: BTreeSet<&str> = run.findings().map(|finding| finding.diagnostic.rule).collect();
    let rules: Vec<Value> =
        names.into_iter().filter_map(|name| run.registry.get(name)).map(|entry| rule(&entry.meta)).collect();
    let issues: Vec<Value> = run.findings().map(issue).collect();
    pretty(&json!({ "rules": rules, "issues": issues }))
}

fn rule(meta: &Meta) -> Value {
    let (attribute, quality) = match meta.group {
        Group::Syntax | Group::Correctness | Group::Runtime => ("LOGICAL", "RELIABILITY"),
        Group::Security => ("TRUSTWORTHY", "SECURITY"),
        Group::Size | Group::Cache => ("EFFICIENT", "MAINTAINABILITY"),
        Group::Reproducibility => ("COMPLETE", "RELIABILITY"),
        Group::Style => ("CONVENTIONAL", "MAINTAINABILITY"),
    };
    let severity = called(meta.level, ["INFO", "LOW", "MEDIUM", "HIGH"]);
    json!({
        "id": meta.name,
        "name": meta.summary(),
        "description": meta.documentation(),
        "engineId": "layerwise",
        "cleanCodeAttribute": attribute,
        "type": kind(meta),
        "severity": called(meta.level, ["INFO", "MINOR", "MAJOR", "CRITICAL"]),
        "impacts": [{ "softwareQuality": quality, "severity": severity }],
    })
}

/// What older versions ask for besides.
fn kind(meta: &Meta) -> &'static str {
    match (meta.group, meta.level) {
        (Group::Security, _) => "VULNERABILITY",
        (Group::Syntax | Group::Correctness | Group::Runtime, Level::Error | Level::Warning) => "BUG",
        _ => "CODE_SMELL",
    }
}

fn issue(finding: Finding) -> Value {
    let place = finding.place();
    let (start, end) = place.utf16_columns(finding.file);
    let mut range = json!({ "startLine": place.start.line, "endLine": place.end.line });
    // An empty range is refused, and the whole report with it; without columns the line is meant.
    if !place.is_one_line() || start < end {
        range["startColumn"] = start.into();
        range["endColumn"] = end.into();
    }
    json!({
        "ruleId": finding.diagnostic.rule,
        "primaryLocation": {
            "message": finding.message_with_help(),
            "filePath": finding.path,
            "textRange": range,
        },
    })
}
