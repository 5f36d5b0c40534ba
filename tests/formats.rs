//! Every format for machines, produced for one bad repository: complete, the same each time, and safe to show.
//! `schemas.rs` says that they are valid.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "the program is run, and files are written for it")]

mod run;

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const FORMATS: [&str; 10] =
    ["sarif", "github", "gitlab", "codeclimate", "checkstyle", "junit", "sonarqube", "rdjson", "gnu", "markdown"];

fn check(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
    run::output(command.args(["check", "--isolated"]).args(arguments).current_dir(directory))
}

fn messy() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/messy"))
}

/// The report of the bad repository.
fn report(format: &str) -> String {
    let output = check(messy(), &["--preset", "all", "--format", format]);
    assert_eq!(output.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(format: &str) -> Value {
    serde_json::from_str(&report(format)).unwrap()
}

/// Path and line of each finding, as layerwise's own format has them.
fn findings() -> Vec<(String, u64)> {
    let report = json("json");
    let files = report["files"].as_array().unwrap();
    let of_file = |file: &Value| {
        let path = file["path"].as_str().unwrap().to_owned();
        let diagnostics = file["diagnostics"].as_array().unwrap().clone();
        diagnostics.into_iter().map(move |found| (path.clone(), found["start"]["line"].as_u64().unwrap()))
    };
    files.iter().flat_map(of_file).collect()
}

#[test]
fn each_report_is_the_same_each_time_and_holds_nothing_that_a_terminal_obeys() {
    for format in FORMATS {
        let text = report(format);
        assert_eq!(text, report(format), "{format}");
        let ends = if format == "codeclimate" { vec!['\n', '\0'] } else { vec!['\n'] };
        let hidden = |c: char| c.is_control() && !ends.contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(hidden), "{format}: {:?}", text.chars().find(|c| hidden(*c)));
    }
}

#[test]
fn each_report_holds_every_finding() {
    let all = findings();
    assert!(all.len() > 15);
    let place = |issue: &Value, path: &str, line: &str| {
        let at = |pointer: &str| issue.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {issue}")).clone();
        (at(path).as_str().unwrap().to_owned(), at(line).as_u64().unwrap())
    };
    let listed = |issues: &[Value], path: &str, line: &str| -> Vec<(String, u64)> {
        issues.iter().map(|issue| place(issue, path, line)).collect()
    };
    let array = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_array).unwrap().clone();

    let sarif: Vec<(String, u64)> = listed(
        &array(&json("sarif"), "/runs/0/results"),
        "/locations/0/physicalLocation/artifactLocation/uri",
        "/locations/0/physicalLocation/region/startLine",
    );
    let decoded: Vec<(String, u64)> = sarif.into_iter().map(|(uri, line)| (uri.replace("%25", "%"), line)).collect();
    assert_eq!(decoded, all, "sarif");
    assert_eq!(listed(&array(&json("gitlab"), ""), "/location/path", "/location/lines/begin"), all, "gitlab");
    let rdjson = array(&json("rdjson"), "/diagnostics");
    assert_eq!(listed(&rdjson, "/location/path", "/location/range/start/line"), all, "rdjson");
    let sonarqube = array(&json("sonarqube"), "/issues");
    assert_eq!(
        listed(&sonarqube, "/primaryLocation/filePath", "/primaryLocation/textRange/startLine"),
        all,
        "sonarqube"
    );
    let codeclimate: Vec<Value> =
        report("codeclimate").split_terminator("\0\n").map(|issue| serde_json::from_str(issue).unwrap()).collect();
    assert_eq!(listed(&codeclimate, "/location/path", "/location/positions/begin/line"), all, "codeclimate");
    for (format, mark) in
        [("github", "::"), ("gnu", ": "), ("checkstyle", "<error "), ("junit", "<failure "), ("markdown", "Dockerfile")]
    {
        let count = report(format).lines().filter(|line| line.contains(mark)).count();
        assert_eq!(count, all.len(), "{format}");
    }
}

#[test]
fn a_dockerfile_cannot_give_commands_to_the_runner_of_a_workflow() {
    let report = report("github");
    assert!(report.lines().all(|line| {
        ["::error file=", "::warning file=", "::notice file="].iter().any(|command| line.starts_with(command))
    }));
    let injected = report.lines().find(|line| line.contains("FRUM")).unwrap();
    assert!(injected.contains("%250A::error::"), "{injected}");
    assert!(report.contains("file=web/Dockerfile.50%25,"), "{report}");
}

#[test]
fn fingerprints_are_unique_and_stay_when_lines_are_added_above() {
    let home = tempfile::tempdir().unwrap();
    let fingerprints = |text: &str| -> Vec<String> {
        std::fs::write(home.path().join("Dockerfile"), text).unwrap();
        let output = check(home.path(), &["--preset", "all", "--format", "gitlab"]);
        let issues: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let text = std::fs::read_to_string(messy().join("web/Dockerfile.50%")).unwrap();
    let before = fingerprints(&text);
    assert_eq!(before.iter().collect::<HashSet<_>>().len(), before.len());
    assert_eq!(fingerprints(&format!("# a comment\n\n{text}")), before);
}

#[test]
fn paths_are_said_from_the_working_directory_however_they_are_given() {
    let absolute = messy().join("api/Dockerfile");
    let output = check(messy(), &["--format", "gnu", absolute.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&output.stdout).lines().all(|line| line.starts_with("api/Dockerfile:")));
}

#[test]
fn a_file_that_cannot_be_read_is_part_of_the_report() {
    for (format, told) in [
        ("sarif", "\"executionSuccessful\": false"),
        ("junit", "errors=\"1\""),
        ("github", "::error file=nowhere::"),
        ("checkstyle", "<exception>"),
        ("gnu", "nowhere: error: "),
        ("markdown", "- `nowhere`: "),
    ] {
        let output = check(messy(), &["--format", format, "api", "nowhere"]);
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(told), "{format}");
    }
}

#[test]
fn a_report_is_written_to_a_file_without_styles() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("report.txt");
    let output = check(messy(), &["--output", file.to_str().unwrap()]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("api/Dockerfile:") && !text.contains('\u{1b}'));
}

#[test]
fn a_baseline_lets_be_what_was_there_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let dockerfile = home.path().join("Dockerfile");
    std::fs::write(&dockerfile, "FROM debian\nRUN cd /tmp && make\n").unwrap();
    let status = |arguments: &[&str]| check(home.path(), arguments).status.code();
    assert_eq!(status(&[]), Some(1));
    assert_eq!(status(&["--write-baseline", "known"]), Some(0));
    assert_eq!(status(&["--baseline", "known"]), Some(0));
    std::fs::write(&dockerfile, "# why\nFROM debian\n\nRUN cd /tmp && make\n").unwrap();
    assert_eq!(status(&["--baseline", "known"]), Some(0));
    std::fs::write(&dockerfile, "FROM debian\nRUN cd /tmp && make\nFROM ubuntu\n").unwrap();
    assert_eq!(status(&["--baseline", "known"]), Some(1));
    assert_eq!(status(&["--baseline", "nowhere"]), Some(2));
}

#[test]
fn statistics_count_the_findings_of_each_rule() {
    let output = check(messy(), &["--preset", "all", "--statistics"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let counts = text.lines().map(|line| line.split_whitespace().next().unwrap().parse::<usize>().unwrap());
    assert_eq!(counts.sum::<usize>(), findings().len());
}

#[test]
fn there_is_nothing_to_say_about_our_own_image() {
    let output =
        check(Path::new(env!("CARGO_MANIFEST_DIR")), &["--preset", "strict", "--fail-on", "style", "Dockerfile"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}
