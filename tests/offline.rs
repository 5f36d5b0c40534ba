//! The program opens no connection, whatever it is asked: without a network it says the same, and no call for a socket is seen.
//!
//! `deny.toml` keeps out the crates that could.

#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "the program is run, and files are written for it")]
#![expect(clippy::format_collect, reason = "a session that is made once may be made plainly")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod run;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// What a program would be tempted to look up: images, addresses, packages, remote builds and frontends.
const DOCKERFILE: &str = "# syntax=docker/dockerfile:1
FROM debian:12 AS a
ADD https://example.com/a.tar.gz /a/
ADD https://github.com/example/example.git#main /b
RUN apt-get update && apt-get install -y curl && curl -fsSL https://example.com | sh
COPY --from=example.com/image:1 /a /c
FROM ghcr.io/example/image:latest
COPY --from=a / /
";

const COMPOSE: &str = "services:
  a:
    build: .
  b:
    build: https://github.com/example/example.git#main
    image: example.com/b:1
";

const COMMANDS: [&[&str]; 12] = [
    &["check", "--preset", "all"],
    &["check", "--preset", "all", "--diff", "--unsafe-fixes"],
    &["check", "--preset", "all", "--format", "sarif"],
    &["cache", "--changed", "a"],
    &["cache", "--changed-image", "debian:12", "--changed-url", "https://example.com/a.tar.gz"],
    &["cache", "--since", "HEAD"],
    &["affected", "--since", "HEAD"],
    &["context", "."],
    &["parse", "Dockerfile"],
    &["config"],
    &["explain", "latest-tag"],
    &["lsp"],
];

/// A session of an editor: it opens the file, asks about an image and what can be written there, and leaves.
fn session() -> String {
    let place = r#""textDocument":{"uri":"file:///nowhere/Dockerfile"},"position":{"line":1,"character":8}"#;
    let text = DOCKERFILE.replace('\n', "\\n");
    let request = |id: u32, method: &str, params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#)
    };
    let notice = |method: &str, params: &str| format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#);
    let document =
        format!(r#"{{"uri":"file:///nowhere/Dockerfile","languageId":"dockerfile","version":1,"text":"{text}"}}"#);
    let messages = [
        request(1, "initialize", r#"{"capabilities":{}}"#),
        notice("initialized", "{}"),
        notice("textDocument/didOpen", &format!(r#"{{"textDocument":{document}}}"#)),
        request(2, "textDocument/hover", &format!("{{{place}}}")),
        request(3, "textDocument/completion", &format!("{{{place}}}")),
        request(4, "shutdown", "null"),
        notice("exit", "null"),
    ];
    messages.iter().map(|message| format!("Content-Length: {}\r\n\r\n{message}", message.len())).collect()
}

fn repository() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    write("Dockerfile", DOCKERFILE);
    write("compose.yaml", COMPOSE);
    let git = |arguments: &[&str]| run::git(home.path(), arguments);
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "first"]);
    write("a", "a");
    home
}

/// The program, started by `wrapper` if there is one.
fn run(root: &Path, wrapper: &[&str], arguments: &[&str]) -> Output {
    let words = [wrapper, &[env!("CARGO_BIN_EXE_layerwise")], arguments].concat();
    run::output_for(Command::new(words[0]).args(&words[1..]).current_dir(root), session().as_bytes())
}

/// Whether the wrapper can be used here.
fn works(wrapper: &[&str]) -> bool {
    let worked = run::attempt(Command::new(wrapper[0]).args(&wrapper[1..]).arg("true"));
    worked.is_ok_and(|output| output.status.success())
}

#[test]
fn without_a_network_all_commands_say_the_same() {
    let alone = ["unshare", "--user", "--map-root-user", "--net"];
    if !works(&alone) {
        println!("skipped: `unshare --net` is not allowed here");
        return;
    }
    let home = repository();
    for command in COMMANDS {
        let (connected, offline) = (run(home.path(), &[], command), run(home.path(), &alone, command));
        let said = String::from_utf8_lossy(&offline.stderr);
        assert!(matches!(offline.status.code(), Some(0 | 1)), "{command:?}: {said}");
        assert!(!offline.stdout.is_empty(), "{command:?} says nothing: {said}");
        assert_eq!(connected.status, offline.status, "{command:?}");
        // The answers of a language server come in any order.
        if command != ["lsp"] {
            assert_eq!(connected.stdout, offline.stdout, "{command:?}");
        }
    }
}

#[test]
fn no_command_asks_for_a_socket() {
    let home = repository();
    let calls = home.path().join("calls");
    let watched = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto,bind", "-o", calls.to_str().unwrap()];
    if !works(&watched) {
        println!("skipped: there is no `strace`, or it may not watch programs here");
        return;
    }
    for command in COMMANDS {
        let output = run(home.path(), &watched, command);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?}");
        let seen = fs::read_to_string(&calls).unwrap();
        let call = seen
            .lines()
            .find(|line| ["socket(", "connect(", "sendto(", "bind("].iter().any(|call| line.contains(call)));
        assert_eq!(call, None, "{command:?}");
    }
}
