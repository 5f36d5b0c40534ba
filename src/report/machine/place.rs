//! Where a finding is, in the numbers of the various formats.

use text::{LineColumn, SourceFile, TextRange};

/// The first and the last place of a range: lines from 1, columns from 1 in characters, the end exclusive.
///
/// A range that takes in the end of its last line stops in front of it: formats that are strict about columns refuse the
/// whole report otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    range: TextRange,
    pub start: LineColumn,
    pub end: LineColumn,
}

impl Place {
    pub fn of(file: &SourceFile, range: TextRange) -> Self {
        let text = file.slice(range);
        let shown = text.trim_end_matches(['\r', '\n']).len() as u32;
        let range = TextRange::new(range.start, range.start + shown);
        Self { range, start: file.line_column(range.start), end: file.line_column(range.end) }
    }

    pub fn is_one_line(self) -> bool {
        self.start.line == self.end.line
    }

    /// Start and end counted in bytes of UTF-8, from 1.
    pub fn byte_columns(self, file: &SourceFile) -> (u32, u32) {
        let column = |line: u32, offset: u32| offset - file.lines().range(line).start + 1;
        (column(self.start.line, self.range.start), column(self.end.line, self.range.end))
    }

    /// Start and end counted in units of UTF-16, from 0.
    pub fn utf16_columns(self, file: &SourceFile) -> (usize, usize) {
        let column = |line: u32, offset: u32| {
            file.slice(TextRange::new(file.lines().range(line).start, offset)).encode_utf16().count()
        };
        (column(self.start.line, self.range.start), column(self.end.line, self.range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_counting_has_its_own_columns() {
        let file = SourceFile::new("f", "FROM a\nRUN é😀x\r\n");
        let place = Place::of(&file, TextRange::new(13, 20));
        assert_eq!(file.slice(place.range), "😀x");
        assert_eq!((place.start.column, place.end.column), (6, 8));
        assert_eq!(place.byte_columns(&file), (7, 12));
        assert_eq!(place.utf16_columns(&file), (5, 8));
        assert!(place.is_one_line());
    }
}
