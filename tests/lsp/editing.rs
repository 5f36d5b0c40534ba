//! Two hundred edits in a row of a long file, with the text broken in between: after each of them the diagnostics are those
//! of a server that sees the text for the first time.

use std::fmt::Write as _;
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};

use crate::client::{Client, initialize};

/// A Dockerfile of so many lines, with all kinds of instructions.
pub fn generated(lines: usize) -> String {
    let mut text = "# syntax=docker/dockerfile:1\nARG VERSION=1\n".to_owned();
    for stage in 0.. {
        if text.lines().count() + 20 > lines {
            break;
        }
        let parent = if stage % 7 == 3 { format!("stage{}", stage - 1) } else { "debian:12.5".to_owned() };
        write!(
            text,
            "FROM {parent} AS stage{stage}\nARG VERSION\nENV HOME=/root \\\n    NAME{stage}=\"${{VERSION}}\"\nWORKDIR /app\n\
             COPY package{stage}.json ./\nRUN apt-get update && apt-get install -y --no-install-recommends curl \\\n    && rm -rf \
             /var/lib/apt/lists/*\n# the é of a comment\nRUN --mount=type=cache,target=/c{stage} <<EOF\nset -e\necho \"$NAME{stage} \
             😀\"\nEOF\nCOPY . .\nEXPOSE {}\nUSER app\nCMD [\"node\", \"stage{stage}.js\"]\n\n",
            8000 + stage % 1000
        )
        .unwrap();
    }
    while text.lines().count() < lines {
        text.push_str("LABEL a=b\n");
    }
    text
}

/// A number that follows from the one before: the same edits in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// What is typed: words, pieces that break what is around them, and pieces that mend it.
const PIECES: [&str; 16] = [
    "x",
    "\n",
    "FROM ",
    "RUN ",
    "\\\n",
    "\"",
    "'",
    "<<EOF\n",
    "\nEOF\n",
    "$",
    "${",
    "[",
    "é😀",
    "# escape=`\n",
    "--mount=",
    "\r\n",
];

/// An edit as a client sends it, counted in UTF-16, and the text that it makes.
fn edit(text: &str, numbers: &mut Numbers) -> (Value, String) {
    let lines: Vec<&str> = text.split('\n').collect();
    let line = numbers.below(lines.len());
    let chars: Vec<char> = lines[line].trim_end_matches('\r').chars().collect();
    let from = numbers.below(chars.len() + 1);
    let to = (from + [0, 0, 1, 4][numbers.below(4)]).min(chars.len());
    let piece = PIECES[numbers.below(PIECES.len())];
    let units = |chars: &[char]| chars.iter().map(|char| char.len_utf16()).sum::<usize>();
    let bytes = |chars: &[char]| chars.iter().map(|char| char.len_utf8()).sum::<usize>();
    let start: usize = lines[..line].iter().map(|line| line.len() + 1).sum();
    let range = json!({
        "start": { "line": line, "character": units(&chars[..from]) },
        "end": { "line": line, "character": units(&chars[..to]) },
    });
    let mut after = text.to_owned();
    after.replace_range(start + bytes(&chars[..from])..start + bytes(&chars[..to]), piece);
    (json!({ "range": range, "text": piece }), after)
}

/// What a client asks after every edit: the diagnostics of that version, and what is shown all over the file.
fn answers(client: &mut Client, uri: &str, version: i64) -> Value {
    let found = client.diagnostics(uri, version);
    let mut ask = |method: &str| client.about(&format!("textDocument/{method}"), uri);
    json!([found, ask("documentSymbol"), ask("foldingRange"), ask("semanticTokens/full"), ask("codeLens")])
}

/// The answers of a server that is started for nothing but this text.
fn fresh(uri: &str, text: &str) -> Value {
    let mut client = Client::in_memory(initialize(None, json!({})));
    client.open(uri, text);
    let answers = answers(&mut client, uri, 1);
    client.end();
    answers
}

#[test]
fn answers_after_each_of_many_edits_are_those_of_a_fresh_start() {
    let uri = "untitled:long";
    let mut text = generated(2000);
    let mut numbers = Numbers(7);
    let mut client = Client::in_memory(initialize(None, json!({})));
    client.open(uri, &text);
    client.diagnostics(uri, 1);
    thread::scope(|scope| {
        // While one server is told the next edit, others see the text of the last one for the first time.
        let (compare, texts) = mpsc::channel::<(Value, String, Value)>();
        let compared = scope.spawn(move || {
            let compare =
                |(change, text, found): (Value, String, Value)| assert_eq!(found, fresh(uri, &text), "after {change}");
            texts.into_iter().map(compare).count()
        });
        for version in 2..202 {
            let (change, after) = edit(&text, &mut numbers);
            text = after;
            client.change(uri, version, json!([change]));
            let found = answers(&mut client, uri, version);
            compare.send((change, text.clone(), found)).unwrap();
        }
        drop(compare);
        assert_eq!(compared.join().unwrap(), 200);
    });
    client.end();
}

#[test]
fn edits_that_are_not_waited_for_end_with_the_last_ones_diagnostics() {
    let uri = "untitled:fast";
    let mut text = generated(500);
    let mut numbers = Numbers(11);
    let mut client = Client::in_memory(initialize(None, json!({})));
    client.open(uri, &text);
    for version in 2..202 {
        let (change, after) = edit(&text, &mut numbers);
        text = after;
        client.change(uri, version, json!([change]));
    }
    let found = answers(&mut client, uri, 201);
    assert_eq!(found, fresh(uri, &text));
}
