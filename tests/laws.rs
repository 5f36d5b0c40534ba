//! Laws that hold for every Dockerfile: whatever it says, and wherever it is cut off.

#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod sources;

use rayon::prelude::*;
use serde_json::Value;
use syntax::Parse;
use text::SourceFile;

/// Texts that are hard to read: each has the beginnings of something at many places.
const TRICKY: &[&str] = &[
    "\u{feff}  # escape = `\n# syntax=a b\n#\nFROM a AS b\nRUN x `\n # c\n\n y\nCOPY c:\\a d:\\b\\\n",
    "FROM a\nRUN --mount=type=cache,\"target=/a,b\",id='x y' --network=host <<A 3<<-'B C' cat \\\n | y\na\nA\n\tb\n\tB C\n",
    "FROM a\nENV a=\"b \\\n c\" d='e\\' f=\\\"g\nENV h i=j \\\\\\\nLABEL \"k\"=l m\nARG n=o\\\n",
    "ONBUILD ONBUILD RUN [\"a\", \"\\ud83d\\ude00\", [1, {\"b\": null}]] <<C\nHEALTHCHECK --interval=1h5 CMD [\"é\"]\nC",
    "FR\\\nOM --platform=$à a\u{a0}b\r\n\\\n\\ \t\n\r\r\nRUN echo ${a:-\"${b#'c'}\"} $((1 << 2)) `<<D\n2",
    "FROM a\nRUN ${x:-<<A}\nCOPY --from=\"b\\\" --link -- <<E\"F\"G <<<H [\"i\"] /\nEFG\n--\n",
    "FROM --\nRUN --\nADD --a=\\",
];

#[test]
fn tokens_put_together_are_the_source() {
    sources::all().par_iter().for_each(|(name, text)| whole(name, text));
    for text in TRICKY {
        whole("a tricky text", text);
    }
}

/// Law 1 and, for the syntax, law 3: tokens cover the source, and every range lies on character boundaries in it.
fn whole(name: &str, text: &str) {
    let parse = syntax::parse(text);
    let mut at = 0;
    for token in parse.tokens(text) {
        assert!(!token.range.is_empty() && token.range.start == at, "{name}: {token:?} does not begin at {at}");
        at = token.range.end;
        assert!(text.get(token.range.to_usize()).is_some(), "{name}: {token:?} splits a character");
    }
    assert_eq!(at as usize, text.len(), "{name}: tokens end too early");
    places(name, text, &parse);
}

fn places(name: &str, text: &str, parse: &Parse) {
    let errors = parse.errors.iter().map(|error| error.range);
    let instructions = parse.file.instructions.iter().flat_map(|instruction| {
        let words = instruction.words().into_iter().map(|word| word.range);
        let flags = instruction.flags.iter().flat_map(|flag| [flag.word.range, flag.name_range]);
        words.chain(flags).chain([instruction.range, instruction.keyword.range])
    });
    for range in errors.chain(instructions) {
        assert!(text.get(range.to_usize()).is_some(), "{name}: {range:?} lies badly");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_read() {
    let short = sources::snippets().into_iter().filter(|(_, text)| text.len() < 1_000);
    let tricky = TRICKY.iter().map(|text| ("a tricky text".to_owned(), (*text).to_owned()));
    let all: Vec<_> = sources::fixtures().into_iter().chain(short).chain(tricky).collect();
    all.par_iter().for_each(|(name, text)| {
        let ends = (0..=text.len()).filter(|end| text.is_char_boundary(*end));
        ends.for_each(|end| whole(name, &text[..end]));
    });
}

#[test]
fn line_ends_do_not_matter() {
    sources::all().par_iter().for_each(|(name, text)| {
        // With a carriage return more, a line may be too long; one that is there already may be part of a word.
        if text.contains('\r') || text.lines().any(|line| line.len() > 65_000) {
            return;
        }
        assert_eq!(normal(text), normal(&text.replace('\n', "\r\n")), "{name}");
    });
}

/// The normal form without the digests of heredoc bodies, which hold their line ends.
fn normal(text: &str) -> Value {
    let file = SourceFile::new("Dockerfile", text);
    let mut json: Value = serde_json::from_str(&report::parse::json(&file, &syntax::parse(text))).unwrap();
    for instruction in json["instructions"].as_array_mut().unwrap() {
        for heredoc in instruction["heredocs"].as_array_mut().unwrap() {
            heredoc["sha256"].take();
        }
    }
    json
}

#[test]
fn noise_is_read_in_bounded_time() {
    let many = |part: &str| part.repeat(100_000);
    let noise = [
        many("RUN <<A <<B\n"),
        many("x \\\n"),
        many("ONBUILD "),
        format!("RUN <<A {}", many("\\\n${a:-")),
        format!("ENV {}", many("a=\" \\\n")),
        format!("RUN {}", many("[\\\n")),
        many("\n"),
        many("# escape=`\n"),
        many("\\\n\n"),
        many("COPY --a='\n"),
    ];
    noise.par_iter().for_each(|text| whole("noise", text));
}
