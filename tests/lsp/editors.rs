//! The real program with real clients: Neovim, Emacs, and the library that VS Code's extensions are built on.
//! A test whose client is not on this machine says so and passes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::run;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A directory with a Dockerfile that has something to be fixed.
fn project() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let dockerfile = directory.path().join("Dockerfile");
    fs::write(&dockerfile, "FROM debian:latest\nWORKDIR /app\nEXPOSE 80/TCP\n").unwrap();
    (directory, dockerfile)
}

/// Runs `command` and reads what it wrote into `report`.
fn report_of(command: &mut Command, report: &Path) -> Value {
    let output = run::output(command);
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let text = fs::read_to_string(report).unwrap_or_else(|_| panic!("no report: {said}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}\n{said}"))
}

#[test]
fn neovim_shows_diagnostics_applies_a_fix_and_shows_a_hover() {
    if !run::is_there("nvim", &["--version"]) {
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
    assert_eq!(report["codes"], json!(["latest-tag", "expose-protocol-casing"]), "{report:#}");
    assert!(report["shown"].as_str().unwrap().contains("`latest` moves"), "{report:#}");
    assert!(report["hover"].as_str().unwrap().contains("WORKDIR"), "{report:#}");
    assert_eq!(report["text"], "FROM debian:latest\nWORKDIR /app\nEXPOSE 80/tcp", "{report:#}");
    assert_eq!(report["left"], json!(["latest-tag"]), "{report:#}");
    assert_eq!(report["saved"], "FROM debian:latest\nWORKDIR /app\nEXPOSE 80/tcp\nEXPOSE 81/tcp", "{report:#}");
}

#[test]
fn emacs_shows_diagnostics_and_a_hover_and_applies_a_fix() {
    if !run::is_there("emacs", &["--batch", "--eval", "(package-initialize)", "--eval", "(require 'eglot)"]) {
        return;
    }
    let (directory, dockerfile) = project();
    let report = directory.path().join("report.json");
    let report = report_of(
        Command::new("emacs")
            .args(["--batch", "--eval", "(package-initialize)", "--load"])
            .arg(repository().join("tests/lsp/emacs.el"))
            .arg(&dockerfile)
            .env("LAYERWISE", env!("CARGO_BIN_EXE_layerwise"))
            .env("REPORT", &report)
            .env("CONFIG", repository().join("editors/emacs/layerwise.el")),
        &report,
    );
    let found = report["found"].to_string();
    assert!(found.contains("`latest` moves"), "{report:#}");
    assert!(report["hover"].as_str().unwrap().contains("WORKDIR"), "{report:#}");
    assert_eq!(report["text"], "FROM debian:latest\nWORKDIR /app\nEXPOSE 80/tcp\n", "{report:#}");
}

/// Helix reads its languages from TOML; whether it takes these lines, `hx --health` says where there is one.
#[test]
fn helix_takes_its_lines() {
    let lines = fs::read_to_string(repository().join("editors/helix/languages.toml")).unwrap();
    let languages: toml::Table = lines.parse().unwrap();
    assert_eq!(languages["language-server"]["layerwise"]["args"][0].as_str(), Some("lsp"));
    let servers = &languages["language"][0]["language-servers"];
    assert_eq!(servers[0].as_str(), Some("layerwise"));
    if !run::is_there("hx", &["--version"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("helix")).unwrap();
    fs::write(home.path().join("helix/languages.toml"), lines).unwrap();
    let health = ["--health", "dockerfile"];
    let health = run::output(Command::new("hx").args(health).env("XDG_CONFIG_HOME", home.path()));
    let said = String::from_utf8_lossy(&health.stdout).into_owned();
    assert!(said.contains("layerwise"), "{said}");
}

#[test]
fn the_client_library_of_vs_code_talks_to_the_server() {
    let modules = repository().join("editors/vscode/node_modules");
    if !run::is_there("node", &["--version"]) {
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
