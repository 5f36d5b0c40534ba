//! A source file as a value.

use std::sync::{Arc, OnceLock};

use crate::{LineColumn, LineIndex, TextRange};

/// A file that was read: its path as the user gave it, its text, its lines. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: Arc<str>,
    text: Arc<str>,
    /// Made when somebody asks: nobody does of a file in which nothing is found.
    lines: Arc<OnceLock<LineIndex>>,
    lossy: bool,
}

impl SourceFile {
    /// A file of valid UTF-8.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into(), lines: Arc::default(), lossy: false }
    }

    /// A file as it is on disk. Bytes that are not UTF-8 become U+FFFD, and no fix is offered for such a file.
    pub fn from_bytes(path: &str, bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::new(path, text),
            Err(_) => Self { lossy: true, ..Self::new(path, &String::from_utf8_lossy(bytes)) },
        }
    }

    /// The path as the user gave it; for display and as a key, never opened.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, a byte order mark and carriage returns included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of the text.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Whether the file held bytes that are not UTF-8, so that its text can't be written back.
    pub fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// The line end of the first line, which those of edits are like: `\r\n` or `\n`.
    pub fn line_end(&self) -> &'static str {
        let first = self.text.split_inclusive('\n').next().unwrap_or_default();
        if first.ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Line and column of `offset`.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        self.lines().line_column(&self.text, offset)
    }

    /// `range` grown to the whole lines that it touches, the last line end included.
    pub fn whole_lines(&self, range: TextRange) -> TextRange {
        let line = |offset| self.lines().range(self.lines().line(offset));
        line(range.start).cover(line(range.end))
    }

    /// The text in `range`.
    pub fn slice(&self, range: TextRange) -> &str {
        &self.text[range]
    }
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn the_first_line_says_how_lines_end() {
        for (text, expected) in [("", "\n"), ("a", "\n"), ("a\nb\r\n", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb\n", "\n")] {
            assert_eq!(SourceFile::new("f", text).line_end(), expected, "{text:?}");
        }
    }
}
