//! A stranger's repository gives no orders to a terminal or to the runner of a workflow, whatever command looks at it:
//! its Dockerfile, paths, labels, settings, ignore files and names of commits are shown with what would be obeyed written out.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the program is run, and files are written for it")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod run;

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A style, a window title, a bell, an override of direction, an isolate, a zero-width space, an escape of the upper half.
const EVIL: &str = "\u{1b}[31m\u{1b}]0;owned\u{7}\u{202e}txt\u{2066}\u{200b}\u{9b}1m\u{7f}";

const FORMATS: [&str; 13] = [
    "full",
    "concise",
    "json",
    "sarif",
    "github",
    "gitlab",
    "codeclimate",
    "checkstyle",
    "junit",
    "sonarqube",
    "rdjson",
    "gnu",
    "markdown",
];

/// Every kind of word that a message repeats, each with [`EVIL`] in it.
const DOCKERFILE: &str = "# syntax=docker/dockerfile:1@
ARG V@=x
FROM debian@:12 AS a@
LABEL a@=\"b@\"
ENV E=\"@\" F@=1
COPY src@ /x@/
COPY --from=b@ --bogus@=x a /b
RUN cd @ && apt-get install curl@ && sudo rm $x@ <<E@
@
E@
BOGUS@ x
EXPOSE @
USER @
WORKDIR @
HEALTHCHECK --interval=@ CMD x
STOPSIGNAL @
SHELL [\"@\"]
ONBUILD @ x
# layerwise: ignore[@]
# hadolint ignore=@
# check=skip=@
CMD [\"@\"
FROM @ AS final@
ADD https://example.com/@ /z
";

/// One that a build takes.
const SOUND: &str = "FROM debian:12 AS a
ARG V=@
LABEL x=\"@\"
COPY src@ /x@/
RUN echo @
WORKDIR /@
FROM a
COPY --from=a /x @
ADD https://example.com/@ /z
";

/// A repository in which everything is called [`EVIL`].
fn repository() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join(format!("root{EVIL}"));
    let write = |path: &str, text: &str| {
        let path = root.join(path.replace('@', EVIL));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace('@', EVIL)).unwrap();
    };
    write("Dockerfile", DOCKERFILE);
    write("Dockerfile@", DOCKERFILE);
    write("Sound@", SOUND);
    write("src@/f@", "x");
    write("Dockerfile@.dockerignore", "@\n[@\n");
    write(".dockerignore", "nothing@\n!src@/@\n");
    write("settings/layerwise.toml", "select = [\"x\\u001b[31m\\u202e\"]\n\"k\\u001b[31m\\u202e\" = 1\n");
    write("settings/Dockerfile", "FROM debian\n");
    write("broken/layerwise.toml", "a = @\n");
    write("broken/Dockerfile", "FROM debian\n");
    write(
        "compose.yaml",
        "services:\n  \"a\\e[31m\\u202e\":\n    build:\n      context: \"x\\e[31m\\u202e\"\n  b:\n    build: .\n",
    );
    write(
        "bake/docker-bake.json",
        r#"{"target": {"a\u001b[31m\u202e": {"dockerfile": "b\u001b[31m", "context": "c\u001b[31m"}, "default": {}}}"#,
    );
    write("bake/Dockerfile", "FROM debian:12\nCOPY . .\n");
    write("hcl/docker-bake.hcl", "target \"a@\" {\n  dockerfile = \"b@\"\n  context = \"${c@}\"\n}\n");
    write("hcl/Dockerfile", "FROM debian:12\nCOPY . .\n");
    write(
        "hadolint/.hadolint.yaml",
        "ignored: [\"x\\e[31m\\u202e\"]\n\"k\\e[31m\": 1\nfailure-threshold: \"\\e[31m\"\n",
    );
    write("hadolint/bad.yaml", "a: [@\n");
    write("hadolint/Dockerfile", "FROM debian\n");
    for arguments in [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message", "first"]] {
        run::git(&root, arguments);
    }
    write("new@", "x");
    home
}

/// Runs the program with each `@` of `arguments` replaced, and looks at all that it says.
fn says_nothing_raw(root: &Path, arguments: &[&str]) {
    let replaced = arguments.iter().map(|argument| argument.replace('@', EVIL));
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
    let output = run::output(command.args(replaced).args(["--color", "never"]).current_dir(root));
    assert!(output.stdout.len() + output.stderr.len() > 0, "{arguments:?} says nothing");
    for said in [output.stdout, output.stderr] {
        let said = String::from_utf8(said).unwrap();
        // The zero byte ends each of Code Climate's issues.
        let raw = |c: char| text::is_hidden(c) && c != '\n' && !(c == '\0' && arguments.contains(&"codeclimate"));
        let line = said.lines().find(|line| line.contains(raw));
        assert!(line.is_none(), "{arguments:?}: {:?}", line.unwrap_or_default());
        let orders = said.lines().any(|line| line.trim_start().starts_with("::") && !arguments.contains(&"github"));
        assert!(!orders, "{arguments:?} gives the runner orders");
    }
}

#[test]
fn check_shows_nothing_raw() {
    let home = repository();
    let root = &home.path().join(format!("root{EVIL}"));
    for format in FORMATS {
        says_nothing_raw(
            root,
            &["check", "--isolated", "--preset", "all", "--format", format, "Dockerfile", "Dockerfile@"],
        );
        says_nothing_raw(root, &["check", "--format", format, "nowhere@"]);
    }
    for format in ["full", "json", "github", "markdown"] {
        says_nothing_raw(root, &["check", "--isolated", "--preset", "all", "--statistics", "--format", format]);
    }
    says_nothing_raw(root, &["check", "settings"]);
    says_nothing_raw(root, &["check", "broken"]);
    for refused in [
        &["check", "--config", "x@"][..],
        &["check", "--select", "x@"],
        &["check", "--format", "x@"],
        &["check", "--bogus@"],
        &["check", "--baseline", "x@"],
        &["check", "--output", "x@/y"],
        &["bogus@"],
        &["explain", "x@"],
    ] {
        says_nothing_raw(root, refused);
    }
}

#[test]
fn other_commands_show_nothing_raw() {
    let home = repository();
    let root = &home.path().join(format!("root{EVIL}"));
    for format in ["tree", "json"] {
        says_nothing_raw(root, &["parse", "--format", format, "Dockerfile@"]);
    }
    for format in ["text", "json"] {
        says_nothing_raw(root, &["context", "--format", format, "."]);
        says_nothing_raw(root, &["context", "--format", format, "--file", "Dockerfile@", "."]);
    }
    for format in ["text", "json", "markdown"] {
        says_nothing_raw(root, &["affected", "--since", "HEAD", "--format", format]);
    }
    for directory in ["bake", "hcl", "hadolint", "settings", "broken"] {
        let below = &root.join(directory);
        for command in [&["check", "--preset", "all"][..], &["affected", "--since", "HEAD"], &["config"]] {
            says_nothing_raw(below, command);
        }
    }
    for more in [
        &["config", "Dockerfile@"][..],
        &["config", "import", "hadolint/.hadolint.yaml"],
        &["config", "import", "hadolint/bad.yaml"],
        &["config", "import", "x@"],
        &["config", "--select", "x@"],
        &["explain", "x@"],
        &["rules", "--format", "x@"],
    ] {
        says_nothing_raw(root, more);
    }
    for missing in [
        &["parse", "x@"][..],
        &["context", "x@"],
        &["context", "--ignore-file", "x@"],
        &["affected", "--since", "x@"],
        &["affected", "--since", "HEAD", "x@"],
    ] {
        says_nothing_raw(root, missing);
    }
}

#[test]
fn cache_shows_nothing_raw() {
    let home = repository();
    let root = &home.path().join(format!("root{EVIL}"));
    for format in ["text", "json", "markdown", "dot", "mermaid", "svg"] {
        let cache = |more: &[&str]| {
            says_nothing_raw(root, &[&["cache", "--file", "Sound@", "--format", format], more].concat());
        };
        cache(&[]);
        cache(&["--changed", "src@"]);
        cache(&["--changed", "x@", "--changed-image", "x@", "--changed-arg", "V@", "--changed-url", "x@"]);
        cache(&["--since", "HEAD"]);
        cache(&["--since", "x@"]);
        cache(&["--target", "x@"]);
        cache(&["--platform", "x@"]);
        cache(&["--build-arg", "@"]);
        cache(&["--build-context", "x@=y@"]);
        cache(&["--against", "x@"]);
        says_nothing_raw(root, &["cache", "--file", "Dockerfile@", "--format", format]);
    }
}

#[test]
fn a_diff_and_a_mended_text_keep_every_byte_for_the_program_that_reads_them() {
    let home = tempfile::tempdir().unwrap();
    let text = "from debian:12\nENV A=\"\u{1b}[31m\"\n";
    fs::write(home.path().join("Dockerfile"), text).unwrap();
    let check = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
        command.args(["check", "--isolated", "--preset", "all"]).args(arguments).current_dir(home.path());
        String::from_utf8(run::output_for(&mut command, text.as_bytes()).stdout).unwrap()
    };
    assert!(check(&["--diff"]).contains(" ENV A=\"\u{1b}[31m\"\n"));
    assert!(check(&["--fix", "-"]).contains("ENV A=\"\u{1b}[31m\"\n"));
}
