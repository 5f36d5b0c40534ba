//! `shellcheck = true`: one process a file, its findings at their places, and a warning where there is none.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the tests run the command line")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod run;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const SETTINGS: &str = "[rules.shell-fault]\nshellcheck = true\ncodes = \"careful\"\n";

const DOCKERFILE: &str = "\
FROM debian:12
ARG DIR
RUN echo \"é\" && \\
    # of the builder
\trm $DIR
SHELL [\"/bin/bash\", \"-c\"]
RUN [[ -n $DIR ]] && cd /x; ls
RUN rm $DIR
";

/// Checks `dockerfile` in a directory of its own, with nothing but `path` on the path.
fn check(dockerfile: &str, path: &Path) -> Output {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("Dockerfile"), dockerfile).unwrap();
    fs::write(directory.path().join("layerwise.toml"), SETTINGS).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
    command.args(["check", "--format", "concise", "--ignore", "all", "--select", "shell-fault", "Dockerfile"]);
    run::output(command.current_dir(directory.path()).env("PATH", path))
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A directory with a program called `shellcheck` that counts its runs in `runs` beside it, and does `then`.
fn fake(then: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("shellcheck");
    let runs = directory.path().join("runs");
    fs::write(&program, format!("#!/bin/sh\necho \"$@\" >> '{}'\n{then}\n", runs.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    directory
}

#[test]
fn all_scripts_of_a_file_go_to_one_process() {
    let answer = r#"{"comments": [
        {"file": "0", "line": 99, "endLine": 99, "column": 1, "endColumn": 1, "level": "error", "code": 1072, "message": "Off the end."},
        {"file": "1", "line": 1, "endLine": 1, "column": 1, "endColumn": 5, "level": "error", "code": 2086, "message": "In front."}]}"#;
    let fake = fake(&format!("cat <<'E'\n{answer}\nE\nexit 1").replace("cat", "/bin/cat"));
    let output = check(DOCKERFILE, fake.path());
    // What is found in the lines in front of a script is not the user's, and what only scripts are held to is not said.
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("", Some(0)));
    assert_eq!(fs::read_to_string(fake.path().join("runs")).unwrap(), "--norc --format=json1 0 1 2\n");
}

#[test]
fn a_file_without_a_script_asks_nobody() {
    let fake = fake("exit 3");
    let output = check("FROM debian:12\nRUN [\"ls\", \"$x\"]\n", fake.path());
    assert!(output.stderr.is_empty() && !fake.path().join("runs").exists(), "{output:?}");
}

#[test]
fn without_one_or_with_one_that_fails_the_checks_built_in_are_used_and_a_warning_says_so_once() {
    let empty = tempfile::tempdir().unwrap();
    let failing = fake("echo 'unknown option' >&2; exit 4");
    let babbling = fake("echo 'version 0.1'");
    for (path, reason) in [
        (&empty, "not installed, or not on the `PATH`"),
        (&failing, "`shellcheck` failed: unknown option"),
        (&babbling, "in words that are not known"),
    ] {
        let output = check(&format!("{DOCKERFILE}FROM alpine\nRUN rm $X\n"), path.path());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(reason) && said.contains("the checks built in were used"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(stdout(&output).contains("Dockerfile:5:5: info[shell-fault]: quote"), "{output:?}");
    }
}

#[test]
fn the_real_one_finds_what_the_checks_built_in_find_at_the_same_places() {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !run::is_there("shellcheck", &["--version"]) {
        return;
    }
    let places = |output: &Output| -> Vec<String> {
        stdout(output).lines().map(|line| line.split("]: ").next().unwrap().to_owned()).collect()
    };
    let theirs = check(DOCKERFILE, Path::new(&path));
    let ours = check(DOCKERFILE, tempfile::tempdir().unwrap().path());
    assert!(theirs.stderr.is_empty(), "{theirs:?}");
    assert_eq!(places(&theirs), places(&ours));
    assert_eq!(places(&theirs).len(), 3, "{theirs:?}");
}
