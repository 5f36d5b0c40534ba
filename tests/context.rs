//! `layerwise context` as it is called: what it prints, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![expect(clippy::disallowed_methods, reason = "the program is run on directories made for it")]

mod run;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn layerwise(directory: &Path, arguments: &[&str]) -> Output {
    run::output(Command::new(env!("CARGO_BIN_EXE_layerwise")).arg("context").args(arguments).current_dir(directory))
}

fn project(ignore: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("app")).unwrap();
    for (path, text) in
        [("app/.dockerignore", ignore), ("app/a.txt", "12345"), ("app/b.log", "123"), ("app/Dockerfile", "")]
    {
        fs::write(root.path().join(path), text).unwrap();
    }
    root
}

#[test]
fn a_context_is_shown_without_styles_where_nobody_sees_them() {
    let root = project("*.log\n.dockerignore\n");
    let output = layerwise(root.path(), &["app"]);
    let expected = "\
5 B: 2 files in `app`

by top-level entry
       5 B          1  a.txt
       0 B          1  Dockerfile

largest files
       5 B  a.txt

23 B left out: 2 files by `app/.dockerignore`
       3 B          1  line 1  *.log
      20 B          1  line 2  .dockerignore
";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_bad_pattern_is_named_with_its_file_and_line() {
    let output = layerwise(project("a\n[\n").path(), &["app", "--format", "json"]);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(message, "error: app/.dockerignore:2: bad pattern: `[` is no valid pattern, so the build stops here\n");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn the_ignore_file_of_a_dockerfile_is_found_beside_it() {
    let root = project("a.txt\n");
    fs::write(root.path().join("prod.dockerignore"), "*\n!b.log\n").unwrap();
    let output = layerwise(root.path(), &["--format", "json", "-f", "prod", "app"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["ignore_file"], "prod.dockerignore");
    assert_eq!(json["included"]["files"], 1);
    assert_eq!(json["files"][0]["path"], "b.log");
}

#[test]
fn what_is_no_directory_is_no_context() {
    let root = project("");
    for wrong in ["app/a.txt", "nowhere"] {
        let output = layerwise(root.path(), &[wrong]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            String::from_utf8_lossy(&output.stderr).starts_with(&format!("error: cannot read the context `{wrong}`"))
        );
    }
}
