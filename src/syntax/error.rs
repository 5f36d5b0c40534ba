//! What `BuildKit` refuses, and which of it it reports.

use text::TextRange;

use crate::Parse;

/// Something that `BuildKit` refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong in the source.
    pub range: TextRange,
    /// The line that `BuildKit` names: for most errors the instruction's first. One less than the line for an error in a
    /// parser directive, 0 for an empty file; `None` for errors that are ours and not `BuildKit`'s.
    pub line: Option<u32>,
    /// `BuildKit`'s message, without the prefix `dockerfile parse error on line N: ` and without a suggestion.
    pub message: String,
    /// A known word that is close to the wrong one.
    pub suggestion: Option<String>,
    /// Which part of `BuildKit` says so.
    pub layer: Layer,
}

/// `BuildKit` reads all lines first, and only if that went well looks at the instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The reading of lines: directives, JSON arrays, pairs, heredocs.
    Lines,
    /// Instructions: names, flags, numbers of arguments, stages.
    Instructions,
    /// Our own limits.
    Limits,
}

impl SyntaxError {
    /// The message with the suggestion behind it, as `BuildKit` prints them.
    pub fn full_message(&self) -> String {
        match &self.suggestion {
            Some(word) => format!("{} (did you mean {word}?)", self.message),
            None => self.message.clone(),
        }
    }
}

impl Parse {
    /// The error at which `BuildKit` stops, if it refuses the file: the first of the earliest layer.
    pub fn first_error(&self) -> Option<&SyntaxError> {
        self.errors.iter().min_by_key(|error| error.layer)
    }
}
