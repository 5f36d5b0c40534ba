//! The real program with real clients: Neovim, and the library that VS Code's extensions are built on.
//! A test whose client is not on this machine says so and passes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether the program can be started at all.
fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("skipped: there is no `{program}` on this machine");
    }
    there
}

/// A directory with a Dockerfile that has something to be fixed.
fn project() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let dockerfile = directory.path().join("Dockerfile");
    fs::write(&dockerfile, "FROM debian:latest as base\nWORKDIR /app\nRUN true\n").unwrap();
    (directory, dockerfile)
}

/// Runs `command` and reads what it wrote into `report`.
fn report_of(command: &mut Command, report: &Path) -> Value {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let text = fs::read_to_string(report).unwrap_or_else(|_| panic!("no report: {said}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}\n{said}"))
}

#[test]
fn neovim_shows_diagnostics_applies_a_fix_and_shows_a_hover() {
    if !is_there("nvim") {
        return;
    }
    let (directory, dockerfile) = project();
    let report = directory.path().join("report.json");
    let script = repository().join("tests/lsp/neovim.lua");
    let report = report_of(
        Command::new("nvim")
            .args(["--headless", "-u", "NONE", "-i", "NONE", "-n"])
            .arg("-c")
            .arg(format!("luafile {}", script.display()))
            .arg(&dockerfile)
            .env("LAYERWISE", env!("CARGO_BIN_EXE_layerwise"))
            .env("REPORT", &report)
            .env("CONFIG", repository().join("editors/neovim/layerwise.lua")),
        &report,
    );
    let codes: Vec<&str> = report["codes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(codes.contains(&"latest-tag"), "{report:#}");
    assert!(report["hover"].as_str().unwrap().contains("**WORKDIR**"), "{report:#}");
    assert!(report["text"].as_str().unwrap().starts_with("# layerwise ignore="), "{report:#}");
    assert!(report["left"].as_i64() < report["found"].as_i64(), "{report:#}");
}

#[test]
fn the_client_library_of_vs_code_talks_to_the_server() {
    let modules = repository().join("editors/vscode/node_modules");
    if !is_there("node") {
        return;
    }
    if !modules.join("vscode-languageserver-protocol").exists() {
        eprintln!("skipped: `npm ci` in editors/vscode gets the library");
        return;
    }
    let (directory, dockerfile) = project();
    let report = directory.path().join("report.json");
    let report = report_of(
        Command::new("node")
            .arg(repository().join("tests/lsp/vscode.js"))
            .arg(&dockerfile)
            .env("LAYERWISE", env!("CARGO_BIN_EXE_layerwise"))
            .env("REPORT", &report)
            .env("NODE_PATH", &modules),
        &report,
    );
    assert_eq!(report["capabilities"]["hoverProvider"], true, "{report:#}");
    let codes: Vec<&str> = report["codes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(codes.contains(&"latest-tag"), "{report:#}");
    assert!(report["hover"].as_str().unwrap().contains("**WORKDIR**"), "{report:#}");
    assert_eq!(report["afterEdit"], 0, "{report:#}");
    assert_eq!(report["exit"], 0, "{report:#}");
}
