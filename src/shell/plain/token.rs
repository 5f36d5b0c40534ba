//! What a plain script is split into.

use text::TextRange;

use crate::{Operator, RedirectOperator};

/// A token of a plain script, in the order of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token {
    /// A word; the substitutions in it are the groups behind it.
    Word(TextRange),
    Operator(Operator),
    /// `!` in front of a pipeline.
    Not,
    /// A redirection: from the descriptor through the operator; its target is the next word.
    Redirect(TextRange, RedirectOperator),
    /// A group: so many tokens behind it are in it.
    Group(Group, usize),
}

/// What holds commands of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// `$(…)` and backquotes.
    Substitution,
    /// `(…)`.
    Subshell,
    /// `{ …; }`.
    Braces,
    /// `if`: a condition and a body, for each `elif` the same, and perhaps a body.
    If,
    /// `for`: words and a body; `while` and `until`: a condition and a body.
    Loop,
    /// `case`: a word, and for each arm its patterns, which are words, and a body.
    Case,
    /// What decides: between `if` and `then`, `while` and `do`.
    Condition,
    /// What runs or does not: between `then` and `else`, `do` and `done`.
    Body,
}

/// What stands in front of the first operator that is `wanted`, that operator, and what stands behind it. Operators within
/// groups are not seen.
pub(crate) fn split(tokens: &[Token], wanted: impl Fn(Operator) -> bool) -> (&[Token], Option<Operator>, &[Token]) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Operator(operator) if wanted(*operator) => {
                return (&tokens[..at], Some(*operator), &tokens[at + 1..]);
            }
            Token::Group(_, length) => at += length,
            _ => {}
        }
        at += 1;
    }
    (tokens, None, &[])
}
