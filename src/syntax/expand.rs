//! Variables in the words of instructions, as `BuildKit` expands them (moby/buildkit frontend/dockerfile/shell/lex.go).
//!
//! A pure function over an environment in which a value may be unknown: what depends on it is then unknown as well, and
//! what does not is still exact. What a shell makes of the variables of a RUN is none of this module's business.

mod lexer;
mod output;
mod pattern;

use text::TextRange;

use crate::ast::{Escape, Instruction, Word};
use crate::parser::quote;

use lexer::{Failure, Lexer};

/// What is known of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// It has this value.
    Known(&'a str),
    /// It is not set.
    Unset,
    /// Whether it is set, or to what, can't be known from the Dockerfile.
    Unknown,
}

/// Says what is known of the variable of that name.
pub type Environment<'a> = dyn Fn(&str) -> Value<'a> + 'a;

/// What a word comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The text; `None` when it depends on an unknown value.
    pub text: Option<String>,
    /// The text split at white space outside of quotes, as EXPOSE reads it; `None` like `text`.
    pub words: Option<Vec<String>>,
    /// The variables that the word mentions, used or not, in the order in which they begin.
    pub variables: Vec<Variable>,
}

/// A variable that a word mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name: letters, digits and `_`, or one of the shell's one-character names; empty in `${+x}`.
    pub name: String,
    /// From the `$` to the end of the name or the closing brace.
    pub range: TextRange,
    /// The name alone.
    pub name_range: TextRange,
    /// What is done with the value; `None` for `$name` and `${name}`.
    pub operator: Option<Operator>,
    /// Whether it stands in double quotes.
    pub quoted: bool,
}

/// What stands between the name and the closing brace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Which one it is.
    pub kind: OperatorKind,
    /// Whether a colon makes an empty value count as unset.
    pub colon: bool,
}

/// The operators that `BuildKit` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorKind {
    /// `${name-word}`: the word if the variable is unset.
    Default,
    /// `${name+word}`: the word if the variable is set, else nothing.
    Alternative,
    /// `${name?word}`: an error if the variable is unset.
    Required,
    /// `${name#pattern}`, `${name##pattern}`: the value without the shortest or longest match at its start.
    TrimPrefix,
    /// `${name%pattern}`, `${name%%pattern}`: the same at its end.
    TrimSuffix,
    /// `${name/pattern/text}`, `${name//pattern/text}`: the first or every match replaced.
    Replace,
}

/// What becomes of quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    /// They group and go away: the words of instructions.
    Removed,
    /// They are ordinary characters: the bodies of heredocs.
    Ordinary,
}

/// Expands `word`, quotes and escapes removed. The error is `BuildKit`'s message.
pub fn expand(word: &str, escape: Escape, environment: &Environment<'_>) -> Result<Expansion, String> {
    run(word, escape.char(), Quotes::Removed, environment)
}

/// Expands the body of a heredoc of COPY or ADD. Quotes stay as they are, and the escape is `\` whatever the file says.
pub fn expand_body(body: &str, environment: &Environment<'_>) -> Result<Expansion, String> {
    run(body, '\\', Quotes::Ordinary, environment)
}

fn run(word: &str, escape: char, quotes: Quotes, environment: &Environment<'_>) -> Result<Expansion, String> {
    if is_plain(word, escape) {
        let words = word.split_whitespace().map(str::to_owned).collect();
        return Ok(Expansion { text: Some(word.to_owned()), words: Some(words), variables: Vec::new() });
    }
    let mut lexer = Lexer::new(word, escape, quotes, environment);
    match lexer.run() {
        Ok((text, words)) => Ok(Expansion { text, words, variables: lexer.into_variables() }),
        Err(Failure::TooDeep) => Ok(Expansion { variables: lexer.into_variables(), ..Expansion::default() }),
        Err(Failure::Message(message)) => Err(format!("failed to process {}: {message}", quote::go(word))),
    }
}

/// Whether nothing in `word` is other than it looks, as in most words: no variable, no quote, no escape.
fn is_plain(word: &str, escape: char) -> bool {
    let special = |byte| matches!(byte, b'$' | b'"' | b'\'') || char::from(byte) == escape;
    !word.starts_with('\u{feff}') && !word.bytes().any(special)
}

/// The variables that `word` mentions, up to the place where it can't be read; ranges are those of `word`.
pub fn mentioned(word: &str, escape: Escape) -> Vec<Variable> {
    mentions(word, escape.char(), Quotes::Removed)
}

/// The variables that the body of a heredoc mentions, if it is one that is expanded; ranges are those of `body`.
pub fn mentioned_in_body(body: &str) -> Vec<Variable> {
    mentions(body, '\\', Quotes::Ordinary)
}

fn mentions(word: &str, escape: char, quotes: Quotes) -> Vec<Variable> {
    if !word.contains('$') {
        return Vec::new();
    }
    let mut lexer = Lexer::new(word, escape, quotes, &|_| Value::Unknown);
    // Where the word is wrong, the variables in front of that place are mentioned all the same.
    let _ = lexer.run();
    lexer.into_variables()
}

/// The variables that a word of `instruction` mentions; ranges are those of the source.
/// Meant for words that `BuildKit` expands: in the command of a RUN it is the shell that reads `$`.
pub fn variables(instruction: &Instruction, word: &Word, escape: Escape) -> Vec<Variable> {
    let mut variables = mentioned(&word.text, escape);
    if variables.is_empty() {
        return variables;
    }
    let offsets = offsets(&word.text, &instruction.joined.text()[word.joined]);
    let to_source = |range: TextRange| match &offsets {
        Some(offsets) => {
            let of = |at: u32| word.joined.start + offsets[at as usize];
            instruction.joined.range_to_source(TextRange::new(of(range.start), of(range.end)))
        }
        None => word.range,
    };
    for variable in &mut variables {
        variable.range = to_source(variable.range);
        variable.name_range = to_source(variable.name_range);
    }
    variables
}

/// For every byte of `text` and its end, where it is in `written`, which has quotes and escapes besides: a string of a
/// JSON array, the value of a flag. `None` when a character was written as something else, such as `\u0041`.
fn offsets(text: &str, written: &str) -> Option<Vec<u32>> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut rest = written.char_indices();
    let mut end = 0;
    for char in text.chars() {
        let (at, _) = rest.find(|(_, other)| *other == char)?;
        offsets.extend((at..at + char.len_utf8()).map(|byte| byte as u32));
        end = at + char.len_utf8();
    }
    offsets.push(end as u32);
    Some(offsets)
}

#[cfg(test)]
mod tests;
