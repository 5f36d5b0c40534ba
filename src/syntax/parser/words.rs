//! Words of a line: at blanks, or with quotes and escapes as ENV, LABEL and ARG have them
//! (`frontend/dockerfile/parser/line_parsers.go`).

use text::TextRange;

/// What separates words; other white space, such as a no-break space, does not.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// The words of `range` of `text`, separated by blanks. Quotes mean nothing.
pub(super) fn at_blanks(text: &str, range: TextRange) -> Vec<TextRange> {
    let part = &text[range];
    part.split(is_blank)
        .filter(|word| !word.is_empty())
        .map(|word| {
            let start = (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
            TextRange::new(start, start + word.len() as u32)
        })
        .collect()
}

/// The words of `range` of `text`, separated by white space outside of quotes. Quotes and escapes stay in the words; an
/// escape that is the very last character does not.
pub(super) fn with_quotes(text: &str, range: TextRange, escape: char) -> Vec<TextRange> {
    let part = &text[range];
    let mut words = Vec::new();
    let mut chars = part.char_indices();
    let mut start = None;
    let mut quote = None;
    let mut end = part.len();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            words.extend(start.take().map(|start| (start, at)));
            continue;
        }
        let escaped = c == escape && quote != Some('\'');
        if escaped && chars.next().is_none() {
            end = at;
            break;
        }
        start.get_or_insert(at);
        if escaped {
            continue;
        }
        match quote {
            None if matches!(c, '\'' | '"') => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
    }
    words.extend(start.map(|start| (start, end)));
    words.into_iter().map(|(start, end)| TextRange::new(start as u32, end as u32).shift(range.start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        let whole = TextRange::new(0, text.len() as u32);
        with_quotes(text, whole, '\\').into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn quotes_group_and_stay() {
        assert_eq!(quoted(r#"a="b c" d='e "f' g"#), [r#"a="b c""#, r#"d='e "f'"#, "g"]);
        assert_eq!(quoted(r#""" x"#), [r#""""#, "x"]);
    }

    #[test]
    fn an_escape_takes_the_next_character_but_in_single_quotes() {
        assert_eq!(quoted(r"a\ b c"), [r"a\ b", "c"]);
        assert_eq!(quoted(r#"a="b\" c" d"#), [r#"a="b\" c""#, "d"]);
        assert_eq!(quoted(r"a='b\' c"), [r"a='b\'", "c"]);
    }

    #[test]
    fn an_escape_at_the_very_end_is_dropped() {
        assert_eq!(quoted(r"a b\"), ["a", "b"]);
        assert_eq!(quoted(r#"a="b\"#), [r#"a="b"#]);
        assert_eq!(quoted(r"a \"), ["a"]);
    }

    #[test]
    fn an_open_quote_goes_on_to_the_end() {
        assert_eq!(quoted("a='b c d"), ["a='b c d"]);
    }

    #[test]
    fn only_ascii_blanks_separate_plain_words() {
        let text = "a\u{a0}b \"c d\"\t\u{b}e";
        let words: Vec<_> =
            at_blanks(text, TextRange::new(0, text.len() as u32)).into_iter().map(|r| &text[r]).collect();
        assert_eq!(words, ["a\u{a0}b", "\"c", "d\"", "e"]);
    }
}
