//! Long lines as they may be shown: what stands around each mark. Otherwise a line with ten thousand findings, as programs
//! write them, would be printed whole ten thousand times.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::diagnostic::Label;
use codespan_reporting::files::{Error, Files};

use super::excerpt::Excerpt;

/// Bytes up to which a line is shown whole, and a mark.
pub(super) const LONGEST: usize = 400;
/// Bytes of a longer one that are shown on either side of a mark.
pub(super) const AROUND: usize = 80;
/// What stands for all that is not shown.
pub(super) const LEFT_OUT: &str = "…";

/// The lines of an excerpt that labels are on, the long ones clipped.
pub(super) struct Clipped<'e> {
    excerpt: &'e Excerpt<'e>,
    text: String,
    lines: BTreeMap<usize, Line>,
}

struct Line {
    /// Where it is in the text.
    range: Range<usize>,
    /// For each part that is shown: where it begins in the excerpt, and in the text.
    parts: Vec<(usize, usize)>,
}

impl<'e> Clipped<'e> {
    /// What is to be shown in place of `excerpt`, with `labels` moved to where they are there. `None` when no line is long.
    pub fn of(excerpt: &'e Excerpt<'e>, labels: &mut [Label<()>]) -> Option<Self> {
        let ends = labels.iter().flat_map(|label| [label.range.start, label.range.end]);
        if ends.into_iter().all(|at| excerpt.line(excerpt.line_at(at)).len() <= LONGEST) {
            return None;
        }
        let mut parts: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for label in labels.iter_mut() {
            let index = excerpt.line_at(label.range.start);
            let line = excerpt.line(index);
            // A mark over several lines ends with its first one.
            label.range.end = label.range.end.min(line.end.max(label.range.start)).min(label.range.start + LONGEST);
            let part = label.range.start.saturating_sub(AROUND)..label.range.end + AROUND;
            parts.entry(index).or_default().push(part);
        }
        // The line between two is shown as well.
        for index in parts.keys().copied().collect::<Vec<_>>() {
            if parts.contains_key(&(index + 2)) {
                let start = excerpt.line(index + 1).start;
                parts.entry(index + 1).or_insert_with(|| std::iter::once(start..start + LONGEST).collect());
            }
        }
        let mut clipped = Self { excerpt, text: String::new(), lines: BTreeMap::new() };
        for (index, parts) in parts {
            clipped.push(index, parts);
        }
        for label in labels {
            label.range = clipped.shown(label.range.start)..clipped.shown(label.range.end);
        }
        Some(clipped)
    }

    /// Adds a line, as so much of it as `parts` say.
    fn push(&mut self, index: usize, mut parts: Vec<Range<usize>>) {
        let line = self.excerpt.line(index);
        if line.len() <= LONGEST {
            parts = vec![line.clone()];
        }
        parts.sort_by_key(|part| part.start);
        let source = self.excerpt.text();
        let (start, mut end) = (self.text.len(), line.start);
        let mut kept = Vec::new();
        for part in parts {
            let from = source.floor_char_boundary(part.start.max(line.start));
            let to = source.ceil_char_boundary(part.end.min(line.end));
            if from > end {
                self.text.push_str(LEFT_OUT);
            }
            if from > end || kept.is_empty() {
                kept.push((from, self.text.len()));
                end = from;
            }
            if to > end {
                self.text.push_str(&source[end..to]);
                end = to;
            }
        }
        if end < line.end {
            self.text.push_str(LEFT_OUT);
        }
        self.text.push('\n');
        self.lines.insert(index, Line { range: start..self.text.len(), parts: kept });
    }

    /// Where `at` of the excerpt is in the text.
    fn shown(&self, at: usize) -> usize {
        let Some(line) = self.lines.get(&self.excerpt.line_at(at)) else { return self.text.len() };
        line.parts.iter().rfind(|(from, _)| *from <= at).map_or(line.range.start, |(from, shown)| shown + at - from)
    }

    /// Where `shown` of the text is in the excerpt.
    fn original(&self, shown: usize) -> Option<usize> {
        let (_, line) = self.lines.iter().find(|(_, line)| line.range.contains(&shown))?;
        line.parts.iter().rfind(|(_, from)| *from <= shown).map(|(at, from)| at + shown - from)
    }
}

impl<'f> Files<'f> for Clipped<'_> {
    type FileId = ();
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, (): ()) -> Result<&'f str, Error> {
        self.excerpt.name(())
    }

    fn source(&'f self, (): ()) -> Result<&'f str, Error> {
        Ok(&self.text)
    }

    fn line_index(&'f self, (): (), at: usize) -> Result<usize, Error> {
        let found = self.lines.iter().find(|(_, line)| at < line.range.end).or(self.lines.last_key_value());
        found.map(|(index, _)| *index).ok_or(Error::FileMissing)
    }

    fn line_range(&'f self, (): (), index: usize) -> Result<Range<usize>, Error> {
        self.lines.get(&index).map(|line| line.range.clone()).ok_or(Error::FileMissing)
    }

    fn column_number(&'f self, (): (), index: usize, at: usize) -> Result<usize, Error> {
        self.excerpt.column_number((), index, self.original(at).ok_or(Error::FileMissing)?)
    }
}

#[cfg(test)]
mod tests {
    use lint::{Diagnostic, Fix};
    use text::{Edit, SourceFile, TextRange};

    use crate::check::full;

    fn shown(text: &str, ranges: &[TextRange]) -> String {
        let mut found = Diagnostic::new("a-rule", lint::Level::Error, ranges[0], "wrong");
        for range in &ranges[1..] {
            found.label(*range, "here");
        }
        found.fix = Some(Fix::safe("mend", [Edit::replace(ranges[0], "Z")]));
        let styled = full::one(&SourceFile::new("Dockerfile", text), &found);
        // Without the styles: each is an escape, and ends with `m`.
        styled
            .split('\u{1b}')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) })
            .collect()
    }

    #[test]
    fn of_a_long_line_what_is_around_the_marks_is_shown() {
        let text = format!("FROM a\nRUN {}X {}Y {}\n", "é ".repeat(5_000), "b ".repeat(5_000), "c ".repeat(5_000));
        let place =
            |name: char| text.find(name).map_or(TextRange::empty(0), |at| TextRange::new(at as u32, at as u32 + 1));
        let said = shown(&text, &[place('X'), place('Y')]);
        for part in ["Dockerfile:2:10005\n", "é X", " b b", "Y", " c c", "b…", "…b", "- …", "é Z b"] {
            assert!(said.contains(part), "{part}");
        }
        assert!(said.len() < 3_000, "{}", said.len());
    }

    #[test]
    fn short_lines_beside_it_are_shown_whole() {
        let text = format!("FROM a\n# {}\nRUN b X c\nRUN {}Y\n", "x".repeat(5_000), "d ".repeat(5_000));
        let place =
            |name: char| text.find(name).map_or(TextRange::empty(0), |at| TextRange::new(at as u32, at as u32 + 1));
        let said = shown(&text, &[place('Y'), place('X'), place('a')]);
        for part in ["RUN b X c\n", "FROM a\n", "d Y\n"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    #[test]
    fn a_mark_over_long_lines_ends_early() {
        let text = format!("RUN {} \\\n {}\n", "x ".repeat(5_000), "y ".repeat(5_000));
        let said = shown(&text, &[TextRange::new(0, text.len() as u32 - 1)]);
        assert!(said.len() < 4_000, "{}", said.len());
    }
}
