//! Physical lines, as `BuildKit`'s scanner gives them (`frontend/dockerfile/parser/parser.go`).

use text::TextRange;

/// The most bytes that a line may have, its `\n` not counted.
const LONGEST: usize = 65_535;

/// One physical line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The line without the `\r` and `\n` at its end.
    pub range: TextRange,
    /// Where the next line begins.
    pub next: u32,
}

/// The lines of a text, one after the other.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    /// How many lines were read.
    pub number: u32,
}

impl<'a> Lines<'a> {
    /// The lines of `text` from byte `at` on.
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, number: 0 }
    }

    /// The next line; `None` at the end of the text, and in front of a line that is too long: `BuildKit` reads no further,
    /// so whatever is being read ends there.
    pub fn next(&mut self) -> Option<Line> {
        let line = self.peek()?;
        (line.next as usize - self.at <= LONGEST + usize::from(self.ends(line))).then(|| self.step(line))
    }

    /// Passes over the line that is too long, in front of which [`Self::next`] stopped.
    pub fn skip_too_long(&mut self) -> Option<Line> {
        let line = self.peek()?;
        Some(self.step(line))
    }

    /// Where the next line begins.
    pub fn offset(&self) -> u32 {
        self.at as u32
    }

    /// Where the text ends.
    pub fn end(&self) -> u32 {
        self.text.len() as u32
    }

    fn peek(&self) -> Option<Line> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let kept = length - rest.as_bytes()[..length].iter().rev().take_while(|byte| is_end(byte)).count();
        let start = self.at as u32;
        Some(Line { range: TextRange::new(start, start + kept as u32), next: start + length as u32 })
    }

    fn step(&mut self, line: Line) -> Line {
        self.at = line.next as usize;
        self.number += 1;
        line
    }

    /// Whether the line ends with `\n`, as all but the last do.
    fn ends(&self, line: Line) -> bool {
        self.text.as_bytes()[line.next as usize - 1] == b'\n'
    }
}

/// How much of `line` remains when it is continued on the next: the escape stands last but for blanks and tabs, and no
/// other escape stands in front of it. `None` when it isn't continued.
pub(super) fn continued(line: &str, escape: char) -> Option<usize> {
    let before = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!before.ends_with(escape)).then_some(before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let mut lines = Lines::new(text, 0);
        std::iter::from_fn(|| lines.next()).map(|line| &text[line.range]).collect()
    }

    #[test]
    fn lines_end_at_newlines_alone() {
        assert_eq!(lines("a\rb\r\r\nc\n\nd"), ["a\rb", "c", "", "d"]);
        assert_eq!(lines("a\n"), ["a"]);
    }

    #[test]
    fn a_line_of_more_than_65535_bytes_stops_the_reading() {
        let text = format!("a\n{}\nb\n", "x".repeat(65_535));
        assert_eq!(lines(&text).len(), 3);
        let text = format!("a\n{}\nb\n", "x".repeat(65_536));
        assert_eq!(lines(&text), ["a"]);
        let text = format!("a\n{}\r\nb\n", "x".repeat(65_535));
        assert_eq!(lines(&text), ["a"]);
        let text = "x".repeat(65_536);
        assert_eq!(lines(&text), [""; 0]);
    }

    #[test]
    fn a_line_is_continued_by_a_single_escape_at_its_end() {
        assert_eq!(continued("a \\", '\\'), Some(2));
        assert_eq!(continued("a \\ \t", '\\'), Some(2));
        assert_eq!(continued("\\", '\\'), Some(0));
        assert_eq!(continued("a `", '`'), Some(2));
        for line in ["a \\\\", "a \\\\\\", "a \\\u{c}", "a `", "\\\\", "a"] {
            assert_eq!(continued(line, '\\'), None, "{line}");
        }
    }
}
