//! A file as `codespan-reporting` is to see it: characters that must not reach a terminal are written out, and places are
//! moved accordingly, while lines and columns stay those of the file.

use std::ops::Range;

use codespan_reporting::files::{Error, Files};
use text::{LineIndex, SourceFile, TextRange, is_hidden, visible};

/// A file as it may be shown.
pub(super) struct Excerpt<'f> {
    file: &'f SourceFile,
    name: String,
    /// The text with what is hidden written out; `None` when there is nothing to hide.
    escaped: Option<Escaped>,
}

struct Escaped {
    text: String,
    lines: LineIndex,
    /// For each character written out: its end in the file, and its end in `text`.
    ends: Vec<(u32, u32)>,
}

impl<'f> Excerpt<'f> {
    /// Of `file`.
    pub fn of(file: &'f SourceFile) -> Self {
        let name = visible(file.path()).into_owned();
        Self { file, name, escaped: Escaped::of(file.text()) }
    }

    /// Where `range` of the file is in what is shown.
    pub fn range(&self, range: TextRange) -> Range<usize> {
        self.shown(range.start)..self.shown(range.end)
    }

    fn shown(&self, offset: u32) -> usize {
        let Some(escaped) = &self.escaped else { return offset as usize };
        let before = escaped.ends.partition_point(|(end, _)| *end <= offset);
        match before.checked_sub(1).map(|index| escaped.ends[index]) {
            Some((end, shown)) => (shown + offset - end) as usize,
            None => offset as usize,
        }
    }

    fn original(&self, shown: u32) -> u32 {
        let Some(escaped) = &self.escaped else { return shown };
        let before = escaped.ends.partition_point(|(_, end)| *end <= shown);
        match before.checked_sub(1).map(|index| escaped.ends[index]) {
            Some((end, shown_end)) => end + shown - shown_end,
            None => shown,
        }
    }

    fn lines(&self) -> &LineIndex {
        self.escaped.as_ref().map_or(self.file.lines(), |escaped| &escaped.lines)
    }

    /// The text as it is shown.
    pub fn text(&self) -> &str {
        self.escaped.as_ref().map_or(self.file.text(), |escaped| &escaped.text)
    }

    /// The index of the line at `shown`.
    pub fn line_at(&self, shown: usize) -> usize {
        self.lines().line(shown as u32) as usize - 1
    }

    /// Where the line of this index is, without its end.
    pub fn line(&self, index: usize) -> Range<usize> {
        let range = self.lines().range(index as u32 + 1).to_usize();
        let line = self.text()[range.clone()].trim_end_matches(['\n', '\r']);
        range.start..range.start + line.len()
    }
}

impl Escaped {
    fn of(text: &str) -> Option<Self> {
        // A line end is no character to hide, and a carriage return in front of it belongs to it.
        let bytes = text.as_bytes();
        let is_end = |at: usize, character: char| {
            character == '\n' || (character == '\r' && bytes.get(at + 1).is_none_or(|next| *next == b'\n'))
        };
        let is_hidden =
            |at: usize, character: char| is_hidden(character) && character != '\t' && !is_end(at, character);
        if !text.char_indices().any(|(at, character)| is_hidden(at, character)) {
            return None;
        }
        let (mut shown, mut ends) = (String::with_capacity(text.len() + 64), Vec::new());
        for (at, character) in text.char_indices() {
            if is_hidden(at, character) {
                shown.push_str(&visible(character.encode_utf8(&mut [0; 4])));
                ends.push(((at + character.len_utf8()) as u32, shown.len() as u32));
            } else {
                shown.push(character);
            }
        }
        Some(Self { lines: LineIndex::new(&shown), text: shown, ends })
    }
}

impl<'f> Files<'f> for Excerpt<'f> {
    type FileId = ();
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, (): ()) -> Result<&'f str, Error> {
        Ok(&self.name)
    }

    fn source(&'f self, (): ()) -> Result<&'f str, Error> {
        Ok(self.text())
    }

    fn line_index(&'f self, (): (), at: usize) -> Result<usize, Error> {
        Ok(self.line_at(at))
    }

    fn line_range(&'f self, (): (), line: usize) -> Result<Range<usize>, Error> {
        Ok(self.lines().range(line as u32 + 1).to_usize())
    }

    fn column_number(&'f self, (): (), _: usize, at: usize) -> Result<usize, Error> {
        Ok(self.file.line_column(self.original(at as u32)).column as usize)
    }
}
