//! The reports for machines are valid against schemas: those of SARIF and JUnit as they are published, and layerwise's own,
//! written from the documentation, of the formats that have none. `NOTICE` says where the published ones are from.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "the program is run, and schemas are read")]

#[path = "schemas/json.rs"]
mod json;
mod run;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn schema(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// What is said of a bad repository, of a good file, of one that can't be read, and of nothing at all.
fn reports(format: &str) -> Vec<String> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let empty = tempfile::tempdir().unwrap();
    let report = |directory: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
        command.args(["check", "--isolated", "--preset", "all", "--format", format]).args(arguments);
        String::from_utf8(run::output(command.current_dir(directory)).stdout).unwrap()
    };
    vec![
        report(&fixtures.join("messy"), &[]),
        report(&fixtures, &["."]),
        report(&fixtures, &["--ignore", "all", "shop/Dockerfile"]),
        report(&fixtures.join("messy"), &["api", "no<where>"]),
        report(empty.path(), &["."]),
    ]
}

/// What is wrong with a report.
fn faults(schema: &str, report: &str) -> String {
    if schema.starts_with('{') {
        let (schema, report): (Value, Value) =
            (serde_json::from_str(schema).unwrap(), serde_json::from_str(report).unwrap());
        json::faults(&schema, &report)
    } else {
        let validator = uppsala::XsdValidator::from_schema(&uppsala::parse(schema).unwrap()).unwrap();
        let report = uppsala::parse(report).unwrap_or_else(|error| panic!("{error}: {report}"));
        let faults: Vec<String> = validator.validate(&report).iter().map(ToString::to_string).collect();
        faults.join("\n")
    }
}

fn are_valid(format: &str, schema_file: &str) {
    let schema = schema(schema_file);
    for report in reports(format) {
        // An issue of Code Climate is a document of its own, and so there may be none.
        let documents = report.split_terminator(if format == "codeclimate" { "\0\n" } else { "\u{4}" });
        for document in documents {
            let faults = faults(&schema, document);
            assert!(faults.is_empty(), "{format}: {faults}\n{document}");
        }
    }
}

#[test]
fn sarif() {
    are_valid("sarif", "sarif-2.1.0-rtm.5.json");
}

#[test]
fn junit() {
    are_valid("junit", "junit-10.xsd");
}

#[test]
fn checkstyle() {
    are_valid("checkstyle", "checkstyle.xsd");
}

#[test]
fn gitlab() {
    are_valid("gitlab", "gitlab.json");
}

#[test]
fn codeclimate() {
    are_valid("codeclimate", "codeclimate.json");
}

#[test]
fn rdjson() {
    are_valid("rdjson", "rdjson.json");
}

#[test]
fn sonarqube() {
    are_valid("sonarqube", "sonarqube.json");
}

/// A validator that accepts everything would prove nothing.
#[test]
fn what_is_wrong_is_found() {
    for (format, file, from, to) in [
        ("sarif", "sarif-2.1.0-rtm.5.json", "\"ruleId\"", "\"rule\""),
        ("sarif", "sarif-2.1.0-rtm.5.json", "\"startLine\": ", "\"startLine\": -"),
        ("sarif", "sarif-2.1.0-rtm.5.json", "\"level\": \"warning\"", "\"level\": \"alarm\""),
        ("junit", "junit-10.xsd", " message=", " said="),
        ("junit", "junit-10.xsd", "time=\"0\"", "time=\"soon\""),
        ("junit", "junit-10.xsd", " tests=", " test="),
        ("checkstyle", "checkstyle.xsd", "severity=\"warning\"", "severity=\"alarm\""),
        ("checkstyle", "checkstyle.xsd", "line=\"", "line=\"-"),
        ("checkstyle", "checkstyle.xsd", "<file name", "<file path"),
        ("gitlab", "gitlab.json", "\"major\"", "\"alarm\""),
        ("rdjson", "rdjson.json", "\"WARNING\"", "\"ALARM\""),
        ("sonarqube", "sonarqube.json", "\"ruleId\"", "\"rule\""),
    ] {
        let report = reports(format).remove(0);
        assert!(report.contains(from), "{format} has no {from}");
        assert!(!faults(&schema(file), &report.replace(from, to)).is_empty(), "{format} with {to} is valid");
    }
}
