//! Between byte offsets and the lines and characters of the protocol.

use gen_lsp_types::{Position, PositionEncodingKind, Range};
use text::TextRange;

/// The unit in which the protocol counts characters in a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, what every client understands.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The one of those that a client offers which costs least; UTF-16 if it offers none.
    pub fn negotiate(offered: &[PositionEncodingKind]) -> Self {
        let offers = |kind: PositionEncodingKind| offered.contains(&kind);
        if offers(PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(PositionEncodingKind::UTF32) && !offers(PositionEncodingKind::UTF16) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// Length of `text` in this unit.
    pub fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
            Self::Utf32 => text.chars().count(),
        };
        length as u32
    }

    /// Bytes of the first `units` of `line`, down to a character's start.
    fn bytes(self, line: &str, units: u32) -> u32 {
        let mut left = units;
        for (at, char) in line.char_indices() {
            let width = match self {
                Self::Utf8 => char.len_utf8(),
                Self::Utf16 => char.len_utf16(),
                Self::Utf32 => 1,
            } as u32;
            if left < width {
                return at as u32;
            }
            left -= width;
        }
        line.len() as u32
    }
}

/// The lines of a text as the protocol has them: a lone `\r` ends one, too, which is none of `text`'s lines.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = |at: &usize| {
            bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1).is_none_or(|next| *next != b'\n')
        };
        let starts = (0..bytes.len()).filter(ends).map(|at| at as u32 + 1);
        Self { starts: std::iter::once(0).chain(starts).collect() }
    }

    /// The position of `offset` in `text`, which must be the text that the lines are of.
    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let offset = floor(text, offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let character = encoding.length(&text[TextRange::new(self.starts[line], offset)]);
        Position { line: line as u32, character }
    }

    /// The offset of `position`; one behind a line is that line's end, one behind the text the text's.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let Some(&start) = self.starts.get(position.line as usize) else { return text.len() as u32 };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(text.len() as u32);
        let line = text[TextRange::new(start, end)].trim_end_matches(['\r', '\n']);
        start + encoding.bytes(line, position.character)
    }

    /// The position of both ends.
    pub fn range(&self, text: &str, range: TextRange, encoding: Encoding) -> Range {
        Range { start: self.position(text, range.start, encoding), end: self.position(text, range.end, encoding) }
    }

    /// The offsets of both ends; an end in front of the start counts as the start.
    pub fn text_range(&self, text: &str, range: Range, encoding: Encoding) -> TextRange {
        let start = self.offset(text, range.start, encoding);
        TextRange::new(start, self.offset(text, range.end, encoding).max(start))
    }
}

/// The start of the character that `offset` is in.
fn floor(text: &str, offset: u32) -> u32 {
    let mut offset = offset.min(text.len() as u32);
    while !text.is_char_boundary(offset as usize) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a😀é\r\nb\rc\n";

    #[test]
    fn positions_and_offsets_agree_in_every_encoding() {
        let lines = Lines::new(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, _) in TEXT.char_indices().filter(|(_, char)| !matches!(char, '\r' | '\n')) {
                let position = lines.position(TEXT, offset as u32, encoding);
                assert_eq!(lines.offset(TEXT, position, encoding), offset as u32, "{encoding:?}");
            }
        }
    }

    #[test]
    fn units_are_those_of_the_encoding() {
        let lines = Lines::new(TEXT);
        let character = |encoding| lines.position(TEXT, 7, encoding).character;
        assert_eq!((character(Encoding::Utf8), character(Encoding::Utf16), character(Encoding::Utf32)), (7, 4, 3));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let lines = Lines::new(TEXT);
        assert_eq!(lines.position(TEXT, 11, Encoding::Utf8), Position { line: 2, character: 0 });
    }

    #[test]
    fn positions_that_are_not_there_are_the_nearest_that_are() {
        let lines = Lines::new(TEXT);
        let offset = |line, character| lines.offset(TEXT, Position { line, character }, Encoding::Utf16);
        assert_eq!((offset(0, 99), offset(99, 0)), (7, TEXT.len() as u32));
        // Within the pair of code units of the emoji.
        assert_eq!(offset(0, 2), 1);
    }

    #[test]
    fn utf8_is_taken_where_it_is_offered() {
        let (utf8, utf16, utf32) =
            (PositionEncodingKind::UTF8, PositionEncodingKind::UTF16, PositionEncodingKind::UTF32);
        assert_eq!(Encoding::negotiate(&[utf16.clone(), utf8]), Encoding::Utf8);
        assert_eq!(Encoding::negotiate(&[utf32.clone(), utf16]), Encoding::Utf16);
        assert_eq!(Encoding::negotiate(&[utf32]), Encoding::Utf32);
        assert_eq!(Encoding::negotiate(&[]), Encoding::Utf16);
    }
}
