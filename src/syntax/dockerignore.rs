//! `.dockerignore`: which files of a context a build does not see, read as Docker reads it.
//!
//! The reference is github.com/moby/patternmatcher: `ignorefile/ignorefile.go` for the file, `patternmatcher.go` for
//! the patterns. One bad pattern makes the whole file an error, and the build fails.

mod go_regex;
mod patterns;

use text::{LineIndex, TextRange};

pub use patterns::{BadPattern, Pattern, Patterns, Verdict};

use crate::filepath;

/// A line must fit in the buffer of Go's `bufio.Scanner`, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// A `.dockerignore` as it was read.
#[derive(Clone, Debug, Default)]
pub struct Dockerignore {
    lines: Vec<Line>,
    patterns: Patterns,
    error: Option<Mistake>,
}

/// A line with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u32,
    /// The pattern as written, `!` included, without blanks around it.
    pub range: TextRange,
    /// The pattern as the matcher gets it: cleaned, without the `/` in front, `!` included.
    pub pattern: String,
}

/// What makes the file an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line it is on, from 1.
    pub line: u32,
    /// The pattern as written.
    pub range: TextRange,
    /// What is wrong with it.
    pub message: String,
}

impl Dockerignore {
    /// Reads the text of a file. See [`Dockerignore::error`] for what Docker refuses.
    pub fn read(text: &str) -> Self {
        let index = LineIndex::new(text);
        let mut lines = Vec::new();
        for number in 1..=index.count() {
            let range = index.range(number);
            let content = text[range].strip_suffix('\n').unwrap_or(&text[range]);
            if content.len() >= LONGEST_LINE {
                let message = format!("the line is longer than {LONGEST_LINE} bytes, which docker does not read");
                return Self { error: Some(Mistake { line: number, range, message }), ..Self::default() };
            }
            // Only the first line can have a byte order mark, and `#` must be its very first character.
            let content = if number == 1 { content.strip_prefix('\u{feff}').unwrap_or(content) } else { content };
            if !content.starts_with('#') && !content.trim().is_empty() {
                lines.push(Line::read(number, offset(text, content.trim()), content.trim()));
            }
        }
        Self::of(lines)
    }

    fn of(mut lines: Vec<Line>) -> Self {
        // Of `/ /` a blank is left, which the matcher passes over.
        lines.retain(|line| !line.pattern.trim().is_empty());
        match Patterns::new(lines.iter().map(|line| line.pattern.as_str())) {
            Ok(patterns) => Self { lines, patterns, error: None },
            Err(bad) => {
                let line = &lines[bad.index];
                let error = Mistake { line: line.number, range: line.range, message: bad.message };
                Self { lines, patterns: Patterns::default(), error: Some(error) }
            }
        }
    }

    /// The lines with a pattern. Nothing is matched by them if there is an error.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The first thing that Docker refuses, if it does.
    pub fn error(&self) -> Option<&Mistake> {
        self.error.as_ref()
    }

    /// The patterns. One for each of [`Dockerignore::lines`], or none if there is an error.
    pub fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// The line that leaves `path` out of a build, or `None` if the path is in the context. A pattern that turns out to
    /// be broken leaves out nothing.
    pub fn ignored_by(&self, path: &str) -> Option<&Line> {
        let verdict = self.patterns.walk_to(path).ok().filter(|verdict| verdict.matched)?;
        self.lines.get(verdict.decided_by?)
    }

    /// The mistake that a pattern turned out to be when it was asked about a path.
    pub fn mistake(&self, bad: BadPattern) -> Mistake {
        let (line, range) =
            self.lines.get(bad.index).map_or((1, TextRange::empty(0)), |line| (line.number, line.range));
        Mistake { line, range, message: bad.message }
    }
}

impl Line {
    fn read(number: u32, start: u32, written: &str) -> Self {
        let (mark, path) = match written.strip_prefix('!') {
            Some(rest) => ("!", rest.trim()),
            None => ("", written),
        };
        let path = if path.is_empty() { String::new() } else { filepath::clean(path) };
        let relative = path.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&path);
        let range = TextRange::new(start, start + written.len() as u32);
        Self { number, range, pattern: format!("{mark}{relative}") }
    }
}

/// Where `part`, a slice of `text`, starts in it.
fn offset(text: &str, part: &str) -> u32 {
    (part.as_ptr() as usize - text.as_ptr() as usize) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(ignore: &str, path: &str) -> Option<u32> {
        Dockerignore::read(ignore).ignored_by(path).map(|line| line.number)
    }

    #[test]
    fn the_last_line_that_matches_decides() {
        let ignore = "# sources only\n*\n!src\n\nsrc/*.tmp\n";
        assert_eq!(line_of(ignore, "README"), Some(2));
        assert_eq!(line_of(ignore, "src/main.rs"), None);
        assert_eq!(line_of(ignore, "src/a.tmp"), Some(5));
    }

    #[test]
    fn a_line_behind_that_matches_only_what_is_left_out_already_is_not_asked() {
        assert_eq!(line_of("a\na/b\n", "a/b"), Some(1));
    }

    #[test]
    fn a_line_keeps_its_range_and_is_cleaned() {
        let text = "\u{feff}# c\r\n \t! /a/../b/ \r\n";
        let ignore = Dockerignore::read(text);
        let line = &ignore.lines()[0];
        assert_eq!((line.number, &text[line.range], line.pattern.as_str()), (2, "! /a/../b/", "!b"));
    }

    #[test]
    fn a_comment_is_one_only_in_the_first_column() {
        assert_eq!(Dockerignore::read(" #a\n#b\n").lines().len(), 1);
    }

    #[test]
    fn a_bad_pattern_is_an_error_of_the_whole_file() {
        let ignore = Dockerignore::read("a\n[\n");
        assert_eq!(ignore.error().map(|mistake| mistake.line), Some(2));
        assert_eq!(ignore.ignored_by("a"), None);
        for bad in ["!", "!/", "! ", "/!", &"x".repeat(1 << 16)] {
            assert!(Dockerignore::read(bad).error().is_some(), "{bad}");
        }
    }

    #[test]
    fn cleaning_may_uncover_a_mark() {
        assert_eq!(line_of("*\n/!a\n", "a"), None);
        assert_eq!(line_of("*\n./!a\n", "b"), Some(1));
        assert_eq!(line_of("a\n/ /\nb\n", "b"), Some(3));
    }

    #[test]
    fn a_pattern_whose_expression_is_broken_fails_when_it_is_asked() {
        let patterns = Patterns::new(["a", "!b{2}{3}*"]).unwrap();
        assert_eq!(patterns.walk_to("x").map(|verdict| verdict.matched), Ok(false));
        assert_eq!(patterns.walk_to("a").map_err(|bad| bad.index), Err(1));
    }

    #[test]
    fn a_walk_and_the_check_for_ignored_sources_differ_where_a_parent_is_taken_back_in() {
        let patterns = Patterns::new(["a/b", "!a"]).unwrap();
        assert!(patterns.walk_to("a/b").unwrap().matched);
        assert_eq!(patterns.matches_or_parent("a/b"), Ok(None));
    }

    #[test]
    fn a_directory_is_entered_only_if_something_may_be_taken_back_in() {
        let patterns = Patterns::new(["*", "!src/**", "!a/b/c"]).unwrap();
        assert!(patterns.may_take_back_in("src") && patterns.may_take_back_in("a/b"));
        assert!(!patterns.may_take_back_in("node_modules") && !patterns.may_take_back_in("a/c"));
        assert!(Patterns::new(["*", "!**/x"]).unwrap().may_take_back_in("node_modules"));
    }
}
