//! Files that have no end, or to which nobody writes: they are told of, and hold nothing up.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![expect(clippy::disallowed_methods, reason = "the program is run on directories made for it")]

mod run;

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn check(directory: &Path, paths: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
    run::output_for(command.args(["check", "--format", "concise"]).args(paths).current_dir(directory), input)
}

fn pipe(path: &Path) {
    run::success(Command::new("mkfifo").arg(path));
}

/// A directory with `Dockerfile`s of these names, in which one thing is wrong.
fn home(names: &[&str]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for name in names {
        fs::write(home.path().join(name), "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN cd /x\n").unwrap();
    }
    home
}

/// That `output` says of `path` that it is too large, and has so many findings about others.
fn is_too_large(output: &Output, path: &str, findings: usize) {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{stdout}{stderr}");
    assert!(stderr.contains(&format!("cannot read `{path}`: it is larger than 16 MiB")), "{stderr}");
    assert_eq!(stdout.matches("[lost-state]").count(), findings, "{stdout}");
}

#[test]
fn what_has_no_end_is_refused_and_the_others_are_checked() {
    let home = home(&["Dockerfile"]);
    is_too_large(&check(home.path(), &["/dev/zero", "Dockerfile"], b""), "/dev/zero", 1);
    is_too_large(&check(home.path(), &["-"], &vec![b'\n'; (16 << 20) + 1]), "Dockerfile", 0);
    File::create(home.path().join("big.Dockerfile")).unwrap().set_len(3 << 30).unwrap();
    is_too_large(&check(home.path(), &["."], b""), "big.Dockerfile", 1);
}

#[test]
fn an_ignore_file_that_is_no_file_is_not_waited_for() {
    for make in [pipe, |path: &Path| symlink("/dev/zero", path).unwrap()] {
        let home = home(&["Dockerfile"]);
        make(&home.path().join(".dockerignore"));
        // What is not known of the context is not said.
        let output = check(home.path(), &["."], b"");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("[lost-state]"), "{output:?}");
        // Who asks for the context is told.
        let output = run::output(Command::new(env!("CARGO_BIN_EXE_layerwise")).arg("context").current_dir(home.path()));
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(".dockerignore`: it is not a file"), "{stderr}");
    }
}

#[test]
fn what_is_no_file_in_a_context_holds_nothing_up() {
    for make in [pipe, |path: &Path| symlink("/dev/zero", path).unwrap()] {
        let home = home(&["Dockerfile"]);
        fs::write(home.path().join(".dockerignore"), "").unwrap();
        make(&home.path().join("package.json"));
        let output = check(home.path(), &["."], b"");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("[lost-state]"), "{output:?}");
    }
}
