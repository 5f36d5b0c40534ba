//! Text of a stranger's file, made safe to show.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with all that a terminal would obey, or a reader could not see, written out as `\u{…}`: control characters, line
/// ends, and the marks that turn the direction of text or hide in it. What is left is one line that reads as it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~');
    if text.bytes().all(is_plain) || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push(' '),
            _ if is_hidden(character) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// The same for text of several lines: their ends stay.
pub fn visible_lines(text: &str) -> String {
    let lines = text.split('\n').map(visible);
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether `character` is written out by [`visible`].
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Arabic letter mark, zero-width characters, marks and embeddings of direction, isolates.
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            // Line and paragraph separators, byte order mark, annotations, tags.
            | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_lines};

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\r\n"), "a\\u{1b}[31mb\\u{7}\\r\\n");
        assert_eq!(visible("\u{202e}txt.exe\u{2066}\u{9b}"), "\\u{202e}txt.exe\\u{2066}\\u{9b}");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(visible_lines("a\u{1b}\n\nb\r\n"), "a\\u{1b}\n\nb\\r\n");
    }

    #[test]
    fn plain_text_is_left_alone() {
        let text = "über `$HOME` \\u{1b} 日本";
        assert!(matches!(visible(text), std::borrow::Cow::Borrowed(same) if same == text));
    }
}
