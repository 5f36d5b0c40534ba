//! A word of a command.

use text::{Joined, TextRange};

use crate::quotes::{self, Piece};

/// A word as the shell splits them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Range in the Dockerfile.
    pub range: TextRange,
    /// The text as written, quotes included; in exec form the decoded string.
    pub text: String,
    /// Range in the text that the reader was given.
    pub(crate) joined: TextRange,
    value: Value,
    /// Whether unquoted `*`, `?`, `[` or `{a,b}` make it stand for many.
    pattern: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    /// The text is the value.
    AsWritten,
    /// The value with quotes and escapes removed.
    Literal(String),
    /// Something in it is known only when it runs.
    Parts(Vec<Part>),
}

/// A part of a word whose value depends on more than its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// `$name` or `${name}`: the name.
    Variable(String),
    /// A command substitution, an arithmetic expression, `${x:-y}`, `$1`.
    Unknown,
}

impl Word {
    /// The word at `joined` in `source`, quotes and expansions taken apart.
    pub(crate) fn new(source: &Joined, joined: TextRange) -> Self {
        let text = &source.text()[joined];
        let (value, pattern) = evaluate(text);
        Self { range: source.range_to_source(joined), text: text.to_owned(), joined, value, pattern }
    }

    /// A word that stands for itself: one of the exec form, or of a shell whose quotes are not known.
    pub(crate) fn literal(range: TextRange, joined: TextRange, text: &str) -> Self {
        Self { range, text: text.to_owned(), joined, value: Value::AsWritten, pattern: false }
    }

    /// What stands behind the first `length` bytes of the text as written: the value of `NAME=value`.
    pub(crate) fn tail(&self, length: usize) -> Self {
        let text = self.text[length..].to_owned();
        let (value, pattern) = if self.value == Value::AsWritten { (Value::AsWritten, false) } else { evaluate(&text) };
        let start = TextRange::new((self.range.start + length as u32).min(self.range.end), self.range.end);
        let joined = TextRange::new((self.joined.start + length as u32).min(self.joined.end), self.joined.end);
        Self { range: start, text, joined, value, pattern }
    }

    /// The value behind quotes and escapes; `None` when it depends on a variable or a substitution.
    pub fn value(&self) -> Option<&str> {
        match &self.value {
            Value::AsWritten => Some(&self.text),
            Value::Literal(value) => Some(value),
            Value::Parts(_) => None,
        }
    }

    /// The value, or the text as written where the value is not known: for messages.
    pub fn shown(&self) -> &str {
        self.value().unwrap_or(&self.text)
    }

    /// The literal text that the value begins with, up to the first variable or substitution: `npm@` of `npm@$V`.
    pub fn prefix(&self) -> &str {
        match &self.value {
            Value::Parts(parts) => match parts.first() {
                Some(Part::Text(text)) => text,
                _ => "",
            },
            _ => self.value().unwrap_or_default(),
        }
    }

    /// The literal text that the value ends with, after the last variable or substitution: `.tgz` of `a-$V.tgz`.
    pub fn suffix(&self) -> &str {
        match &self.value {
            Value::Parts(parts) => match parts.last() {
                Some(Part::Text(text)) => text,
                _ => "",
            },
            _ => self.value().unwrap_or_default(),
        }
    }

    /// Whether the value is `text`.
    pub fn is(&self, text: &str) -> bool {
        self.value() == Some(text)
    }

    /// Whether it is a flag: the value begins with `-` and is not `-` alone.
    pub fn is_flag(&self) -> bool {
        let prefix = self.prefix();
        prefix.starts_with('-') && (prefix.len() > 1 || self.value().is_none())
    }

    /// Whether the value is not known: it depends on a variable or a substitution.
    pub fn is_dynamic(&self) -> bool {
        matches!(self.value, Value::Parts(_))
    }

    /// Whether the shell may make several words of it: unquoted `*`, `?`, `[…]` or `{a,b}`.
    pub fn is_pattern(&self) -> bool {
        self.pattern
    }

    /// The parts of a word whose value is not known; empty for others.
    pub fn parts(&self) -> &[Part] {
        match &self.value {
            Value::Parts(parts) => parts,
            _ => &[],
        }
    }

    /// Names of the plain variables in it, in order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts().iter().filter_map(|part| if let Part::Variable(name) = part { Some(name.as_str()) } else { None })
    }

    /// The value when `lookup` knows the variables in it; `None` when it does not, or when there is more to it.
    pub fn expand(&self, lookup: impl Fn(&str) -> Option<String>) -> Option<String> {
        if let Some(value) = self.value() {
            return Some(value.to_owned());
        }
        self.parts().iter().map(|part| part.expand(&lookup)).collect()
    }
}

impl Part {
    fn expand(&self, lookup: impl Fn(&str) -> Option<String>) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Variable(name) => lookup(name),
            Self::Unknown => None,
        }
    }
}

/// The value of a word's text, and whether it is a pattern.
fn evaluate(text: &str) -> (Value, bool) {
    let meanings = quotes::meanings(text);
    let may_be_pattern = meanings & quotes::PATTERN != 0;
    if meanings & quotes::TAKEN_APART == 0 {
        return (Value::AsWritten, may_be_pattern && is_pattern(text));
    }
    let mut parts = Vec::new();
    let mut literal = String::new();
    quotes::scan(text, |piece| {
        let part = match piece {
            Piece::Literal(range) => {
                literal.push_str(&text[range]);
                return;
            }
            Piece::Variable(_, name) => Part::Variable(text[name].to_owned()),
            Piece::Expansion(_) => Part::Unknown,
        };
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(part);
    });
    let pattern = may_be_pattern && is_pattern(&bare(text));
    if parts.is_empty() {
        return (Value::Literal(literal), pattern);
    }
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    (Value::Parts(parts), pattern)
}

/// The unquoted, unescaped and unexpanded characters of `text`.
fn bare(text: &str) -> String {
    let mut quote = None;
    let mut result = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => drop(characters.next()),
            ('\'' | '"' | '`', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            ('$', None) if characters.as_str().starts_with(['(', '{']) => break,
            (_, None) => result.push(character),
            _ => {}
        }
    }
    result
}

/// Whether unquoted text stands for many words. `{}` of `find -exec` and `[` of a test do not.
fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
        || text.find('[').is_some_and(|open| text[open..].find(']').is_some_and(|close| close > 1))
        || text.find('{').is_some_and(|open| {
            text[open..].find('}').is_some_and(|close| {
                let inner = &text[open..open + close];
                inner.contains(',') || inner.contains("..")
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        Word::new(&Joined::of(text, 7), TextRange::new(0, text.len() as u32))
    }

    #[test]
    fn a_value_is_known_when_nothing_in_it_depends_on_anything() {
        assert_eq!(word("a'b c'").value(), Some("ab c"));
        assert_eq!(word("plain").value(), Some("plain"));
        assert_eq!(word("''").value(), Some(""));
        assert_eq!(word("a$b").value(), None);
        assert_eq!(word("plain").range, TextRange::new(7, 12));
    }

    #[test]
    fn literal_ends_of_a_dynamic_word_are_known() {
        assert_eq!(word("npm@$V").prefix(), "npm@");
        assert_eq!(word("\"a-${V}.tgz\"").suffix(), ".tgz");
        assert_eq!(word("$V").prefix(), "");
        assert_eq!(word("$V-$(x)").variables().collect::<Vec<_>>(), ["V"]);
    }

    #[test]
    fn a_word_expands_when_its_variables_are_known() {
        let known = |name: &str| (name == "V").then(|| "1.2".to_owned());
        assert_eq!(word("npm@$V").expand(known).as_deref(), Some("npm@1.2"));
        assert_eq!(word("npm@$W").expand(known), None);
        assert_eq!(word("npm@${V:-3}").expand(known), None);
    }

    #[test]
    fn patterns_are_those_outside_of_quotes() {
        for text in ["*.deb", "a?", "[ab]c", "{a,b}", "\"x\"*", "$d/*"] {
            assert!(word(text).is_pattern(), "{text}");
        }
        for text in ["'*'", "\"a?\"", "[", "]", "{}", "\\*", "${a:-*}"] {
            assert!(!word(text).is_pattern(), "{text}");
        }
    }

    #[test]
    fn flags_begin_with_a_dash() {
        assert!(word("-y").is_flag() && word("'--yes'").is_flag() && word("--prefix=$X").is_flag());
        assert!(!word("-").is_flag() && !word("$FLAGS").is_flag());
    }
}
