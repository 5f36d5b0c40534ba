//! A parsed Dockerfile as one line of JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use syntax::{Heredoc, Instruction, Kind, Parse};
use text::SourceFile;

use super::Form;

#[derive(Serialize)]
struct Shown<'a> {
    file: &'a str,
    ok: bool,
    error: Option<Error<'a>>,
    escape: char,
    directives: BTreeMap<&'a str, &'a str>,
    instructions: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Error<'a> {
    message: &'a str,
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(flatten)]
    node: Node<'a>,
    line: u32,
    end_line: u32,
    heredocs: Vec<Body<'a>>,
    onbuild: Option<Node<'a>>,
}

#[derive(Serialize)]
struct Node<'a> {
    keyword: String,
    flags: Vec<&'a str>,
    form: &'static str,
    args: Vec<Value>,
}

#[derive(Serialize)]
struct Body<'a> {
    name: &'a str,
    expand: bool,
    chomp: bool,
    fd: u32,
    lines: usize,
    sha256: String,
}

/// One object without a line end: whether `BuildKit` accepts the file, else its error; escape, directives, instructions.
pub fn json(file: &SourceFile, parse: &Parse) -> String {
    let error = parse.first_error();
    let shown = Shown {
        file: file.path(),
        ok: error.is_none(),
        error: error.map(|error| Error {
            message: &error.message,
            line: error.line,
            suggestion: error.suggestion.as_deref(),
        }),
        escape: parse.file.escape.char(),
        directives: directives(file, parse),
        instructions: parse.file.instructions.iter().map(|instruction| item(file, instruction)).collect(),
    };
    // Strings, numbers and lists always become JSON.
    crate::json::safe(&serde_json::to_string(&shown).unwrap_or_default())
}

/// `BuildKit` has a second reader of directives, for programs, which stops at one that is indented.
fn directives<'a>(file: &SourceFile, parse: &'a Parse) -> BTreeMap<&'a str, &'a str> {
    let plain = parse.file.directives.iter().take_while(|directive| file.slice(directive.range).starts_with('#'));
    plain.map(|directive| (directive.name.as_str(), directive.value.as_str())).collect()
}

fn item<'a>(file: &SourceFile, instruction: &'a Instruction) -> Item<'a> {
    let onbuild = match &instruction.kind {
        Kind::Onbuild(trigger) => trigger.as_deref().map(node),
        _ => None,
    };
    Item {
        node: node(instruction),
        line: instruction.line,
        end_line: instruction.end_line,
        heredocs: instruction.heredocs.iter().map(|heredoc| body(file, heredoc)).collect(),
        onbuild,
    }
}

fn node(instruction: &Instruction) -> Node<'_> {
    let form = Form::of(&instruction.kind);
    // An unknown instruction has one empty argument in BuildKit.
    let unknown = matches!(instruction.kind, Kind::Unknown);
    let args = match &form {
        _ if unknown => vec![Value::from("")],
        Form::Pairs(pairs) | Form::Legacy(pairs) => {
            pairs.iter().map(|(name, value)| Value::from(vec![name.text.clone(), value.text.clone()])).collect()
        }
        Form::Json(words) | Form::Shell(words) | Form::Words(words) | Form::Text(words) | Form::None(words) => {
            words.iter().map(|word| Value::from(word.text.as_str())).collect()
        }
    };
    Node {
        keyword: instruction.keyword.text.to_uppercase(),
        flags: instruction.flags.iter().map(|flag| flag.word.text.as_str()).collect(),
        form: if unknown { "words" } else { form.name() },
        args,
    }
}

fn body<'a>(file: &SourceFile, heredoc: &'a Heredoc) -> Body<'a> {
    let text = file.slice(heredoc.body);
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(text) {
        // Writing to a string can't fail.
        let _ = write!(sha256, "{byte:02x}");
    }
    Body {
        name: &heredoc.name,
        expand: heredoc.expand,
        chomp: heredoc.chomp,
        fd: heredoc.fd,
        lines: text.matches('\n').count(),
        sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Value {
        let file = SourceFile::new("Dockerfile", text);
        serde_json::from_str(&json(&file, &syntax::parse(text))).unwrap()
    }

    #[test]
    fn an_instruction_has_its_form_and_arguments() {
        let json = of("FROM a\nENV b=c d=\"e f\"\nHEALTHCHECK --retries=2 CMD [\"x\"]\nONBUILD RUN y\n");
        let instructions = &json["instructions"];
        assert_eq!(instructions[1]["args"], serde_json::json!([["b", "c"], ["d", "\"e f\""]]));
        assert_eq!(instructions[2]["args"], serde_json::json!(["CMD", "x"]));
        assert_eq!(instructions[2]["flags"], serde_json::json!(["--retries=2"]));
        assert_eq!(instructions[3]["form"], "none");
        assert_eq!(instructions[3]["onbuild"]["args"], serde_json::json!(["y"]));
    }

    #[test]
    fn a_heredoc_is_known_by_its_digest() {
        let json = of("FROM a\nRUN <<E\nhi\nE\n");
        let heredoc = &json["instructions"][1]["heredocs"][0];
        assert_eq!(heredoc["lines"], 1);
        assert_eq!(heredoc["sha256"], "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4");
    }

    #[test]
    fn a_refused_file_has_its_first_error() {
        let json = of("FROM a\nRUNN b\nENV c\n");
        assert_eq!(json["ok"], false);
        assert_eq!(json["error"], serde_json::json!({"message": "ENV must have two arguments", "line": 3}));
    }
}
