//! What is around a document on the disk comes and goes, and the diagnostics follow.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, initialize, uri_of};

const DOCKERFILE: &str = "FROM debian:12.5\nCOPY app/a.txt /a\n";

/// A repository with a Dockerfile, open in a client that watches files.
fn opened() -> (TempDir, Client, String) {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    fs::create_dir(root.join(".git")).unwrap();
    write(root, "app/Dockerfile", DOCKERFILE);
    write(root, "app/a.txt", "");
    let watch = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::in_memory(initialize(Some(root), watch));
    let uri = uri_of(&root.join("app/Dockerfile"));
    client.open(&uri, DOCKERFILE);
    (directory, client, uri)
}

fn write(root: &Path, path: &str, text: &str) {
    fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
    fs::write(root.join(path), text).unwrap();
}

fn changed(client: &mut Client, root: &Path, path: &str) {
    let change = json!({ "uri": uri_of(&root.join(path)), "type": 2 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
}

fn is_ignored(found: &Value) -> bool {
    found.to_string().contains("ignored-copy-source")
}

#[test]
fn compose_ignore_files_and_settings_are_followed() {
    let (directory, mut client, uri) = opened();
    let root = directory.path();
    assert!(!is_ignored(&client.last_diagnostics(&uri, |_| true)));
    // Nobody says that the top is the context, until a Compose file in a folder beside does.
    write(root, ".dockerignore", "**/*.txt\n");
    changed(&mut client, root, ".dockerignore");
    assert!(!is_ignored(&client.last_diagnostics(&uri, |_| true)));
    write(root, "deploy/compose.yaml", "services:\n  a:\n    build: {context: .., dockerfile: app/Dockerfile}\n");
    changed(&mut client, root, "deploy/compose.yaml");
    assert!(is_ignored(&client.last_diagnostics(&uri, is_ignored)));
    write(root, ".dockerignore", "*.md\n");
    changed(&mut client, root, ".dockerignore");
    assert!(!is_ignored(&client.last_diagnostics(&uri, |found| !is_ignored(found))));
    write(root, ".dockerignore", "app\n");
    changed(&mut client, root, ".dockerignore");
    assert!(is_ignored(&client.last_diagnostics(&uri, is_ignored)));
    write(root, "layerwise.toml", "ignore = [\"ignored-copy-source\"]\n");
    changed(&mut client, root, "layerwise.toml");
    assert!(!is_ignored(&client.last_diagnostics(&uri, |found| !is_ignored(found))));
    fs::remove_file(root.join("layerwise.toml")).unwrap();
    changed(&mut client, root, "layerwise.toml");
    assert!(is_ignored(&client.last_diagnostics(&uri, is_ignored)));
    fs::remove_dir_all(root.join("deploy")).unwrap();
    // An editor may speak of the folder alone.
    changed(&mut client, root, "deploy");
    assert!(!is_ignored(&client.last_diagnostics(&uri, |found| !is_ignored(found))));
    client.end();
}

#[test]
fn a_client_that_watches_nothing_has_all_read_again_when_it_saves() {
    let (directory, mut client, uri) = opened();
    let root = directory.path();
    client.diagnostics(&uri, 1);
    write(root, ".dockerignore", "app\n");
    write(root, "deploy/compose.yaml", "services:\n  a:\n    build: {context: .., dockerfile: app/Dockerfile}\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert!(is_ignored(&client.last_diagnostics(&uri, is_ignored)));
    client.end();
}

#[test]
fn what_is_shown_stays_while_the_disk_is_read_again() {
    let (directory, mut client, uri) = opened();
    let root = directory.path();
    write(root, "app/.dockerignore", "app\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert!(is_ignored(&client.last_diagnostics(&uri, is_ignored)));
    client.seen.clear();
    for _ in 0..5 {
        client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
        client.last_diagnostics(&uri, |_| true);
    }
    assert!(!client.seen.is_empty() && client.seen.iter().all(is_ignored), "{:#?}", client.seen);
    client.end();
}

#[test]
fn a_document_outlives_its_file() {
    let (directory, mut client, uri) = opened();
    client.diagnostics(&uri, 1);
    let root = directory.path().to_owned();
    drop(directory);
    changed(&mut client, &root, "app/Dockerfile");
    client.change(&uri, 2, json!([{ "text": "FROM debian:latest\n" }]));
    assert!(client.last_diagnostics(&uri, |_| true).to_string().contains("latest-tag"));
    client.end();
}

#[test]
fn images_of_new_files_are_offered() {
    let (directory, mut client, uri) = opened();
    let root = directory.path();
    client.diagnostics(&uri, 1);
    write(root, "new/Dockerfile", "FROM registry.example/new:1\n");
    changed(&mut client, root, "new/Dockerfile");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    let offered = |client: &mut Client| client.at("textDocument/completion", &uri, 0, 5).to_string();
    assert!((0..10_000).any(|_| offered(&mut client).contains("registry.example/new:1")));
    client.end();
}

#[test]
fn a_hundred_documents_are_opened_at_once() {
    let (directory, mut client, _) = opened();
    let root = directory.path();
    write(root, ".dockerignore", "*.txt\n");
    let uris: Vec<String> = (0..100).map(|number| uri_of(&root.join(format!("Dockerfile.{number}")))).collect();
    for uri in &uris {
        client.open(uri, "FROM debian:12.5\nCOPY b.txt /b\n");
    }
    for uri in &uris {
        client.diagnostics_when(uri, 1, is_ignored);
    }
    client.end();
}
