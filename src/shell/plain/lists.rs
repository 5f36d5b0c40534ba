//! Sequences, lists, pipelines and simple commands.

use super::{End, Group, Reader, Token};
use crate::Operator;
use crate::names::is_variable;

impl Reader<'_> {
    /// Commands up to what ends them, which is stepped over.
    pub(super) fn sequence(&mut self) -> Option<End> {
        loop {
            self.blank_lines();
            if let Some(end) = self.end() {
                return Some(end);
            }
            self.list()?;
            self.comment();
            let operator = match self.rest() {
                [b';', b';' | b'&' | b'|', ..] | [b')', ..] | [] => continue,
                [b';', ..] => Operator::Sequence,
                [b'\n', ..] => Operator::Newline,
                [b'&', b'|' | b'!' | b'>', ..] => return None,
                [b'&', ..] => Operator::Background,
                _ => return None,
            };
            self.tokens.push(Token::Operator(operator));
            self.at += 1;
        }
    }

    /// Commands up to `end`, and at least one, as a group.
    pub(super) fn commands(&mut self, group: Group, end: End) -> Option<()> {
        let before = self.tokens.len() + 1;
        self.group(group, |reader| (reader.sequence()? == end).then_some(()))?;
        (self.tokens.len() > before).then_some(())
    }

    /// What ends a sequence, when it stands here.
    fn end(&mut self) -> Option<End> {
        let (end, length) = match self.rest() {
            [] => (End::Text, 0),
            [b')', ..] => (End::Parenthesis, 1),
            [b'}', ..] => (End::Brace, self.reserved("}")?),
            [b';', b';', next, ..] if !matches!(next, b'&' | b';') => (End::Arm, 2),
            [b't', ..] => (End::Then, self.reserved("then")?),
            [b'f', ..] => (End::Fi, self.reserved("fi")?),
            [b'e', b'l', b's', ..] => (End::Else, self.reserved("else")?),
            [b'e', b'l', ..] => (End::Elif, self.reserved("elif")?),
            [b'e', ..] => (End::Esac, self.reserved("esac")?),
            [b'd', b'o', b'n', ..] => (End::Done, self.reserved("done")?),
            [b'd', ..] => (End::Do, self.reserved("do")?),
            _ => return None,
        };
        self.at += length;
        Some(end)
    }

    /// The length of `word`, when it stands here as a word of its own.
    pub(super) fn reserved(&self, word: &str) -> Option<usize> {
        let rest = self.rest().strip_prefix(word.as_bytes())?;
        let ends = matches!(rest.first(), None | Some(b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b')'));
        ends.then_some(word.len())
    }

    /// `a && b || c`, and the blanks behind it.
    fn list(&mut self) -> Option<()> {
        loop {
            self.pipeline()?;
            let operator = match self.rest() {
                [b'&', b'&', ..] => Operator::And,
                [b'|', b'|', ..] => Operator::Or,
                _ => return Some(()),
            };
            self.tokens.push(Token::Operator(operator));
            self.at += 2;
            self.blank_lines();
        }
    }

    /// `! a | b`, and the blanks behind it.
    fn pipeline(&mut self) -> Option<()> {
        if let Some(length) = self.reserved("!") {
            self.tokens.push(Token::Not);
            self.at += length;
            self.blanks();
        }
        loop {
            self.command()?;
            self.blanks();
            match self.rest() {
                [b'|', b'|', ..] => return Some(()),
                [b'|', b'&', ..] => return None,
                [b'|', ..] => {}
                _ => return Some(()),
            }
            self.tokens.push(Token::Operator(Operator::Pipe));
            self.at += 1;
            self.blank_lines();
        }
    }

    /// Words, assignments in front of them, and redirections.
    pub(super) fn simple(&mut self) -> Option<()> {
        let first = self.tokens.len();
        // Whether the command has its name: what stands in front of that may be a word of the language.
        let mut named = false;
        loop {
            self.blanks();
            if matches!(self.peek(), None | Some(b'\n' | b';' | b'|' | b'&' | b')' | b'#')) {
                break;
            }
            if self.redirect()? {
                continue;
            }
            // A redirection in front of the words is rare, and left to the parser.
            if matches!(self.tokens.get(first), Some(Token::Redirect(..))) {
                return None;
            }
            let start = self.at;
            let equals = self.word(named)?;
            let is_assignment = equals < self.at && is_variable(&self.text[start..equals]);
            named |= !is_assignment;
        }
        (self.tokens.len() > first).then_some(())
    }

    /// Steps over blanks and joined lines.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.rest() {
                [b' ' | b'\t', ..] => self.at += 1,
                [b'\\', b'\n', ..] => self.at += 2,
                _ => break,
            }
        }
    }

    /// Steps over blanks, line ends and comments.
    pub(super) fn blank_lines(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') if self.begins_comment() => self.comment(),
                _ => break,
            }
        }
    }

    /// Steps to the end of the line, when a comment begins here.
    fn comment(&mut self) {
        if self.peek() == Some(b'#') && self.begins_comment() {
            let rest = self.rest();
            self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        }
    }

    /// Whether a `#` here is no part of a word.
    pub(super) fn begins_comment(&self) -> bool {
        let before = self.at.checked_sub(1).map(|before| self.bytes[before]);
        before.is_none_or(|before| matches!(before, b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>'))
    }
}
