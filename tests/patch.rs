//! `check --diff` writes a patch that `git apply` takes, and that does what `--fix` does.

#![expect(clippy::disallowed_methods, reason = "the test runs programs and reads what they wrote")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod run;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Files that a patch may stumble over: blanks in the name, line ends of Windows and of old Macs, no end of the last line.
const FILES: &[(&str, &str)] = &[
    ("Dockerfile", "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\nCMD [\"a\"]\nCMD [\"b\"]\n"),
    ("a b/Dockerfile", "FROM debian:12\nENV a b\nUSER nobody\n"),
    ("crlf/Dockerfile", "FROM debian:12\r\nENV a b\r\nADD x.json /\r\nUSER nobody\r\n"),
    ("open/Dockerfile", "FROM debian:12\nEXPOSE 80/TCP\nENV a b"),
    ("mac/Dockerfile", "FROM debian:12\nRUN echo a\rb\nENV a b\nUSER nobody\n"),
];

#[test]
fn git_applies_what_diff_shows() {
    let fixed = directory();
    let patched = directory();
    program(fixed.path(), env!("CARGO_BIN_EXE_layerwise"), &["check", "--preset", "strict", "--fix", "."], b"");
    for (name, before) in FILES {
        assert_ne!(fs::read_to_string(fixed.path().join(name)).unwrap(), *before, "{name} has nothing to fix");
    }
    let shown =
        program(patched.path(), env!("CARGO_BIN_EXE_layerwise"), &["check", "--preset", "strict", "--diff", "."], b"");
    let applied = program(patched.path(), "git", &["apply", "--whitespace=nowarn", "-"], &shown.stdout);
    let patch = String::from_utf8_lossy(&shown.stdout);
    assert!(applied.status.success(), "{}\n{patch}", String::from_utf8_lossy(&applied.stderr));
    let costs: Vec<&str> = patch.lines().filter(|line| line.starts_with("# ")).collect();
    assert_eq!(costs.len(), FILES.len(), "{patch}");
    assert!(costs.contains(&"# this patch rebuilds 1 of 2 steps once"), "{patch}");
    for (name, _) in FILES {
        let of = |directory: &Path| fs::read_to_string(directory.join(name)).unwrap();
        assert_eq!(of(patched.path()), of(fixed.path()), "{name}");
    }
}

#[test]
fn a_path_from_the_root_is_one_below_it_in_a_patch() {
    let directory = directory();
    let path = directory.path().join("Dockerfile");
    let program_path = env!("CARGO_BIN_EXE_layerwise");
    let shown = program(directory.path(), program_path, &["check", "--diff", path.to_str().unwrap()], b"");
    let patch = String::from_utf8_lossy(&shown.stdout);
    let old = patch.lines().find_map(|line| line.strip_prefix("--- a/")).unwrap();
    assert!(!old.starts_with('/') && old.ends_with("/Dockerfile"), "{patch}");
}

fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn program(directory: &Path, program: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(program);
    run::output_for(command.args(arguments).current_dir(directory), input)
}
