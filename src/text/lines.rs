//! From byte offsets to lines and columns, and back.

use crate::TextRange;

/// A place as people count: lines and columns from 1, columns in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// Where the lines of a text start. A line ends with `\n`; a lone `\r` ends none, as in `BuildKit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: u32,
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect();
        Self { starts, length: text.len() as u32 }
    }

    /// Number of lines; the text after a last line end counts, even when it is empty.
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line, from 1, that holds `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// The bytes of `line` (from 1), its line end included. Empty at the end of the text for a line that is not there.
    pub fn range(&self, line: u32) -> TextRange {
        let at = |line: u32| self.starts.get(line as usize).copied().unwrap_or(self.length);
        TextRange::new(at(line.saturating_sub(1)), at(line))
    }

    /// Line and column of `offset` in `text`, the text that the index was made of.
    /// An offset within a character counts as that character, one behind the text as its end.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let mut offset = offset.min(self.length);
        while !text.is_char_boundary(offset as usize) {
            offset -= 1;
        }
        let line = self.line(offset);
        let before = &text[TextRange::new(self.range(line).start, offset)];
        LineColumn { line, column: before.chars().count() as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "é=ü\nb";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_column(text, 3), LineColumn { line: 1, column: 3 });
        assert_eq!(lines.line_column(text, 6), LineColumn { line: 2, column: 1 });
        assert_eq!(lines.line_column(text, 99), LineColumn { line: 2, column: 2 });
    }

    #[test]
    fn ranges_include_the_line_end() {
        let lines = LineIndex::new("a\r\n\nc");
        assert_eq!(
            (lines.range(1), lines.range(2), lines.range(3)),
            (TextRange::new(0, 3), TextRange::new(3, 4), TextRange::new(4, 5))
        );
        assert_eq!(lines.range(9), TextRange::empty(5));
        assert_eq!(lines.count(), 3);
    }
}
