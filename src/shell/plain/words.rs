//! Words and redirections.

use text::TextRange;

use super::{Reader, Token};
use crate::RedirectOperator;

impl Reader<'_> {
    /// The redirection that stands here, with its target; gives whether one does.
    pub(super) fn redirect(&mut self) -> Option<bool> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let behind = &self.rest()[digits..];
        if !matches!(behind, [b'<' | b'>', ..]) {
            return Some(false);
        }
        let (operator, length) = match behind {
            [b'>', b'>', next, ..] if !is_operator(*next) => (RedirectOperator::Append, 2),
            [b'>', b'&', b'0'..=b'9', next, ..] if !is_blank_or_operator(*next) => return None,
            [b'>', b'&', b'0'..=b'9', ..] => (RedirectOperator::DuplicateOutput, 2),
            [b'>', next, ..] if !is_operator(*next) => (RedirectOperator::Write, 1),
            [b'<', next, ..] if !is_operator(*next) => (RedirectOperator::Read, 1),
            _ => return None,
        };
        let start = self.at as u32;
        self.at += digits + length;
        self.tokens.push(Token::Redirect(TextRange::new(start, self.at as u32), operator));
        self.blanks();
        self.word(true)?;
        Some(true)
    }

    /// A word that means nothing to the grammar. Gives the offset of its first unquoted `=`, or its end. `named`: whether
    /// the command has its name already.
    pub(super) fn word(&mut self, named: bool) -> Option<usize> {
        let start = self.at;
        let token = self.tokens.len();
        self.tokens.push(Token::Word(TextRange::default()));
        let (mut open, mut equals) = (0, None);
        loop {
            self.at += self.rest().iter().take_while(|byte| IS_PLAIN[usize::from(**byte)]).count();
            let Some(byte) = self.peek() else { break };
            match byte {
                b' ' | b'\t' | b'\n' | b'&' | b'|' | b';' | b')' => break,
                // Digits in front of it are a descriptor.
                b'<' | b'>' if self.bytes[start..self.at].iter().any(|byte| !byte.is_ascii_digit()) => break,
                b'<' | b'>' | b'(' => return None,
                // The parser does not look at a backslash in front of what is in front of it.
                b'#' if self.begins_comment() => return None,
                b'\'' => {
                    let rest = &self.rest()[1..];
                    self.at += 2 + rest.iter().position(|byte| *byte == b'\'')?;
                }
                b'"' => self.double_quoted()?,
                b'$' => self.dollar()?,
                b'`' => self.backquoted(false)?,
                b'\\' => match self.rest().get(1)? {
                    b'\n' => return None,
                    next if next.is_ascii() => self.at += 2,
                    _ => return None,
                },
                b'}' if open == 0 => return None,
                b'{' | b'}' => {
                    open = if byte == b'{' { open + 1 } else { open - 1 };
                    self.at += 1;
                }
                // Array elements and `+=`.
                b'=' if !named && equals.is_none() && matches!(self.bytes[start..self.at], [.., b'+' | b']']) => {
                    return None;
                }
                b'=' => {
                    equals = equals.or(Some(self.at));
                    self.at += 1;
                }
                b'#' => self.at += 1,
                _ => self.letter()?,
            }
        }
        let range = TextRange::new(start as u32, self.at as u32);
        let plain = open == 0 && is_plain_word(&self.text[range], named);
        self.tokens[token] = Token::Word(range);
        plain.then_some(equals.unwrap_or(self.at))
    }

    /// A letter beyond ASCII. The parser has its own view of other blanks.
    fn letter(&mut self) -> Option<()> {
        let letter = self.text[self.at..].chars().next().filter(|letter| letter.is_alphanumeric())?;
        self.at += letter.len_utf8();
        Some(())
    }

    /// `"…"`.
    fn double_quoted(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let is_special = |byte: &u8| matches!(byte, b'"' | b'`' | b'\\' | b'$');
            self.at += self.rest().iter().position(is_special)?;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'`' => self.backquoted(true)?,
                b'\\' if matches!(self.rest(), [_] | [_, b'\n', ..]) => return None,
                b'\\' => self.at += 2,
                b'$' if matches!(self.rest(), [_, b' ' | b'"' | b'/' | b'|' | b')' | b'.' | b',' | b':', ..]) => {
                    self.at += 1;
                }
                b'$' => self.dollar()?,
                _ => self.at += 1,
            }
        }
    }
}

/// Whether a byte means nothing but itself, wherever it stands in a word.
const IS_PLAIN: [bool; 256] = {
    let special = b"&|;()<>#'\"$`\\{}=";
    let mut is_plain = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        is_plain[byte as usize] = true;
        byte += 1;
    }
    let mut at = 0;
    while at < special.len() {
        is_plain[special[at] as usize] = false;
        at += 1;
    }
    is_plain
};

/// Whether a byte takes part in operators, so that a word ends there.
fn is_operator(byte: u8) -> bool {
    matches!(byte, b'&' | b'|' | b';' | b'<' | b'>' | b'(' | b')' | b'\n')
}

fn is_blank_or_operator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t') || is_operator(byte)
}

/// Whether a word means nothing to the grammar.
fn is_plain_word(word: &str, named: bool) -> bool {
    match word {
        "" | "[[" | "]]" => false,
        "!" | "{}" => named,
        // The parser has its own view of unbalanced brackets.
        _ if matches!(word.as_bytes(), [b'{' | b'}', ..] | [b']', _, ..]) => false,
        "if" | "then" | "else" | "elif" | "fi" | "for" | "while" | "until" | "do" | "done" | "case" | "esac" | "in"
        | "function" | "select" | "time" | "coproc" | "alias" | "shopt" => named,
        _ => true,
    }
}
