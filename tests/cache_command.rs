//! `layerwise cache` as a user meets it: commits to compare with, paths in all their spellings, bad input.

#![expect(clippy::disallowed_methods, reason = "a test makes its own repositories")]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod run;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const DOCKERFILE: &str =
    "FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY src ./src\nRUN npm run build\n";

/// A project in the subdirectory `app` of a repository, with one commit.
fn project() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in
        [("Dockerfile", DOCKERFILE), ("package.json", "{}"), ("src/a.js", "a"), ("src/b.js", "b"), ("README.md", "r")]
    {
        write(&root.path().join("app"), path, text);
    }
    run::git(root.path(), &["init", "-q"]);
    commit(root.path());
    root
}

fn write(directory: &Path, path: &str, text: &str) {
    let path = directory.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn commit(directory: &Path) {
    run::git(directory, &["add", "-A"]);
    run::git(directory, &["commit", "-q", "-m", "x"]);
}

fn cache(directory: &Path, arguments: &[&str]) -> Output {
    run::output(Command::new(env!("CARGO_BIN_EXE_layerwise")).current_dir(directory).arg("cache").args(arguments))
}

/// The fates of all steps, as letters, of what should succeed.
fn fates(directory: &Path, arguments: &[&str]) -> String {
    let output = cache(directory, &[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let steps = json["steps"].as_array().unwrap();
    let letter = |step: &serde_json::Value| match step["fate"].as_str().unwrap() {
        "reused" => "-",
        "maybe" => "?",
        "rebuilt" => "X",
        "skipped" => "s",
        _ => "",
    };
    steps.iter().map(letter).collect()
}

/// What is said about bad input.
fn refused(directory: &Path, arguments: &[&str]) -> String {
    let output = cache(directory, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_commit_is_compared_with_the_working_tree() {
    let root = project();
    let app = root.path().join("app");
    assert_eq!(fates(&app, &["--since", "HEAD"]), "------");
    assert_eq!(fates(root.path(), &["app", "--since", "HEAD"]), "------");
    write(&app, "src/a.js", "A");
    assert_eq!(fates(&app, &["--since", "HEAD"]), "----XX");
    write(&app, "src/a.js", "a");
    fs::rename(app.join("src/b.js"), app.join("src/c.js")).unwrap();
    assert_eq!(fates(&app, &["--since", "HEAD"]), "----XX");
    fs::rename(app.join("src/c.js"), app.join("src/b.js")).unwrap();
    fs::set_permissions(app.join("package.json"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fates(&app, &["--since", "HEAD"]), "--XXXX");
}

#[test]
fn the_dockerfile_and_the_ignore_file_are_those_of_the_commit() {
    let root = project();
    let app = root.path().join("app");
    write(&app, "Dockerfile", &DOCKERFILE.replace("npm run build", "npm run  build"));
    assert_eq!(fates(&app, &["--since", "HEAD"]), "-----X");
    write(&app, "Dockerfile", DOCKERFILE);
    write(&app, ".dockerignore", "src/b.js\n");
    assert_eq!(fates(&app, &["--since", "HEAD"]), "----XX");
    commit(root.path());
    assert_eq!(fates(&app, &["--since", "HEAD"]), "------");
    assert_eq!(fates(&app, &["--since", "HEAD~1"]), "----XX");
}

#[test]
fn changed_paths_are_found_in_all_their_spellings() {
    let root = project();
    let app = root.path().join("app");
    for path in ["src/a.js", "./src/a.js", "src", "src/", "**/a.js", "src/*.js", "src/new.js"] {
        assert_eq!(fates(&app, &["--changed", path]), "----XX", "{path}");
    }
    for path in ["app/src/a.js", "src/a.js", "app/src/gone.js", "app/src/*"] {
        assert_eq!(fates(root.path(), &["app", "--changed", path]), "----XX", "{path}");
    }
    assert_eq!(fates(&app, &["--changed", "README.md"]), "------");
}

#[test]
fn bad_input_is_refused_with_a_reason() {
    let root = project();
    let app = root.path().join("app");
    for (arguments, reason) in [
        (&["--since", "nowhere"][..], "there is no `nowhere`"),
        (&["nowhere"], "no such file or directory"),
        (&["README.md"], "it is not a directory"),
        (&["--file", "nowhere"], "`--file` is looked up from the working directory"),
        (&["--target", "nowhere"], "target stage \"nowhere\" could not be found"),
        (&["--changed", "../outside"], "is not in the context"),
        (&["--changed", "*.rs"], "matches nothing"),
        (&["--build-arg", "V"], "has no `=`"),
        (&["--against", "nowhere"], "no such file or directory"),
    ] {
        let said = refused(&app, arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    write(&app, "circle", "FROM a AS x\nCOPY --from=y / /\nFROM b AS y\nCOPY --from=x / /\n");
    let circle = "circle:2: cannot copy from stage \"y\", it needs to be defined before current stage \"x\"";
    assert!(refused(&app, &["--file", "circle"]).contains(circle));
    write(&app, "broken", "FROM a\nCOPY x\n");
    assert!(refused(&app, &["--file", "broken"]).contains("broken:2: COPY requires at least two arguments"));
}

#[test]
fn a_source_that_is_not_there_is_told() {
    let root = project();
    let app = root.path().join("app");
    write(&app, ".dockerignore", "*.md\n");
    write(&app, "Dockerfile", &format!("{DOCKERFILE}COPY gone.txt README.md *.none /\n"));
    for arguments in [&["--changed", "src/a.js"][..], &["--since", "HEAD"]] {
        let output = cache(&app, &[arguments, &["--format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["steps"][6]["missing"], serde_json::json!(["gone.txt", "README.md"]));
        assert_eq!(json["steps"][2]["missing"], serde_json::json!([]));
        let text = String::from_utf8(cache(&app, arguments).stdout).unwrap();
        assert!(text.contains("`gone.txt` is not in the context, so the build fails here"), "{text}");
        assert!(text.contains(", but the build fails at line 7\n"), "{text}");
    }
    write(&app, "Dockerfile", "FROM a\nCOPY README.md /\n");
    let text = String::from_utf8(cache(&app, &["--changed", "src/a.js"]).stdout).unwrap();
    assert!(text.contains("line 1 of .dockerignore leaves `README.md` out, so the build fails here"), "{text}");
}
