//! SARIF 2.1.0, the static analysis results interchange format of OASIS: GitHub code scanning, Azure `DevOps`, editors.

use std::collections::BTreeMap;

use lint::{Fix, Meta};
use serde_json::{Value, json};
use text::{SourceFile, TextRange};

use super::fingerprint::fingerprints;
use super::{Finding, Place, Run, called, pretty};
use crate::visible;

/// The whole log: one run, with the rules that have something to say and their pages as help.
pub fn sarif(run: &Run) -> String {
    let mut indices: BTreeMap<&str, usize> = run.findings().map(|finding| (finding.diagnostic.rule, 0)).collect();
    indices.values_mut().enumerate().for_each(|(at, index)| *index = at);
    let rules: Vec<Value> = indices.keys().map(|name| rule(run, name)).collect();
    let results: Vec<Value> = run
        .findings()
        .zip(fingerprints(run))
        .map(|(finding, fingerprint)| result(finding, indices[finding.diagnostic.rule], &fingerprint))
        .collect();
    pretty(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "layerwise", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "the working directory of the run" } },
            },
            "invocations": [invocation(run)],
            "results": results,
        }],
    }))
}

fn rule(run: &Run, name: &str) -> Value {
    let Some(entry) = run.registry.get(name) else { return json!({ "id": name }) };
    let meta: &Meta = &entry.meta;
    let aliases: Vec<&str> = meta.aliases.iter().map(|alias| alias.name).collect();
    json!({
        "id": name,
        "shortDescription": { "text": meta.summary() },
        "help": { "text": meta.documentation(), "markdown": meta.documentation() },
        "defaultConfiguration": { "level": level(meta.level) },
        "properties": { "tags": [meta.group.name()], "aliases": aliases },
    })
}

fn level(level: lint::Level) -> &'static str {
    called(level, ["note", "note", "warning", "error"])
}

fn invocation(run: &Run) -> Value {
    let notification = |unread: &super::Unread| {
        json!({
            "level": "error",
            "message": { "text": visible(&unread.reason) },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact(run.path(&unread.path)) } }],
        })
    };
    let notifications: Vec<Value> = run.unread.iter().map(notification).collect();
    json!({ "executionSuccessful": run.unread.is_empty(), "toolExecutionNotifications": notifications })
}

fn result(finding: Finding, index: usize, fingerprint: &str) -> Value {
    let diagnostic = finding.diagnostic;
    let mut result = json!({
        "ruleId": diagnostic.rule,
        "ruleIndex": index,
        "level": level(diagnostic.level),
        "message": { "text": finding.message_with_help() },
        "locations": [{ "physicalLocation": location(finding, diagnostic.range) }],
        // GitHub tells findings by the second one; without it, it hashes the lines around and loses them at an edit.
        "partialFingerprints": { "layerwise/v1": fingerprint, "primaryLocationLineHash": fingerprint },
    });
    let related = diagnostic.notes.iter().filter_map(|note| Some((note.range?, &note.text))).enumerate();
    let related: Vec<Value> = related
        .map(|(id, (range, text))| {
            let message = json!({ "text": visible(text) });
            json!({ "id": id, "physicalLocation": location(finding, range), "message": message })
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = &diagnostic.fix {
        result["fixes"] = json!([self::fix(finding, fix)]);
    }
    result
}

fn location(finding: Finding, range: TextRange) -> Value {
    let place = Place::of(finding.file, range);
    let region = json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    });
    json!({ "artifactLocation": artifact(finding.path), "region": region })
}

fn fix(finding: Finding, fix: &Fix) -> Value {
    let replacement = |edit: &text::Edit| {
        let region = exact_region(finding.file, edit.range);
        json!({ "deletedRegion": region, "insertedContent": { "text": edit.text } })
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
    json!({
        "description": { "text": visible(&fix.title) },
        "artifactChanges": [{ "artifactLocation": artifact(finding.path), "replacements": replacements }],
        "properties": { "applicability": fix.applicability.name() },
    })
}

/// Unlike the place of a finding, what a fix deletes includes the line ends it says.
fn exact_region(file: &SourceFile, range: TextRange) -> Value {
    let (start, end) = (file.line_column(range.start), file.line_column(range.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a URI. One that leads out of the working directory is relative to nothing.
fn artifact(path: &str) -> Value {
    let uri = uri(path);
    if path.starts_with('/') || path.starts_with("../") {
        return json!({ "uri": uri });
    }
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

/// `path` with all but the characters that a URI may hold percent-encoded (RFC 3986, section 3.3). Without a scheme, a
/// colon in the first segment would be read as the end of one.
fn uri(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let root = if path.starts_with('/') { "file://" } else { "" };
    std::iter::once(root.to_owned()).chain(path.bytes().map(byte)).collect()
}
