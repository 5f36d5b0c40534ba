//! Quotes, escapes and expansions within a word.
//!
//! Where a word ends is decided by a reader; this says what of it is literal text and what depends on a variable or a
//! command.

use std::ops::Range;

use text::{Joined, TextRange};

/// A stretch of a word. Ranges are byte offsets in the word's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text that stands for itself; quotes and escapes are left out.
    Literal(Range<usize>),
    /// `$name` or `${name}`; the second range is the name.
    Variable(Range<usize>, Range<usize>),
    /// Anything else that is known only when it runs: `$(…)`, `` `…` ``, `${x:-y}`, `$((…))`.
    Expansion(Range<usize>),
}

/// What the bytes of a word may mean: [`TAKEN_APART`] and [`PATTERN`]. One walk, as all words are looked at.
pub(crate) fn meanings(word: &str) -> u8 {
    word.bytes().fold(0, |all, byte| all | MEANS[usize::from(byte)])
}

/// Something that [`scan`] takes apart.
pub(crate) const TAKEN_APART: u8 = 1;
/// Something that may make many words of one.
pub(crate) const PATTERN: u8 = 2;

static MEANS: [u8; 256] = {
    let mut means = [0; 256];
    let (mut taken_apart, mut pattern): (&[u8], &[u8]) = (b"'\"\\$`<>", b"*?[{");
    while let [byte, rest @ ..] = taken_apart {
        means[*byte as usize] = TAKEN_APART;
        taken_apart = rest;
    }
    while let [byte, rest @ ..] = pattern {
        means[*byte as usize] = PATTERN;
        pattern = rest;
    }
    means
};

/// Takes `word` apart, piece by piece, in order. Never fails: a quote without an end reaches to the end.
pub(crate) fn scan(word: &str, mut found: impl FnMut(Piece)) {
    let bytes = word.as_bytes();
    let (mut at, mut literal, mut double) = (0, 0, false);
    while at < bytes.len() {
        let Some((piece, next)) = special(word, at, double) else {
            // A backslash that stands for itself does not escape what follows, but within double quotes nothing that
            // follows it then is special.
            at += if bytes[at] == b'\\' { 2 } else { 1 };
            continue;
        };
        double ^= bytes[at] == b'"';
        if literal < at {
            found(Piece::Literal(literal..at));
        }
        if let Some(piece) = piece {
            found(piece);
        }
        (at, literal) = (next, next);
    }
    if literal < bytes.len() {
        found(Piece::Literal(literal..bytes.len()));
    }
}

/// What the byte at `at` begins that is no plain text (nothing, for a quote itself), and where that ends.
fn special(word: &str, at: usize, double: bool) -> Option<(Option<Piece>, usize)> {
    let bytes = word.as_bytes();
    match bytes[at] {
        b'"' => Some((None, at + 1)),
        b'\'' if !double => {
            let end = find(bytes, at + 1, b'\'');
            Some((Some(Piece::Literal(at + 1..end)), (end + 1).min(bytes.len())))
        }
        b'\\' => {
            let escaped = escape(word, at, double)?;
            let end = escaped.end;
            Some((Some(Piece::Literal(escaped)), end))
        }
        b'$' => dollar(bytes, at, double),
        b'`' => {
            let end = backtick_end(bytes, at + 1);
            Some((Some(Piece::Expansion(at..end)), end))
        }
        b'<' | b'>' if !double && bytes.get(at + 1) == Some(&b'(') => {
            let end = matching(bytes, at + 2, b'(', b')');
            Some((Some(Piece::Expansion(at..end)), end))
        }
        _ => None,
    }
}

/// The value of the part `range` of `source`, quotes and escapes removed and expansions as written, with the way back:
/// the script that `sh -c` is given.
pub(crate) fn unquoted(source: &Joined, range: TextRange) -> Joined {
    let text = &source.text()[range];
    let mut value = Joined::of("", source.to_source(range.start));
    scan(text, |piece| {
        let (Piece::Literal(kept) | Piece::Variable(kept, _) | Piece::Expansion(kept)) = piece;
        push(&mut value, source, range.start, &text[kept.clone()], kept.start);
    });
    value
}

/// Adds `part`, which stands at `offset` behind `start` in `source`. One character at a time, because a continuation may
/// have been taken out in between.
pub(crate) fn push(value: &mut Joined, source: &Joined, start: u32, part: &str, offset: usize) {
    let mut buffer = [0; 4];
    for (at, character) in part.char_indices() {
        let origin = source.to_source(start + (offset + at) as u32);
        value.push(character.encode_utf8(&mut buffer), origin);
    }
}

/// What a backslash at `at` stands for: the escaped character, nothing for an escaped line end (an empty range), or
/// `None` when it stands for itself.
fn escape(word: &str, at: usize, double: bool) -> Option<Range<usize>> {
    let next = word[at + 1..].chars().next()?;
    let end = at + 1 + next.len_utf8();
    match next {
        '\n' => Some(end..end),
        '$' | '`' | '"' | '\\' => Some(at + 1..end),
        _ if double => None,
        _ => Some(at + 1..end),
    }
}

/// The expansion that the `$` at `at` begins, and where it ends; `None` when it stands for itself.
fn dollar(bytes: &[u8], at: usize, double: bool) -> Option<(Option<Piece>, usize)> {
    let next = *bytes.get(at + 1)?;
    let end = match next {
        b'(' => matching(bytes, at + 2, b'(', b')'),
        b'{' => return Some(braces(bytes, at)),
        b'\'' if !double => {
            let close = find_unescaped(bytes, at + 2, b'\'');
            let (inner, end) = (at + 2..close, (close + 1).min(bytes.len()));
            let plain = !bytes[inner.clone()].contains(&b'\\');
            let piece = if plain { Piece::Literal(inner) } else { Piece::Expansion(at..end) };
            return Some((Some(piece), end));
        }
        b'"' if !double => return Some((None, at + 1)),
        b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
            let end = name_end(bytes, at + 1);
            return Some((Some(Piece::Variable(at..end, at + 1..end)), end));
        }
        b'0'..=b'9' | b'?' | b'!' | b'#' | b'@' | b'*' | b'$' | b'-' => at + 2,
        _ => return None,
    };
    Some((Some(Piece::Expansion(at..end)), end))
}

/// `${…}` at `at`.
fn braces(bytes: &[u8], at: usize) -> (Option<Piece>, usize) {
    let name = name_end(bytes, at + 2);
    if name > at + 2 && bytes.get(name) == Some(&b'}') && !bytes[at + 2].is_ascii_digit() {
        return (Some(Piece::Variable(at..name + 1, at + 2..name)), name + 1);
    }
    let end = matching(bytes, at + 2, b'{', b'}');
    (Some(Piece::Expansion(at..end)), end)
}

fn name_end(bytes: &[u8], from: usize) -> usize {
    let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    from + length
}

fn find(bytes: &[u8], from: usize, byte: u8) -> usize {
    bytes[from..].iter().position(|found| *found == byte).map_or(bytes.len(), |length| from + length)
}

/// As [`find`], stepping over escaped bytes.
fn find_unescaped(bytes: &[u8], from: usize, byte: u8) -> usize {
    let mut at = from;
    while at < bytes.len() && bytes[at] != byte {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

fn backtick_end(bytes: &[u8], from: usize) -> usize {
    (find_unescaped(bytes, from, b'`') + 1).min(bytes.len())
}

/// The offset behind the `close` that belongs to an `open` in front of `from`. Quotes inside are stepped over.
fn matching(bytes: &[u8], from: usize, open: u8, close: u8) -> usize {
    let mut depth = 1;
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\'' => at = find(bytes, at + 1, b'\''),
            b'"' => at = find_unescaped(bytes, at + 1, b'"'),
            byte if byte == open => depth += 1,
            byte if byte == close => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Literal pieces as they are, variables as `<name>`, other expansions as `<>`.
    fn pieces(word: &str) -> String {
        let mut result = String::new();
        scan(word, |piece| match piece {
            Piece::Literal(range) => result.push_str(&word[range]),
            Piece::Variable(_, name) => result.extend(["<", &word[name], ">"]),
            Piece::Expansion(_) => result.push_str("<>"),
        });
        result
    }

    #[test]
    fn a_quote_without_an_end_reaches_to_the_end() {
        for (word, literal) in
            [("a'é", "aé"), ("a\"é", "aé"), ("a$'é", "aé"), ("$'", ""), ("a$'\\é", "a<>"), ("`é", "<>")]
        {
            assert_eq!(pieces(word), literal, "{word}");
        }
    }

    #[test]
    fn quotes_and_escapes_go_away() {
        assert_eq!(pieces(r#"a"b c"'d e'\ f"#), "ab cd e f");
        assert_eq!(pieces(r#""a\"\$\x\\""#), r#"a"$\x\"#);
        assert_eq!(pieces("a\\\nb"), "ab");
        assert_eq!(pieces("'$x'$'y'"), "$xy");
        assert_eq!(pieces("é\\é'é"), "ééé");
    }

    #[test]
    fn expansions_are_found_in_and_out_of_double_quotes() {
        assert_eq!(pieces("npm@$V"), "npm@<V>");
        assert_eq!(pieces(r#""a${V}b"c"#), "a<V>bc");
        assert_eq!(pieces(r#"${V:-"}"}x"#), "<>x");
        assert_eq!(pieces(r#"a$(b ")" '(' $(c))d`e`f"#), "a<>d<>f");
        assert_eq!(pieces("$?$1$ a$"), "<><>$ a$");
    }

    #[test]
    fn what_has_no_end_reaches_to_the_end() {
        for word in ["'a", "\"a", "$(a", "${a", "`a", "a\\", "$'a", "${a:-\"", "$'", "$(\\"] {
            pieces(word);
        }
    }

    #[test]
    fn an_unquoted_script_keeps_the_way_back() {
        let source = Joined::of(r#"sh -c "echo \"a\" $b""#, 100);
        let script = unquoted(&source, TextRange::new(6, 21));
        assert_eq!(script.text(), r#"echo "a" $b"#);
        assert_eq!(script.range_to_source(TextRange::new(0, 4)), TextRange::new(107, 111));
        assert_eq!(script.range_to_source(TextRange::new(6, 7)), TextRange::new(114, 115));
    }
}
