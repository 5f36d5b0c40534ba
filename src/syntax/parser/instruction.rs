//! One logical line as an instruction: keyword, flags and the rest (`frontend/dockerfile/parser/split_command.go`).

use text::{Joined, TextRange};

use super::arguments;
use super::flags;
use super::words::is_blank;
use crate::{Escape, Instruction, Keyword, KeywordWord};

/// What `BuildKit` refuses while it reads the arguments.
#[derive(Debug)]
pub(super) struct Problem {
    /// What is wrong in the source.
    pub range: TextRange,
    /// `BuildKit`'s message.
    pub message: String,
}

/// What is known while an instruction is read.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// The escape character in force.
    pub escape: Escape,
    /// How many ONBUILDs stand around the instruction.
    pub depth: u32,
    /// First and last line of the instruction; of a trigger, those of its ONBUILD.
    pub lines: (u32, u32),
}

/// Reads `joined`, a logical line. Comments, heredocs and blank lines inside are left to the caller.
pub(super) fn read(joined: Joined, setting: Setting, problems: &mut Vec<Problem>) -> Instruction {
    let line = trimmed(joined.text(), TextRange::new(0, joined.text().len() as u32));
    let text = &joined.text()[line];
    let keyword = TextRange::new(line.start, line.start + text.find(is_blank).unwrap_or(text.len()) as u32);
    let (flags, rest) = flags::read(&joined, keyword.end, setting.escape);
    let rest = trimmed(joined.text(), TextRange::new(rest.min(line.end), line.end));
    let word = &joined.text()[keyword];
    let keyword =
        KeywordWord { keyword: Keyword::of(word), text: word.to_owned(), range: joined.range_to_source(keyword) };
    let kind = arguments::read(&joined, keyword.keyword, &flags, rest, setting, problems);
    Instruction {
        range: joined.range_to_source(line),
        line: setting.lines.0,
        end_line: setting.lines.1,
        keyword,
        flags,
        rest,
        kind,
        heredocs: Vec::new(),
        comments: Vec::new(),
        empty_continuation: None,
        joined,
    }
}

/// `range` of `text` without the white space at its ends.
fn trimmed(text: &str, range: TextRange) -> TextRange {
    let part = &text[range];
    let start = range.start + (part.len() - part.trim_start().len()) as u32;
    TextRange::new(start, start + part.trim().len() as u32)
}
