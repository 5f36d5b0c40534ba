//! Flags: the words starting with `--` in front of the arguments (`frontend/dockerfile/parser/split_command.go`).

use text::{Joined, TextRange};

use crate::{Escape, Flag, Word};

/// Reads the flags in `joined` from `at` on. Also gives where the arguments begin.
pub(super) fn read(joined: &Joined, mut at: u32, escape: Escape) -> (Vec<Flag>, u32) {
    let text = joined.text();
    let mut flags = Vec::new();
    loop {
        let rest = &text[at as usize..];
        let blanks = rest.len() - rest.trim_start().len();
        at += blanks as u32;
        if !rest[blanks..].starts_with("--") {
            return (flags, at);
        }
        let raw = raw_word(&text[at as usize..], escape.char());
        let range = TextRange::new(at, at + raw.length as u32);
        at = range.end;
        let word = if raw.plain { Joined::of(&text[range], range.start) } else { unquoted(text, range, escape) };
        // A bare `--` ends the flags and is dropped.
        if word.text() == "--" {
            return (flags, at);
        }
        flags.push(flag(joined, range, &word));
    }
}

/// The text of `range` of a line without quotes and escapes, with the way back to the line.
pub(super) fn unquoted(text: &str, range: TextRange, escape: Escape) -> Joined {
    let mut result = Joined::new();
    let mut quote = None;
    let mut chars = text[range].char_indices().peekable();
    while let Some((mut at, mut c)) = chars.next() {
        let mut length = c.len_utf8();
        if c == escape.char() {
            let Some(next) = chars.next() else { break };
            (at, c) = next;
            length = c.len_utf8();
        } else if quote == Some(c) {
            quote = None;
            continue;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
            continue;
        } else if quote.is_none() && chars.peek().is_none() && has_space_byte(c) {
            c = char::REPLACEMENT_CHARACTER;
        }
        let start = range.start + at as u32;
        result.push_for(c.encode_utf8(&mut [0; 4]), TextRange::new(start, start + length as u32));
    }
    result
}

/// A word as it stands.
struct Raw {
    length: usize,
    /// Whether its text is the word itself: no quote, no escape.
    plain: bool,
}

/// The word at the start of `text`, quotes and escapes in it. An open quote goes on to the end.
fn raw_word(text: &str, escape: char) -> Raw {
    let mut quote = None;
    let mut plain = true;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == escape {
            plain = false;
            chars.next();
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            plain = false;
            quote = Some(c);
        } else if quote.is_none() && c.is_ascii() && matches!(c, '\t'..='\r' | ' ') {
            return Raw { length: at, plain };
        } else if quote.is_none() && has_space_byte(c) {
            return Raw { length: at + c.len_utf8(), plain: false };
        }
    }
    Raw { length: text.len(), plain }
}

/// Whether a byte of `c` is white space in Latin-1. `BuildKit` asks this byte by byte, so that such a character, say `à`,
/// is cut in two and ends a flag.
fn has_space_byte(c: char) -> bool {
    !c.is_ascii() && c.encode_utf8(&mut [0; 4]).bytes().any(|byte| matches!(byte, 0x85 | 0xA0))
}

/// The flag whose unquoted text is `word` and that stands at `range` of the line.
fn flag(joined: &Joined, range: TextRange, word: &Joined) -> Flag {
    let text = word.text();
    let end = text.len() as u32;
    let equals = text.find('=').map(|at| at as u32);
    let name = TextRange::new(2, equals.unwrap_or(end));
    let source = |part: TextRange| joined.range_to_source(word.range_to_source(part));
    let value = equals.map(|equals| {
        let part = TextRange::new(equals + 1, end);
        let place = word.range_to_source(part);
        // An empty value stands right behind the `=`, wherever that is.
        let place = if part.is_empty() { TextRange::empty(word.to_source(equals) + 1) } else { place };
        Word { range: joined.range_to_source(place), joined: place, text: text[part].to_owned() }
    });
    Flag {
        name: text[name].to_owned(),
        name_range: source(name),
        value,
        word: Word { range: joined.range_to_source(range), joined: range, text: text.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of the flags, and the rest.
    fn of(line: &str) -> (Vec<String>, &str) {
        let (flags, rest) = read(&Joined::of(line, 0), 0, Escape::Backslash);
        (flags.into_iter().map(|flag| flag.word.text).collect(), &line[rest as usize..])
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_character_that_is_cut_in_two_is_as_long_as_it_is_written() {
        let (flags, _) = read(&Joined::of("--mount=\u{a0}", 0), 0, Escape::Backslash);
        let value = flags[0].value.as_ref().unwrap();
        assert_eq!((value.text.as_str(), value.range), ("\u{fffd}", TextRange::new(8, 10)));
        crate::parse("FROM a\nRUN --mount=\u{a0}");
        crate::parse("FROM a\nRUN --mount=type=cache,target=\u{85}");
        crate::parse("FROM a\nRUN --mount=from=\u{105145}b");
    }

    #[test]
    fn flags_are_taken_off_until_the_first_other_word() {
        assert_eq!(of("--a --b=c d --e"), (owned(&["--a", "--b=c"]), "d --e"));
        assert_eq!(of("- --a"), (owned(&[]), "- --a"));
        assert_eq!(of("--a"), (owned(&["--a"]), ""));
    }

    #[test]
    fn a_bare_dash_dash_ends_them() {
        assert_eq!(of("--a -- --b"), (owned(&["--a"]), " --b"));
        assert_eq!(of("--"), (owned(&[]), ""));
    }

    #[test]
    fn quotes_group_and_are_removed_anywhere() {
        assert_eq!(of(r#"--a="b c"d 'e'"#), (owned(&["--a=b cd"]), "'e'"));
        assert_eq!(of(r"--a='b\'c' d"), (owned(&["--a=b'c"]), "d"));
        assert_eq!(of(r"--a=b\ c d"), (owned(&["--a=b c"]), "d"));
        assert_eq!(of(r#"--a="b c"#), (owned(&["--a=b c"]), ""));
    }

    #[test]
    fn a_character_with_a_space_byte_ends_a_flag() {
        assert_eq!(of("--a=à b"), (owned(&["--a=\u{fffd}"]), "b"));
        assert_eq!(of("--a=é b"), (owned(&["--a=é"]), "b"));
    }

    #[test]
    fn name_and_value_have_their_ranges() {
        let (flags, _) = read(&Joined::of(r#"--from="x y" --link --e="#, 10), 0, Escape::Backslash);
        assert_eq!(flags[0].name_range, TextRange::new(12, 16));
        assert_eq!(flags[0].value.as_ref().map(|value| value.range), Some(TextRange::new(18, 21)));
        assert_eq!((flags[1].name.as_str(), &flags[1].value), ("link", &None));
        assert_eq!(flags[2].value.as_ref().map(|value| value.range), Some(TextRange::empty(34)));
    }
}
