//! What each fuzz target does with its bytes. `tests/fuzz_bodies.rs` runs them too, on a few thousand inputs, so that they
//! never fall behind the program.

use std::sync::LazyLock;

use build::context::IgnoreFile;
use build::{Build, Inputs};
use cache::Change;
use lint::{Applicability, Linter, Preset, Settings};
use lsp_server::Connection;
use serde_json::json;
use syntax::Escape;
use syntax::dockerignore::Dockerignore;
use syntax::expand::{self, Value};
use text::{Joined, SourceFile};

/// What a fuzzer calls with each input.
pub type Body = fn(&[u8]);

/// The targets by name.
pub const ALL: [(&str, Body); 10] = [
    ("parse", parse),
    ("shell", shell),
    ("dockerignore", dockerignore),
    ("expansion", expansion),
    ("check", check),
    ("fix", fix),
    ("predict", predict),
    ("settings", settings),
    ("suppressions", suppressions),
    ("messages", messages),
];

static LINTER: LazyLock<Linter<'static>> =
    LazyLock::new(|| Linter::new(rules::registry(), &Settings::of_preset(Preset::All)));

fn built(bytes: &[u8]) -> Build {
    Build::new(Inputs::of_file(SourceFile::from_bytes("Dockerfile", bytes)))
}

/// The tokens of a file put together are the file.
pub fn parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let parse = syntax::parse(&text);
    let mut at = 0;
    for token in parse.tokens(&text) {
        assert_eq!(token.range.start, at, "no gap and no overlap");
        assert!(text.get(token.range.to_usize()).is_some(), "a range of characters");
        at = token.range.end;
    }
    assert_eq!(at as usize, text.len(), "to the end");
}

/// Every command of a script lies in it.
pub fn shell(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let script = shell::read(&Joined::of(&text, 0), &shell::ShellInForce::default());
    for command in &script.commands {
        assert!(text.get(command.range.to_usize()).is_some(), "a range of characters");
    }
}

/// The first line is a path, all others are an ignore file.
pub fn dockerignore(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (path, patterns) = text.split_once('\n').unwrap_or((&text, ""));
    let _ = Dockerignore::read(patterns).ignored_by(path);
    let _ = IgnoreFile::new(SourceFile::new(".dockerignore", patterns));
}

/// What is found to be mentioned is found when it is replaced, too.
pub fn expansion(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let value = |name: &str| if name.len().is_multiple_of(2) { Value::Known("a b") } else { Value::Unset };
    for escape in [Escape::Backslash, Escape::Backtick] {
        let _ = expand::expand(&text, escape, &value);
        for variable in expand::mentioned(&text, escape) {
            assert!(text.get(variable.range.to_usize()).is_some(), "a range of characters");
        }
    }
    let _ = expand::expand_body(&text, &value);
}

/// Every rule looks at the file.
pub fn check(bytes: &[u8]) {
    for found in LINTER.check(&built(bytes)) {
        assert!(!found.message.contains("could not look at this file"), "{}", found.message);
    }
}

/// After all fixes there is nothing left to fix.
pub fn fix(bytes: &[u8]) {
    let wanted = |_: &lint::Diagnostic, fix: &lint::Fix| fix.applicability >= Applicability::Safe;
    let inputs = Inputs::of_file(SourceFile::from_bytes("Dockerfile", bytes));
    let once = lint::fix::fix(&inputs, &LINTER, wanted);
    assert!(once.undone.is_empty(), "{:?}", once.undone);
    let again = lint::fix::fix(&Inputs { file: once.file.clone(), ..inputs }, &LINTER, wanted);
    assert_eq!(again.file.text(), once.file.text());
}

/// Where nothing changed, nothing is rebuilt; more changes rebuild no less.
pub fn predict(bytes: &[u8]) {
    let build = built(bytes);
    let none = cache::predict(&build, &[]);
    let changes = [Change::File("a".to_owned()), Change::Arg("A".to_owned()), Change::Image("a".to_owned())];
    let some = cache::predict(&build, &changes);
    assert_eq!(none.verdicts().len(), some.verdicts().len());
    assert_eq!(none.with(cache::Fate::Rebuilt).count(), 0);
    let fates: Vec<cache::Fate> = some.verdicts().iter().map(|verdict| verdict.fate).collect();
    assert_eq!(cache::Built::new(&build).fates(&changes), fates);
}

/// Settings are read whatever they say, and rules made of them.
pub fn settings(bytes: &[u8]) {
    let file = SourceFile::from_bytes("layerwise.toml", bytes);
    let document = lint::settings::document::Document::read(file.clone(), rules::registry());
    for mistake in &document.mistakes {
        assert!(file.text().get(mistake.range.to_usize()).is_some(), "a range of characters");
    }
    let _ = Linter::new(rules::registry(), &Settings::of(document.layers("Dockerfile")));
}

/// The bytes are a comment above a finding.
pub fn suppressions(bytes: &[u8]) {
    let comment = String::from_utf8_lossy(bytes).replace(['\n', '\r'], " ");
    for dialect in ["", "layerwise: ", "hadolint ", "check=", "tally "] {
        check(format!("# {dialect}{comment}\nFROM debian\n# {dialect}{comment}\nRUN cd /x\n").as_bytes());
    }
}

/// A client that opens a document of these bytes, then sends each of their lines as a message, and hangs up.
pub fn messages(bytes: &[u8]) {
    let (server, client) = Connection::memory();
    let session = std::thread::spawn(move || lsp::run(&server).is_ok());
    let text = String::from_utf8_lossy(bytes);
    let document = json!({"uri": "file:///Dockerfile", "languageId": "dockerfile", "version": 1, "text": text});
    let opening = [
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
    ];
    let sent = text.lines().filter_map(|line| serde_json::from_str(line).ok());
    for message in opening.into_iter().filter_map(|message| serde_json::from_value(message).ok()).chain(sent) {
        // A session that has ended takes no more messages.
        let _: Result<(), _> = client.sender.send(message);
    }
    drop(client);
    assert!(session.join().is_ok(), "the session ends without a panic");
}
