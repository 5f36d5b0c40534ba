//! The short way for nearly all scripts: lists and pipelines, `if`, loops, `case`, groups, substitutions and the usual
//! expansions. They are read here several times faster than by the parser.
//!
//! Whatever this is not certain of is left to the parser; laws in the tests compare the two. First the text is split into
//! tokens, and only when all of it is understood the tokens are told to [`Builder`].

mod compound;
mod expansion;
mod lists;
#[cfg(test)]
mod tests;
mod token;
mod walk;
mod words;

pub(crate) use token::{Group, Token, split};

use text::Joined;

use crate::builder::Builder;

/// Reads `source` into `builder` and gives true, or does nothing and gives false when it is not plain.
pub(crate) fn read(source: &Joined, builder: &mut Builder) -> bool {
    let Some(tokens) = read_tokens(source.text()) else { return false };
    walk::Walk { source }.sequence(&tokens, builder);
    true
}

/// The tokens of `text`; `None` when it is not plain.
pub(crate) fn read_tokens(text: &str) -> Option<Vec<Token>> {
    let mut reader = Reader::new(text);
    (reader.sequence()? == End::Text).then_some(reader.tokens)
}

/// Groups within groups are read this deep; what is deeper is rare and left to the parser.
const MAX_DEPTH: u8 = 40;

/// Reads a text from its beginning to its end; each part gives `None` where it is not plain.
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
    depth: u8,
    /// How many `$(…)` it is inside of.
    substitutions: u8,
}

/// What ends a sequence of commands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The end of the text.
    Text,
    /// `)`.
    Parenthesis,
    /// `}`.
    Brace,
    /// `;;`.
    Arm,
    Then,
    Elif,
    Else,
    Fi,
    Do,
    Done,
    Esac,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        Self { text, bytes, at: 0, tokens: Vec::with_capacity(bytes.len() / 6), depth: 0, substitutions: 0 }
    }

    fn rest(&self) -> &'t [u8] {
        &self.bytes[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Reads what `read` reads as a group of its own.
    fn group(&mut self, group: Group, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let open = self.tokens.len();
        self.tokens.push(Token::Group(group, 0));
        self.deeper(read)?;
        self.tokens[open] = Token::Group(group, self.tokens.len() - open - 1);
        Some(())
    }

    /// Reads something within something of its kind.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        read(self)?;
        self.depth -= 1;
        Some(())
    }
}
