//! What the GitHub Action runs, in a repository with a bad Dockerfile and a change since the base.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "a repository is made, and the script is run in it")]

mod run;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

struct Checkout {
    home: TempDir,
}

impl Checkout {
    /// A repository whose only commit has `dockerfile`.
    fn new(dockerfile: &str) -> Self {
        let checkout = Self { home: tempfile::tempdir().unwrap() };
        checkout.write("Dockerfile", dockerfile);
        for arguments in [vec!["init", "-q"], vec!["add", "-A"], vec!["commit", "-q", "-m", "base"]] {
            run::git(checkout.home.path(), &arguments);
        }
        checkout
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.home.path().join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.home.path().join(path)).unwrap()
    }

    fn run(&self, inputs: &[(&str, &str)]) -> Output {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/packages/github/run.sh");
        let binary = Path::new(env!("CARGO_BIN_EXE_layerwise")).parent().unwrap();
        let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new(script);
        command.current_dir(self.home.path()).env("PATH", path).envs(inputs.iter().copied());
        command.env("GITHUB_STEP_SUMMARY", self.home.path().join(".git/summary"));
        command.env("GITHUB_OUTPUT", self.home.path().join(".git/output"));
        run::output(&mut command)
    }
}

#[test]
fn findings_are_annotations_and_the_summary_says_what_is_rebuilt() {
    let checkout = Checkout::new("FROM debian:12\nCMD [\"a\"]\n");
    checkout.write("Dockerfile", "FROM debian\nCMD [\"a\"]\n");
    let inputs = [("LAYERWISE_SINCE", "HEAD"), ("LAYERWISE_SARIF", "layerwise.sarif")];
    let output = checkout.run(&inputs);
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{said}{complained}");
    assert!(said.contains("::warning file=Dockerfile,line=1"), "{said}");
    let summary = checkout.read(".git/summary");
    assert!(summary.contains("untagged-image") && summary.contains("1 of 1 image changed since HEAD"), "{summary}");
    assert!(checkout.read("layerwise.sarif").contains("\"untagged-image\""));
    let affected: serde_json::Value =
        serde_json::from_str(checkout.read(".git/output").trim().strip_prefix("affected=").unwrap()).unwrap();
    assert_eq!(affected["affected"][0]["name"], "Dockerfile");
}

#[test]
fn a_good_file_passes_and_a_bad_argument_does_not() {
    let checkout = Checkout::new("FROM debian:12\nUSER 1000:1000\nCMD [\"a\"]\n");
    assert_eq!(checkout.run(&[]).status.code(), Some(0));
    assert_eq!(checkout.run(&[("LAYERWISE_ARGS", "--no-such-option")]).status.code(), Some(2));
    // What is in an input is an argument, never a command.
    let output = checkout.run(&[("LAYERWISE_PATHS", "$(touch${IFS}pwned) Dockerfile; touch pwned")]);
    assert_ne!(output.status.code(), Some(0));
    assert!(!checkout.home.path().join("pwned").exists());
}
