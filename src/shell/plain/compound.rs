//! Compound commands: groups, `if`, loops and `case`.

use super::{End, Group, Reader};
use crate::names::is_variable;

impl Reader<'_> {
    /// A command of any kind, with its redirections.
    pub(super) fn command(&mut self) -> Option<()> {
        match self.rest() {
            [b'(', b'(', ..] => return None,
            [b'(', ..] => {
                self.at += 1;
                self.commands(Group::Subshell, End::Parenthesis)?;
            }
            [b'{', ..] => {
                self.at += self.reserved("{")?;
                self.commands(Group::Braces, End::Brace)?;
            }
            [b'i', b'f', ..] if self.keyword("if") => self.group(Group::If, Self::branches)?,
            [b'w', ..] if self.keyword("while") => self.group(Group::Loop, Self::while_loop)?,
            [b'u', ..] if self.keyword("until") => self.group(Group::Loop, Self::while_loop)?,
            [b'f', b'o', ..] if self.keyword("for") => self.group(Group::Loop, Self::for_loop)?,
            // The parser does not always see that a parenthesis behind a pattern ends no substitution.
            [b'c', ..] if self.substitutions == 0 && self.keyword("case") => self.group(Group::Case, Self::case)?,
            _ => return self.simple(),
        }
        loop {
            self.blanks();
            if !self.redirect()? {
                return Some(());
            }
        }
    }

    /// Steps over `word`, when it stands here as a word of its own.
    fn keyword(&mut self, word: &str) -> bool {
        let length = self.reserved(word);
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// Behind `if`.
    fn branches(&mut self) -> Option<()> {
        loop {
            self.commands(Group::Condition, End::Then)?;
            match self.body()? {
                End::Elif => {}
                End::Else => return (self.body()? == End::Fi).then_some(()),
                End::Fi => return Some(()),
                _ => return None,
            }
        }
    }

    /// At least one command, as a body.
    fn body(&mut self) -> Option<End> {
        let before = self.tokens.len() + 1;
        let mut end = End::Text;
        self.group(Group::Body, |reader| {
            end = reader.sequence()?;
            Some(())
        })?;
        (self.tokens.len() > before).then_some(end)
    }

    /// Behind `while`.
    fn while_loop(&mut self) -> Option<()> {
        self.commands(Group::Condition, End::Do)?;
        self.commands(Group::Body, End::Done)
    }

    /// Behind `for`.
    fn for_loop(&mut self) -> Option<()> {
        self.blanks();
        let name = self.name()?;
        if !is_variable(name) {
            return None;
        }
        self.blanks();
        if self.keyword("in") {
            loop {
                self.blanks();
                if matches!(self.peek()?, b';' | b'\n') {
                    break;
                }
                self.word(true)?;
            }
        }
        if self.peek() == Some(b';') {
            self.at += 1;
        }
        self.blank_lines();
        if !self.keyword("do") {
            return None;
        }
        self.commands(Group::Body, End::Done)
    }

    /// A name, as far as it goes.
    fn name(&mut self) -> Option<&str> {
        let start = self.at;
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        self.text.get(start..self.at)
    }

    /// Behind `case`.
    fn case(&mut self) -> Option<()> {
        self.blanks();
        self.word(true)?;
        self.blanks();
        if !self.keyword("in") {
            return None;
        }
        loop {
            self.blank_lines();
            if self.keyword("esac") {
                return Some(());
            }
            self.patterns()?;
            let mut end = End::Text;
            self.group(Group::Body, |reader| {
                end = reader.sequence()?;
                Some(())
            })?;
            match end {
                End::Arm => {}
                End::Esac => return Some(()),
                _ => return None,
            }
        }
    }

    /// `(a | b)` in front of an arm; the first parenthesis may be missing.
    fn patterns(&mut self) -> Option<()> {
        if self.peek() == Some(b'(') {
            self.at += 1;
        }
        loop {
            self.blanks();
            let before = self.tokens.len() + 1;
            self.word(true)?;
            // Substitutions in patterns are not looked at.
            if self.tokens.len() > before {
                return None;
            }
            self.blanks();
            match self.peek()? {
                b'|' => self.at += 1,
                b')' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(())
    }
}
