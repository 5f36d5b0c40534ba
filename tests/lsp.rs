//! Sessions with the language server: a client that is told what to say, in one process and with the real program.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the test is the editor: it starts programs and says what it skips"
)]
#![expect(clippy::needless_pass_by_value, reason = "JSON is made where it is handed over")]

#[path = "lsp/around.rs"]
mod around;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/editing.rs"]
mod editing;
#[path = "lsp/editors.rs"]
mod editors;
#[path = "lsp/parity.rs"]
mod parity;
mod run;

use std::fs;
use std::path::Path;

use client::{Client, initialize, uri_of};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A small project: two stages, a context with an ignore file, and a Compose file that says how it is built.
const DOCKERFILE: &str = "\
# syntax=docker/dockerfile:1
ARG NODE=22
FROM node:$NODE AS deps
WORKDIR /app
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm npm install

FROM deps AS run
ENV MODE=production
COPY src ./src
COPY --from=deps /app/node_modules node_modules
RUN echo \"$MODE\" \\
    && npm run build
CMD [\"node\", \"src/main.js\"]
";

/// The project in a directory of its own, and the place of its Dockerfile.
fn project() -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    let write = |path: &str, text: &str| {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    };
    write("Dockerfile", DOCKERFILE);
    write("package.json", "{}");
    write("src/main.js", "1");
    write("src/lib.js", "22");
    write(".dockerignore", "**/*.env\n");
    write("src/secret.env", "x");
    write("compose.yaml", "services:\n  web:\n    build:\n      context: .\n      args: {NODE: '20'}\n");
    let uri = uri_of(&root.join("Dockerfile"));
    (directory, uri)
}

fn text_of<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {path} of {value:#}"))
}

fn labels(completion: &Value) -> Vec<&str> {
    completion["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

/// Everything that is offered, on a real project. `client` is a fresh one.
fn goes_through_everything(client: &mut Client, root: &Path, uri: &str) {
    client.open(uri, DOCKERFILE);
    client.diagnostics(uri, 1);
    // What Compose says arrives a moment later: the argument has its value.
    let hover = loop {
        let hover = client.at("textDocument/hover", uri, 2, 12);
        if text_of(&hover, "/contents/value").contains("`20`") {
            break hover;
        }
    };
    assert!(text_of(&hover, "/contents/value").contains("`--build-arg` gives the value"), "{hover:#}");

    let files = loop {
        let files = client.at("textDocument/hover", uri, 9, 6);
        if !files.is_null() && text_of(&files, "/contents/value").contains("2 files") {
            break files;
        }
    };
    assert!(text_of(&files, "/contents/value").contains("`src/secret.env`: line 1"), "{files:#}");
    let stage = client.at("textDocument/hover", uri, 7, 6);
    assert!(text_of(&stage, "/contents/value").contains("Used by"), "{stage:#}");

    let paths = client.at("textDocument/completion", uri, 9, 5);
    assert!(labels(&paths).contains(&"src/"), "{paths:#}");
    let definition = client.at("textDocument/definition", uri, 10, 13);
    assert_eq!(definition["range"]["start"], json!({ "line": 2, "character": 19 }));
    let context = json!({ "includeDeclaration": true });
    let place =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 2, "character": 20 }, "context": context });
    assert_eq!(client.request("textDocument/references", place).as_array().unwrap().len(), 3);
    assert_eq!(client.at("textDocument/documentHighlight", uri, 8, 5).as_array().unwrap().len(), 2);
    assert_eq!(client.at("textDocument/prepareRename", uri, 8, 5)["placeholder"], "MODE");
    let rename =
        json!({ "textDocument": { "uri": uri }, "position": { "line": 8, "character": 5 }, "newName": "KIND" });
    let edits = client.request("textDocument/rename", rename);
    assert_eq!(edits["changes"][uri].as_array().unwrap().len(), 2, "{edits:#}");

    let symbols = client.about("textDocument/documentSymbol", uri);
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["ARG", "deps", "run"]);
    let folds = client.about("textDocument/foldingRange", uri);
    assert_eq!(folds.as_array().unwrap().len(), 3, "{folds:#}");
    let links = client.about("textDocument/documentLink", uri);
    let targets: Vec<&str> = links.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap()).collect();
    assert!(targets.contains(&"https://hub.docker.com/_/node"), "{targets:?}");
    assert!(targets.contains(&uri_of(&root.join("package.json")).as_str()), "{targets:?}");
    let positions = json!([{ "line": 11, "character": 6 }]);
    let selection = client
        .request("textDocument/selectionRange", json!({ "textDocument": { "uri": uri }, "positions": positions }));
    assert!(selection[0]["parent"]["parent"].is_object(), "{selection:#}");
    let tokens = client.about("textDocument/semanticTokens/full", uri);
    assert_eq!(tokens["data"].as_array().unwrap().len() % 5, 0);
    assert!(tokens["data"].as_array().unwrap().len() > 150);
    let signature = client.at("textDocument/signatureHelp", uri, 3, 8);
    assert_eq!(signature["signatures"][0]["label"], "WORKDIR <path>");
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 20, "character": 0 } });
    let hints = client.request("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": range }));
    assert_eq!(text_of(&hints, "/0/label"), "re-runs on 1 file");
    let lenses = client.about("textDocument/codeLens", uri);
    assert_eq!(text_of(&lenses, "/1/command/title"), "target stage");
    actions(client);
}

/// Fix, fix all, ignore and explain, on a file with something to fix.
fn actions(client: &mut Client) {
    let uri = "untitled:actions";
    client.open(uri, "FROM debian:latest AS x\nEXPOSE 80/TCP\n");
    let found = client.diagnostics(uri, 1);
    assert!(found.as_array().unwrap().iter().any(|found| found["code"] == "latest-tag"), "{found:#}");
    let place = json!({ "start": { "line": 0, "character": 8 }, "end": { "line": 0, "character": 8 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": &place, "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params);
    let titles: Vec<&str> =
        actions.as_array().unwrap().iter().map(|action| action["title"].as_str().unwrap()).collect();
    for title in ["Ignore `latest-tag` here", "Ignore `latest-tag` in this file", "Explain `latest-tag`"] {
        assert!(titles.contains(&title), "{titles:?}");
    }
    let only = json!({ "diagnostics": [], "only": ["source.fixAll"] });
    let params = json!({ "textDocument": { "uri": uri }, "range": place, "context": only });
    let all = client.request("textDocument/codeAction", params);
    assert_eq!(all[0]["kind"], "source.fixAll.layerwise", "{all:#}");
    assert_eq!(all[0]["edit"]["changes"][uri][0]["newText"], "tcp", "{all:#}");
    let command = json!({ "command": "layerwise.explain", "arguments": ["latest-tag"] });
    assert_eq!(client.request("workspace/executeCommand", command), Value::Null);
}

#[test]
fn everything_is_offered_on_a_real_project() {
    let (directory, uri) = project();
    let mut client = Client::in_memory(initialize(Some(directory.path()), json!({})));
    goes_through_everything(&mut client, directory.path(), &uri);
    client.end();
}

#[test]
fn the_real_program_does_the_same() {
    let (directory, uri) = project();
    let mut client = Client::of_program(initialize(Some(directory.path()), json!({})));
    goes_through_everything(&mut client, directory.path(), &uri);
    client.end();
}

#[test]
fn diagnostics_stay_while_the_text_is_broken() {
    let mut client = Client::in_memory(initialize(None, json!({})));
    let uri = "untitled:broken";
    client.open(uri, "FROM debian:latest\nRUN true\nFRO\nHEALTHCHECK --interval\nRUN <<EOF\n");
    let found = client.diagnostics(uri, 1);
    let codes: Vec<&str> = found.as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"latest-tag") && codes.contains(&"syntax-error"), "{codes:?}");
}

/// What a client can that asks for diagnostics, and can be told to ask again.
fn pulling() -> Value {
    json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } })
}

#[test]
fn a_client_that_can_not_be_told_to_ask_again_gets_diagnostics_unasked() {
    let mut client = Client::in_memory(initialize(None, json!({ "textDocument": { "diagnostic": {} } })));
    assert_eq!(client.capabilities["diagnosticProvider"], Value::Null);
    client.open("untitled:push", "FROM debian:latest\n");
    assert_eq!(client.diagnostics("untitled:push", 1)[0]["code"], "latest-tag");
}

#[test]
fn a_client_that_asks_is_told_to_ask_again_when_the_disk_changes() {
    let (directory, uri) = project();
    let mut client = Client::in_memory(initialize(Some(directory.path()), pulling()));
    client.open(&uri, "FROM debian:latest\n");
    client.wait_until(|client| client.asked.iter().any(|(method, _)| method == "workspace/diagnostic/refresh"));
    let settings = directory.path().join("layerwise.toml");
    fs::write(&settings, "ignore = [\"latest-tag\"]\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri_of(&settings), "type": 1 }] }));
    while !client.about("textDocument/diagnostic", &uri)["items"].as_array().unwrap().is_empty() {
        client.asked.clear();
        client.wait_until(|client| client.asked.iter().any(|(method, _)| method == "workspace/diagnostic/refresh"));
    }
}

#[test]
fn a_client_that_asks_for_diagnostics_gets_none_unasked() {
    let mut client = Client::in_memory(initialize(None, pulling()));
    let uri = "untitled:pull";
    client.open(uri, "FROM debian:latest\n");
    let report = client.about("textDocument/diagnostic", uri);
    assert_eq!((&report["kind"], &report["items"][0]["code"]), (&json!("full"), &json!("latest-tag")));
    let again = json!({ "textDocument": { "uri": uri }, "previousResultId": report["resultId"] });
    assert_eq!(client.request("textDocument/diagnostic", again)["kind"], "unchanged");
    let page = text_of(&report, "/items/0/codeDescription/href");
    assert!(page.ends_with("rules/reproducibility/latest_tag.md"), "{page}");
}

#[test]
fn remarks_can_be_switched_off() {
    let refreshes = json!({ "workspace": { "semanticTokens": { "refreshSupport": true } } });
    let mut options = initialize(None, refreshes);
    options["initializationOptions"] = json!({ "codeLens": false });
    let mut client = Client::in_memory(options);
    let uri = "untitled:switches";
    client.open(uri, "FROM a:1\n");
    assert_eq!(client.about("textDocument/codeLens", uri), Value::Null);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "layerwise": { "codeLens": true } } }));
    assert_eq!(client.about("textDocument/codeLens", uri)[0]["command"]["title"], "target stage");
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "layerwise": { "semanticTokens": false } } }),
    );
    client.wait_until(|client| client.asked.iter().any(|(method, _)| method == "workspace/semanticTokens/refresh"));
    assert_eq!(client.about("textDocument/semanticTokens/full", uri), Value::Null);
    assert_eq!(client.about("textDocument/codeLens", uri)[0]["command"]["title"], "target stage");
}

#[test]
fn settings_are_read_and_read_again() {
    let (directory, uri) = project();
    let path = directory.path().join("Dockerfile");
    fs::write(&path, "FROM debian:latest\n").unwrap();
    let watch = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::in_memory(initialize(Some(directory.path()), watch));
    client.open(&uri, "FROM debian:latest\n");
    client.diagnostics_when(&uri, 1, |found| found.to_string().contains("latest-tag"));
    let settings = directory.path().join("layerwise.toml");
    fs::write(&settings, "ignore = [\"latest-tag\"]\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri_of(&settings), "type": 1 }] }));
    client.diagnostics_when(&uri, 1, |found| !found.to_string().contains("latest-tag"));
    assert!(client.asked.iter().any(|(method, _)| method == "client/registerCapability"));
}

#[test]
fn settings_themselves_are_checked_and_completed() {
    let mut client = Client::in_memory(initialize(None, json!({})));
    let uri = "file:///nowhere/layerwise.toml";
    let item = json!({ "uri": uri, "languageId": "toml", "version": 1, "text": "ignore = [\"latest-tga\"]\n" });
    client.notify("textDocument/didOpen", json!({ "textDocument": item }));
    let found = client.diagnostics(uri, 1);
    assert_eq!(found[0]["code"], "settings-error", "{found:#}");
    let offered = client.at("textDocument/completion", uri, 0, 15);
    assert!(labels(&offered).contains(&"latest-tag"));
}

#[test]
fn a_question_that_is_taken_back_or_overtaken_is_not_answered() {
    let mut client = Client::in_memory(initialize(None, json!({})));
    let uri = "untitled:cancel";
    client.open(uri, &editing::generated(2000));
    let ids: Vec<i32> = (0..20)
        .map(|_| client.ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } })))
        .collect();
    client.notify("$/cancelRequest", json!({ "id": ids[19] }));
    assert_eq!(client.response(ids[19]).response_result.unwrap_err().code, -32800);
    let overtaken = client.ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } }));
    client.change(uri, 2, json!([{ "text": "FROM scratch\n" }]));
    let after = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    let error = client.response(overtaken).response_result.unwrap_err();
    assert_eq!(error.code, -32801, "{error:?}");
    assert_eq!(client.response(after).response_result.unwrap()[0]["name"], "stage-0");
}

#[test]
fn what_becomes_known_around_a_file_overtakes_no_question() {
    let (directory, uri) = project();
    let mut client = Client::in_memory(initialize(Some(directory.path()), json!({})));
    client.open(&uri, &editing::generated(1000));
    let settings = directory.path().join("layerwise.toml");
    for number in 0..20 {
        fs::write(&settings, format!("# {number}\n")).unwrap();
        client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
        // An error would fail here.
        assert!(client.about("textDocument/semanticTokens/full", &uri)["data"].is_array());
    }
}

#[test]
fn a_document_that_is_opened_again_is_a_new_one() {
    let mut client = Client::in_memory(initialize(None, pulling()));
    let uri = "untitled:again";
    client.open(uri, "FROM debian:latest\n");
    let first = client.about("textDocument/diagnostic", uri);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.open(uri, "FROM scratch\n");
    let again = json!({ "textDocument": { "uri": uri }, "previousResultId": first["resultId"] });
    let second = client.request("textDocument/diagnostic", again);
    assert_eq!((&second["kind"], &second["items"]), (&json!("full"), &json!([])), "{second:#}");
}

#[test]
fn places_are_counted_as_the_client_counts() {
    let utf8 = json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } });
    for (capabilities, name, end) in [(json!({}), "utf-16", 17), (utf8, "utf-8", 20)] {
        let mut client = Client::in_memory(initialize(None, capabilities));
        assert_eq!(client.capabilities["positionEncoding"], name);
        let uri = "untitled:encoding";
        client.open(uri, "FROM a:1\nENV V=1\nENV W=\"😀é\" X=\"$V\"\n");
        let marks = client.at("textDocument/documentHighlight", uri, 1, 4);
        // `😀é` is three units of UTF-16 and six bytes.
        assert_eq!(marks[1]["range"]["end"]["character"], end, "{marks:#}");
    }
}

#[test]
fn what_is_not_known_is_refused_and_nothing_falls_over() {
    let mut client = Client::in_memory(initialize(None, json!({})));
    client.notify("textDocument/didChange", json!({ "nonsense": true }));
    let id = client.ask("textDocument/moniker", json!({ "textDocument": { "uri": "untitled:x" } }));
    assert_eq!(client.response(id).response_result.unwrap(), Value::Null);
    client.open("untitled:x", "FROM a:1\n");
    let id = client.ask("layerwise/nonsense", json!({ "textDocument": { "uri": "untitled:x" } }));
    assert_eq!(client.response(id).response_result.unwrap_err().code, -32601);
    let id = client.ask("textDocument/hover", json!({ "textDocument": { "uri": "untitled:x" } }));
    assert_eq!(client.response(id).response_result.unwrap_err().code, -32602);
    assert!(client.at("textDocument/hover", "untitled:x", 0, 1).is_object());
}
