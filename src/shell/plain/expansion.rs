//! What begins with `$`, and backquotes.

use super::{End, Group, Reader};

impl Reader<'_> {
    /// `$name`, `${name}`, `${name:-word}`, `$?` or `$(…)`.
    pub(super) fn dollar(&mut self) -> Option<()> {
        match self.rest() {
            [_, b'(', b'(', ..] | [_, b'$', b'{' | b'(', ..] => None,
            [_, b'(', ..] => {
                self.at += 2;
                self.substitutions += 1;
                self.commands(Group::Substitution, End::Parenthesis)?;
                self.substitutions -= 1;
                Some(())
            }
            [_, b'{', ..] => self.braces(),
            [_, b'_' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
                self.at += 1;
                self.name_end();
                Some(())
            }
            [_, b'0'..=b'9' | b'?' | b'#' | b'@' | b'*' | b'!' | b'$' | b'-', ..] => {
                self.at += 2;
                Some(())
            }
            _ => None,
        }
    }

    /// Steps to the end of a name.
    fn name_end(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    }

    /// `${…}`.
    fn braces(&mut self) -> Option<()> {
        self.at += 2;
        let name = self.at;
        self.name_end();
        if self.at == name {
            return None;
        }
        match self.rest() {
            [b'}', ..] => {}
            [b':', b'-' | b'=' | b'+' | b'?', ..] => self.at += 2,
            [b'-' | b'=' | b'+' | b'?', ..] => self.at += 1,
            [b'#' | b'%' | b'/' | b':', ..] => return self.pattern(),
            _ => return None,
        }
        self.operand()
    }

    /// `#pattern`, `/pattern/word` or `:0:3`, and the brace behind it. Substitutions in it are not looked at.
    fn pattern(&mut self) -> Option<()> {
        let before = self.tokens.len();
        self.operand()?;
        (self.tokens.len() == before).then_some(())
    }

    /// The word behind the operator in `${name:-word}`, and the brace behind it.
    fn operand(&mut self) -> Option<()> {
        self.deeper(|reader| {
            let (start, before) = (reader.at, reader.tokens.len());
            loop {
                match reader.peek()? {
                    b'}' => break,
                    b'$' => reader.dollar()?,
                    b'#' if reader.begins_comment() => return None,
                    b'\'' | b'"' | b'`' | b'\\' | b'{' | b'(' | b')' | b'<' | b'>' => return None,
                    b' '..=b'~' => reader.at += 1,
                    _ => return None,
                }
            }
            // The parser does not look for comments in substitutions there.
            let has_comment = reader.tokens.len() > before && reader.bytes[start..reader.at].contains(&b'#');
            reader.at += 1;
            (!has_comment).then_some(())
        })
    }

    /// `` `…` ``, `quoted` in double quotes. There is nothing escaped in it, so the next backquote ends it.
    pub(super) fn backquoted(&mut self, quoted: bool) -> Option<()> {
        self.at += 1;
        let length = self.rest().iter().position(|byte| *byte == b'`')?;
        let body = &self.rest()[..length];
        if body.contains(&b'\\') || (quoted && body.contains(&b'"')) {
            return None;
        }
        let (text, bytes) = (self.text, self.bytes);
        let end = self.at + length;
        (self.text, self.bytes) = (&text[..end], &bytes[..end]);
        self.commands(Group::Substitution, End::Text)?;
        (self.text, self.bytes) = (text, bytes);
        self.at = end + 1;
        Some(())
    }
}
