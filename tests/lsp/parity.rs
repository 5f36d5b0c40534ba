//! The command line and the editor judge alike: for the same files around a Dockerfile both find the same, one by one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Client, initialize, uri_of};
use crate::run;

/// What it says depends on the context, on an argument, on the stage that is built, and on which rules are on.
const DOCKERFILE: &str = "\
ARG BASE=debian:latest
FROM ${BASE} AS dev
COPY gone.txt kept.txt /srv/
RUN apt-get update
EXPOSE 80/TCP
FROM dev AS run
COPY . /srv
COPY --from=lib *.so /usr/lib/
CMD [\"a\"]
";

const COMPOSE: &str = "\
services:
  web:
    build:
      context: ..
      dockerfile: app/Dockerfile
      target: dev
      args: {BASE: 'alpine:3.20'}
      additional_contexts: {lib: ./lib}
";

const BAKE: &str = "\
target \"web\" {
  context = \"..\"
  dockerfile = \"app/Dockerfile\"
  args = { BASE = \"alpine\" }
}
";

const BAKE_BESIDE: &str = "target \"web\" {\n  context = \"../..\"\n  dockerfile = \"app/Dockerfile\"\n}\n";

/// A name, and the files around `app/Dockerfile`.
const WORLDS: [(&str, &[(&str, &str)]); 13] = [
    ("nothing", &[]),
    ("an ignore file", &[("app/.dockerignore", "gone.txt\n"), ("app/kept.txt", "")]),
    ("the Dockerfile's own ignore file", &[("app/Dockerfile.dockerignore", "kept.txt\n"), ("app/kept.txt", "")]),
    ("an ignore file that is broken", &[("app/.dockerignore", "a\n[\n")]),
    ("Compose", &[("app/compose.yaml", COMPOSE), ("kept.txt", ""), (".dockerignore", "gone.txt\n"), ("app/lib/a", "")]),
    (
        "Compose above",
        &[("compose.yml", "services:\n  a:\n    build: {context: ., dockerfile: app/Dockerfile}\n"), ("gone.txt", "")],
    ),
    (
        "Compose with a value of its .env",
        &[
            ("compose.yml", "services:\n  a:\n    build: {context: app, args: {BASE: '$IMAGE'}}\n"),
            (".env", "IMAGE=alpine:3.19\n"),
        ],
    ),
    (
        "Compose in a folder beside",
        &[
            (
                "deploy/compose.yaml",
                "services:\n  a:\n    build: {context: .., dockerfile: app/Dockerfile, args: {BASE: 'alpine:3.18'}}\n",
            ),
            ("gone.txt", ""),
        ],
    ),
    ("Bake in a folder deep beside", &[("ops/images/docker-bake.hcl", BAKE_BESIDE), ("gone.txt", "")]),
    ("Bake", &[("app/docker-bake.hcl", BAKE), ("kept.txt", "")]),
    (
        "Compose and Bake that disagree",
        &[("app/docker-bake.hcl", BAKE), ("app/compose.yaml", "services: {a: {build: .}}\n")],
    ),
    (
        "Compose with two values of an argument",
        &[(
            "compose.yml",
            "services:\n  a:\n    build: {context: app, args: {BASE: 'alpine:3.19'}}\n  b:\n    build: app\n",
        )],
    ),
    (
        "settings and Compose",
        &[
            ("compose.yml", "services:\n  a:\n    build: {context: ., dockerfile: app/Dockerfile}\n"),
            (
                "layerwise.toml",
                "preset = \"strict\"\nignore = [\"latest-tag\"]\n[[overrides]]\npaths = [\"app/**\"]\nselect = [\"missing-healthcheck\"]\n",
            ),
        ],
    ),
];

/// Findings as both can say them: place, level, rule, message with its notes, and related places.
type Findings = Vec<Value>;

/// What the command line says, with its working directory at `root`.
fn of_command_line(root: &Path) -> Findings {
    let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
    let output = run::output(command.args(["check", "--format", "json", "app/Dockerfile"]).current_dir(root));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["errors"], json!([]), "{said:#}");
    let place = |at: &Value| {
        [
            at["start"]["line"].clone(),
            at["start"]["column"].clone(),
            at["end"]["line"].clone(),
            at["end"]["column"].clone(),
        ]
    };
    let finding = |found: &Value| {
        let notes = found["notes"].as_array().unwrap();
        let mut message = found["message"].as_str().unwrap().to_owned();
        for note in notes.iter().filter(|note| note["start"].is_null()) {
            message = format!("{message}\n{}", note["message"].as_str().unwrap());
        }
        let related: Vec<_> = notes
            .iter()
            .filter(|note| !note["start"].is_null())
            .map(|note| json!([place(note), note["message"]]))
            .collect();
        json!([place(found), found["level"], found["rule"], message, related])
    };
    said["files"][0]["diagnostics"].as_array().unwrap().iter().map(finding).collect()
}

/// The same of what the editor gets.
fn of_editor(diagnostics: &Value) -> Findings {
    let count = |number: &Value| number.as_u64().unwrap() + 1;
    let place = |range: &Value| {
        [&range["start"], &range["end"]]
            .into_iter()
            .flat_map(|at| [count(&at["line"]), count(&at["character"])])
            .collect::<Vec<_>>()
    };
    let finding = |found: &Value| {
        let level = ["error", "warning", "info", "style"][found["severity"].as_u64().unwrap() as usize - 1];
        let related = found["relatedInformation"].as_array();
        let related: Vec<_> = related
            .into_iter()
            .flatten()
            .map(|note| json!([place(&note["location"]["range"]), note["message"]]))
            .collect();
        json!([place(&found["range"]), level, found["code"], found["message"], related])
    };
    diagnostics.as_array().unwrap().iter().map(finding).collect()
}

#[test]
fn command_line_and_editor_find_the_same() {
    let mut answers = BTreeSet::new();
    for (name, files) in WORLDS {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::create_dir(root.join(".git")).unwrap();
        for (path, text) in files.iter().chain(&[("app/Dockerfile", DOCKERFILE)]) {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        let expected = of_command_line(root);
        let mut client = Client::in_memory(initialize(Some(root), json!({})));
        let uri = uri_of(&root.join("app/Dockerfile"));
        client.open(&uri, DOCKERFILE);
        let found = of_editor(&client.last_diagnostics(&uri, |found| of_editor(found) == expected));
        assert_eq!(found, expected, "with {name}: the editor's on the left");
        answers.insert(json!(expected).to_string());
        client.end();
    }
    assert!(answers.len() >= 10, "what is around the file makes a difference: {}", answers.len());
}
