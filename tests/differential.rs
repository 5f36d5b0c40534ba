//! A second opinion: on the plain Dockerfiles that the crate `dockerfile-parser` does read, it sees the same instructions,
//! images and stage names. It knows no directives, no heredocs and few flags, and joins lines in its own way, so that files
//! with any of these are left out.

mod sources;

use dockerfile_parser::{Dockerfile, Instruction};
use rayon::prelude::*;
use syntax::{Kind, Parse};

/// Keyword, and of a FROM image and stage name.
type Seen = (String, Option<String>, Option<String>);

const PLAIN: &[&str] = &[
    "FROM alpine\nRUN apk add curl\nCMD [\"curl\"]\n",
    "ARG V=1\nFROM node:$V AS build\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci && \\\n    npm test\nFROM scratch\n\
     COPY --from=build /app /app\nUSER app\nEXPOSE 80 81\nENTRYPOINT app\n",
    "# a comment\nFROM --platform=linux/amd64 a.b/c:d@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n\
     ENV a=b c=\"d e\"\nLABEL f=g\nVOLUME /data\nSTOPSIGNAL 9\nSHELL [\"sh\", \"-c\"]\nHEALTHCHECK NONE\nONBUILD RUN x\n",
];

#[test]
fn plain_files_are_seen_alike() {
    for text in PLAIN {
        assert!(compared("a plain text", text), "it is not plain:\n{text}");
    }
    let all = sources::all();
    all.par_iter().for_each(|(name, text)| {
        compared(name, text);
    });
}

/// Compares the two readings of a file that both accept.
fn compared(name: &str, text: &str) -> bool {
    let parse = syntax::parse(text);
    if !is_plain(text, &parse) {
        return false;
    }
    let Ok(other) = Dockerfile::parse(text) else { return false };
    let other: Vec<Seen> = other.instructions.iter().map(theirs).collect();
    // A FROM that it can't read is something miscellaneous to it.
    if other.iter().any(|(keyword, image, _)| keyword == "FROM" && image.is_none()) {
        return false;
    }
    assert_eq!(ours(&parse), other, "{name}");
    true
}

fn is_plain(text: &str, parse: &Parse) -> bool {
    let directives = !parse.file.directives.is_empty();
    let heredocs = text.contains("<<");
    let escaped_escapes = text.contains("\\\\");
    parse.errors.is_empty() && !directives && !heredocs && !escaped_escapes
}

fn ours(parse: &Parse) -> Vec<Seen> {
    let seen = |instruction: &syntax::Instruction| {
        let word = |word: &Option<syntax::Word>| word.as_ref().map(|word| word.text.clone());
        let (image, name) = match &instruction.kind {
            Kind::From(from) => (word(&from.image), word(&from.name)),
            _ => (None, None),
        };
        (instruction.keyword.keyword.name().to_owned(), image, name)
    };
    parse.file.instructions.iter().map(seen).collect()
}

fn theirs(instruction: &Instruction) -> Seen {
    let keyword = match instruction {
        Instruction::From(from) => {
            let name = from.alias.as_ref().map(|alias| alias.content.clone());
            return ("FROM".to_owned(), Some(from.image.content.clone()), name);
        }
        Instruction::Arg(_) => "ARG",
        Instruction::Label(_) => "LABEL",
        Instruction::Run(_) => "RUN",
        Instruction::Entrypoint(_) => "ENTRYPOINT",
        Instruction::Cmd(_) => "CMD",
        Instruction::Copy(_) => "COPY",
        Instruction::Env(_) => "ENV",
        Instruction::Misc(misc) => return (misc.instruction.content.to_uppercase(), None, None),
    };
    (keyword.to_owned(), None, None)
}
