//! Regular expressions in Go's syntax, as far as a `.dockerignore` pattern can bring them about, compiled with ours.
//!
//! The two syntaxes agree on nearly all, but what Go takes literally (`{`, `[` inside a class) or refuses (`a{2}{3}`,
//! `\y`) is another thing here. So the text is read by Go's rules (`regexp/syntax/parse.go`) and written anew.

use std::iter::Peekable;
use std::str::Chars;

use regex::bytes::Regex;

/// Compiles `go`; `None` if Go refuses it.
pub(super) fn compile(go: &str) -> Option<Regex> {
    let mut translation = Translation { rest: go.chars().peekable(), out: String::new(), last: Last::Nothing };
    translation.all()?;
    Regex::new(&translation.out).ok()
}

/// Go knows this construct and refuses what is in it.
struct Refused;

/// What stands before a repetition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The start, `(` or `|`: there is nothing to repeat.
    Nothing,
    /// Something that can be repeated.
    Atom,
    /// A repetition, which Go does not let be repeated.
    Repetition,
}

struct Translation<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    last: Last,
}

impl Translation<'_> {
    fn all(&mut self) -> Option<()> {
        while let Some(character) = self.rest.next() {
            match character {
                '(' | '|' => {
                    self.out.push_str(if character == '(' { "(?:" } else { "|" });
                    self.last = Last::Nothing;
                }
                '*' | '?' => self.repeat(&character.to_string())?,
                '{' => match self.counts() {
                    Some(counts) => self.repeat(&counts.ok()?)?,
                    None => self.atom(r"\{"),
                },
                ')' => self.atom(")"),
                '^' => self.atom(r"\A"),
                '$' => self.atom(r"\z"),
                '.' => self.atom(r"[^\n]"),
                '[' => self.class()?,
                '\\' => self.escape()?,
                _ => self.atom(&literal(character)),
            }
        }
        Some(())
    }

    fn atom(&mut self, text: &str) {
        self.out.push_str(text);
        self.last = Last::Atom;
    }

    fn repeat(&mut self, text: &str) -> Option<()> {
        (self.last == Last::Atom).then_some(())?;
        self.out.push_str(text);
        self.last = Last::Repetition;
        Some(())
    }

    /// The `n}`, `n,}` or `n,m}` behind a `{`. None: the `{` is literal.
    fn counts(&mut self) -> Option<Result<String, Refused>> {
        let mut ahead = self.rest.clone();
        let least = number(&mut ahead)?;
        let most = match ahead.next_if_eq(&',') {
            None => Some(least),
            Some(_) if ahead.peek() == Some(&'}') => None,
            Some(_) => Some(number(&mut ahead)?),
        };
        ahead.next_if_eq(&'}')?;
        self.rest = ahead;
        let valid = least <= 1000 && most.is_none_or(|most| least <= most && most <= 1000);
        let most = most.map_or_else(String::new, |most| most.to_string());
        Some(if valid { Ok(format!("{{{least},{most}}}")) } else { Err(Refused) })
    }

    /// What follows a `\` outside a class.
    fn escape(&mut self) -> Option<()> {
        match self.rest.peek()? {
            'A' | 'z' => {
                let anchor = self.rest.next()?;
                self.atom(&format!("\\{anchor}"));
            }
            'b' | 'B' => {
                let boundary = self.rest.next()?;
                self.atom(&format!("(?-u:\\{boundary})"));
            }
            'Q' => {
                self.rest.next();
                self.quoted();
            }
            _ => {
                let set = self.set();
                let text = match set {
                    Some(set) => set.ok()?,
                    None => literal(self.escaped_char()?),
                };
                self.atom(&text);
            }
        }
        Some(())
    }

    /// Literal text up to `\E` or the end.
    fn quoted(&mut self) {
        while let Some(character) = self.rest.next() {
            if character == '\\' && self.rest.next_if_eq(&'E').is_some() {
                return;
            }
            self.atom(&literal(character));
        }
    }

    /// `d`, `s`, `w`, `p…` and their opposites behind a `\`, as a class. None: it is another escape, of which nothing is
    /// taken.
    fn set(&mut self) -> Option<Result<String, Refused>> {
        let text = match self.rest.peek()? {
            'd' => "[0-9]",
            'D' => "[^0-9]",
            's' => r"[\t\n\f\r ]",
            'S' => r"[^\t\n\f\r ]",
            'w' => "[0-9A-Za-z_]",
            'W' => "[^0-9A-Za-z_]",
            'p' | 'P' => return Some(self.unicode_set().ok_or(Refused)),
            _ => return None,
        };
        self.rest.next();
        Some(Ok(text.to_owned()))
    }

    /// `pL`, `p{Greek}`, `p{^Greek}` or the same with `P`.
    fn unicode_set(&mut self) -> Option<String> {
        let mut negated = self.rest.next()? == 'P';
        let mut name = self.rest.next()?.to_string();
        if name == "{" {
            negated ^= self.rest.next_if_eq(&'^').is_some();
            name.clear();
            loop {
                match self.rest.next()? {
                    '}' => break,
                    character => name.push(character),
                }
            }
        }
        let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        plain.then(|| format!("\\{}{{{name}}}", if negated { 'P' } else { 'p' }))
    }

    /// The single character behind a `\`.
    fn escaped_char(&mut self) -> Option<char> {
        match self.rest.next()? {
            'a' => Some('\u{7}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\u{b}'),
            'x' => self.hexadecimal(),
            // `\1` to `\7` alone would refer to a group, which Go does not know; with another digit it is octal.
            '1'..='7' if !self.rest.peek().is_some_and(|next| next.is_digit(8)) => None,
            first @ '0'..='7' => {
                let mut value = first.to_digit(8)?;
                for _ in 0..2 {
                    let Some(digit) = self.rest.next_if(|next| next.is_digit(8)) else { break };
                    value = value * 8 + digit.to_digit(8)?;
                }
                char::from_u32(value)
            }
            other => (other.is_ascii() && !other.is_ascii_alphanumeric()).then_some(other),
        }
    }

    /// `41` or `{1F600}` behind `\x`.
    fn hexadecimal(&mut self) -> Option<char> {
        if self.rest.next_if_eq(&'{').is_none() {
            let high = self.rest.next()?.to_digit(16)?;
            return char::from_u32(high * 16 + self.rest.next()?.to_digit(16)?);
        }
        let mut value = self.rest.next()?.to_digit(16)?;
        loop {
            match self.rest.next()? {
                '}' => return char::from_u32(value),
                digit => value = value.checked_mul(16)?.checked_add(digit.to_digit(16)?)?,
            }
        }
    }

    /// A class, whose `[` is taken. A `]` in the first place is literal, as is any `[`.
    fn class(&mut self) -> Option<()> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut class = if negated { "[^".to_owned() } else { "[".to_owned() };
        let mut first = true;
        while first || self.rest.next_if_eq(&']').is_none() {
            first = false;
            class.push_str(&self.class_item()?);
        }
        class.push(']');
        self.atom(&class);
        Some(())
    }

    /// A named class, a set, a character or a range of characters.
    fn class_item(&mut self) -> Option<String> {
        if let Some(named) = self.named_class() {
            return named.ok();
        }
        if self.rest.peek() == Some(&'\\') {
            let before = self.rest.clone();
            self.rest.next();
            if let Some(set) = self.set() {
                return set.ok();
            }
            self.rest = before;
        }
        let low = self.class_char()?;
        let mut ahead = self.rest.clone();
        if ahead.next_if_eq(&'-').is_none() || ahead.peek().is_none_or(|next| *next == ']') {
            return Some(literal(low));
        }
        self.rest = ahead;
        let high = self.class_char()?;
        (low <= high).then(|| format!("{}-{}", literal(low), literal(high)))
    }

    /// `[:alpha:]` or `[:^alpha:]`. None: the `[` is a character like others.
    fn named_class(&mut self) -> Option<Result<String, Refused>> {
        const NAMES: [&str; 14] = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "word", "xdigit",
        ];
        let rest: String = self.rest.clone().collect();
        let (name, _) = rest.strip_prefix("[:")?.split_once(":]")?;
        for _ in 0..name.chars().count() + 4 {
            self.rest.next();
        }
        let known = NAMES.contains(&name.strip_prefix('^').unwrap_or(name));
        Some(if known { Ok(format!("[:{name}:]")) } else { Err(Refused) })
    }

    fn class_char(&mut self) -> Option<char> {
        match self.rest.next()? {
            '\\' => self.escaped_char(),
            character => Some(character),
        }
    }
}

/// A number without leading zeros; one too large for any repetition stays too large.
fn number(text: &mut Peekable<Chars>) -> Option<u32> {
    let first = text.next_if(char::is_ascii_digit)?;
    if first == '0' && text.peek().is_some_and(char::is_ascii_digit) {
        return None;
    }
    let mut value = first.to_digit(10)?;
    while let Some(digit) = text.next_if(char::is_ascii_digit) {
        value = value.saturating_mul(10).saturating_add(digit.to_digit(10)?);
    }
    Some(value)
}

/// `character` for itself, inside and outside a class.
fn literal(character: char) -> String {
    if character.is_ascii_alphanumeric() { character.to_string() } else { format!("\\x{{{:X}}}", u32::from(character)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(go: &str, text: &str) -> Option<bool> {
        compile(go).map(|regex| regex.is_match(text.as_bytes()))
    }

    #[test]
    fn what_go_takes_literally_is_literal() {
        assert_eq!(says("^a{,2}$", "a{,2}"), Some(true));
        assert_eq!(says("^a{02}$", "a{02}"), Some(true));
        assert_eq!(says("^a{$", "a{"), Some(true));
        assert_eq!(says("^[[^/]*]$", "[/^]"), Some(true));
        assert_eq!(says("^[a&&b~~-]$", "&"), Some(true));
        assert_eq!(says(r"^\Q[^/]*\E$", "[^/]*"), Some(true));
        assert_eq!(says(r"^[^/]*\$", "a$b"), Some(true));
    }

    #[test]
    fn what_go_refuses_is_refused() {
        for bad in [
            "^a{2}{3}$",
            "^[^/]*{2}$",
            "^a{1001}$",
            "^a{3,2}$",
            r"^\y$",
            r"^\1$",
            r"^\é$",
            "^[b-a]$",
            "^[[:x:]]$",
            "^[a$",
            "a|{2}",
            r"^\C",
        ] {
            assert!(compile(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn escapes_are_ascii_as_in_go() {
        assert_eq!(says(r"^\d$", "٣"), Some(false));
        assert_eq!(says(r"^\d{2}$", "42"), Some(true));
        assert_eq!(says(r"^[\D]$", "é"), Some(true));
        assert_eq!(says(r"^\x41\x{e9}\101\07$", "AéA\u{7}"), Some(true));
        assert_eq!(says(r"^\p{^Greek}\pL$", "xa"), Some(true));
        assert_eq!(says(r"é\b$", "é"), Some(false));
    }

    #[test]
    fn alternatives_reach_over_the_anchors() {
        assert_eq!(says("^a|b[^/]*$", "xb"), Some(true));
        assert_eq!(says("^[^/]*|[^/]*$", "a/b"), Some(true));
    }
}
