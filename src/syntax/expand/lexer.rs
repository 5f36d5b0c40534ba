//! Reads a word from left to right and puts values in place of variables.

use super::output::{Output, Text, Words};
use super::{Environment, Operator, OperatorKind, Quotes, Value, Variable, pattern};
use text::TextRange;

/// How deep substitutions may nest. Beyond, the result is unknown: no Dockerfile goes there, but noise does.
const DEEPEST: u32 = 64;

/// Why a word has no expansion.
pub(super) enum Failure {
    /// `BuildKit` refuses it with this message.
    Message(String),
    /// It nests deeper than is read here.
    TooDeep,
}

/// What a part of the word comes to.
type Outcome = Result<Text, Failure>;

/// The state of reading one word.
pub(super) struct Lexer<'a, 'e> {
    word: &'a str,
    at: usize,
    escape: char,
    quotes: Quotes,
    environment: &'a Environment<'e>,
    depth: u32,
    quoted: bool,
    variables: Vec<Variable>,
}

impl<'a, 'e> Lexer<'a, 'e> {
    pub(super) fn new(word: &'a str, escape: char, quotes: Quotes, environment: &'a Environment<'e>) -> Self {
        // Go's text/scanner, which `BuildKit` reads words with, ignores a byte order mark in front.
        let at = if word.starts_with('\u{feff}') { 3 } else { 0 };
        Self { word, at, escape, quotes, environment, depth: 0, quoted: false, variables: Vec::new() }
    }

    /// Reads the whole word: its text, and the text split into words.
    pub(super) fn run(&mut self) -> Result<(Text, Option<Vec<String>>), Failure> {
        let output = self.read_to(None, false)?;
        Ok((output.text, output.words.map(Words::finish)))
    }

    /// The variables seen, in the order in which they begin.
    pub(super) fn into_variables(mut self) -> Vec<Variable> {
        self.variables.sort_by_key(|variable| variable.range.start);
        self.variables
    }

    fn peek(&self) -> Option<char> {
        self.word[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        Some(char)
    }

    /// Takes what stands in front of the next character that may mean something: a quote, the escape, `$`, or `stop`.
    fn run_of_plain(&mut self, stop: Option<char>) -> &'a str {
        let word = self.word;
        let rest = &word[self.at..];
        let means = |char: char| matches!(char, '$' | '\'' | '"') || char == self.escape || stop == Some(char);
        let run = &rest[..rest.find(means).unwrap_or(rest.len())];
        self.at += run.len();
        run
    }

    /// Reads up to and with `stop`, or to the end. With `raw_escapes` an escape stays in front of what it escapes.
    fn read_to(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<Output, Failure> {
        let mut output = Output::default();
        loop {
            output.split_str(self.run_of_plain(stop));
            let Some(char) = self.peek() else { break };
            if stop == Some(char) {
                self.next();
                return Ok(output);
            }
            match (char, self.quotes) {
                ('$', _) => output.split(self.dollar()?),
                ('\'', Quotes::Removed) => output.whole(self.single_quoted()?),
                ('"', Quotes::Removed) => output.whole(self.double_quoted(raw_escapes)?),
                _ => self.plain(raw_escapes, &mut output),
            }
        }
        match stop {
            None => Ok(output),
            Some(stop) => message(format!("unexpected end of statement while looking for matching {stop}")),
        }
    }

    /// One character, or an escape and what it escapes. An escape at the end of the word goes away.
    fn plain(&mut self, raw_escapes: bool, output: &mut Output) {
        let Some(char) = self.next() else { return };
        if char != self.escape {
            return output.split_char(char);
        }
        if raw_escapes {
            output.whole_char(char);
        }
        if let Some(escaped) = self.next() {
            output.whole_char(escaped);
        }
    }

    /// Everything up to the next `'`, as it is.
    fn single_quoted(&mut self) -> Outcome {
        self.next();
        let rest = &self.word[self.at..];
        let Some(length) = rest.find('\'') else {
            self.at = self.word.len();
            return message("unexpected end of statement while looking for matching single-quote");
        };
        self.at += length + 1;
        Ok(Some(rest[..length].to_owned()))
    }

    /// Everything up to the next `"`, variables replaced; only `"`, `$` and the escape itself can be escaped.
    fn double_quoted(&mut self, raw_escapes: bool) -> Outcome {
        self.next();
        let outer = std::mem::replace(&mut self.quoted, true);
        let mut output = Output::default();
        loop {
            output.whole_str(self.run_of_plain(None));
            match self.peek() {
                None => return message("unexpected end of statement while looking for matching double-quote"),
                Some('$') => output.whole(self.dollar()?),
                Some('"') => {
                    self.next();
                    self.quoted = outer;
                    return Ok(output.text);
                }
                Some(char) => {
                    self.next();
                    self.in_double_quotes(char, raw_escapes, &mut output);
                }
            }
        }
    }

    fn in_double_quotes(&mut self, char: char, raw_escapes: bool, output: &mut Output) {
        if char != self.escape {
            return output.whole_char(char);
        }
        if raw_escapes {
            output.whole_char(char);
        }
        match self.peek() {
            None => {}
            Some(escaped) if escaped == '"' || escaped == '$' || escaped == self.escape => {
                self.next();
                output.whole_char(escaped);
            }
            Some(_) => output.whole_char(char),
        }
    }

    /// `$name`, `${…}`, or a `$` that is just that.
    fn dollar(&mut self) -> Outcome {
        let start = self.at;
        self.next();
        if self.peek() == Some('{') {
            self.next();
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(Failure::TooDeep);
            }
            let outcome = self.braced(start);
            self.depth -= 1;
            return outcome;
        }
        let name = self.name();
        if name.is_empty() {
            return Ok(Some("$".to_owned()));
        }
        self.mention(start, name, None);
        Ok(text_of(self.value(name)))
    }

    /// What follows `${`.
    fn braced(&mut self, start: usize) -> Outcome {
        match self.peek() {
            None => return message("syntax error: missing '}'"),
            Some('{' | '}' | ':') => return message("syntax error: bad substitution"),
            Some(_) => {}
        }
        let name = self.name();
        let written = self.at;
        let mut modifier = self.next();
        if modifier == Some('}') {
            self.mention(start, name, None);
            return Ok(text_of(self.value(name)));
        }
        if modifier == Some('/') {
            return self.replace(start, name);
        }
        let colon = modifier == Some(':');
        if colon {
            modifier = self.next();
        }
        let kind = match modifier {
            Some('-') => Some(OperatorKind::Default),
            Some('+') => Some(OperatorKind::Alternative),
            Some('?') => Some(OperatorKind::Required),
            Some('#') if !colon => Some(OperatorKind::TrimPrefix),
            Some('%') if !colon => Some(OperatorKind::TrimSuffix),
            _ => None,
        };
        let written = shown_modifier(self.word, written, self.at, modifier);
        if kind.is_none() && !colon {
            return message(format!("unsupported modifier ({written}) in substitution"));
        }
        let raw_escapes = matches!(modifier, Some('#' | '%'));
        let word = self.operand('}', raw_escapes, "syntax error: missing '}'")?;
        let Some(kind) = kind else {
            return message(format!("unsupported modifier ({written}) in substitution"));
        };
        let operator = Operator { kind, colon };
        self.mention(start, name, Some(operator));
        apply(name, operator, self.value(name), word)
    }

    /// What follows `${name/`.
    fn replace(&mut self, start: usize, name: &str) -> Outcome {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let searched = self.operand('/', true, "syntax error: missing '/' in ${}")?;
        let replacement = self.operand('}', true, "syntax error: missing '}'")?;
        self.mention(start, name, Some(Operator { kind: OperatorKind::Replace, colon: false }));
        let Some(searched) = searched else { return Ok(None) };
        let searched = pattern::Pattern::read(&searched).map_err(Failure::Message)?;
        match (text_of(self.value(name)), replacement) {
            (Some(value), Some(replacement)) if all => Ok(searched.replace_all(&value, &replacement)),
            (Some(value), Some(replacement)) => Ok(searched.replace_first(&value, &replacement)),
            _ => Ok(None),
        }
    }

    /// A word inside of braces, up to `stop`. An error at the end of the text counts as a missing `stop`.
    fn operand(&mut self, stop: char, raw_escapes: bool, missing: &str) -> Outcome {
        match self.read_to(Some(stop), raw_escapes) {
            Ok(output) => Ok(output.text),
            Err(Failure::Message(_)) if self.at == self.word.len() => message(missing),
            Err(failure) => Err(failure),
        }
    }

    /// A name: digits, or one of the shell's special characters, or letters, digits and `_`. Empty if there is none.
    fn name(&mut self) -> &'a str {
        let rest = &self.word[self.at..];
        let length = match self.peek() {
            Some(first) if first.is_numeric() => rest.find(|char: char| !char.is_numeric()).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len()),
        };
        self.at += length;
        &rest[..length]
    }

    fn value(&self, name: &str) -> Value<'e> {
        (self.environment)(name)
    }

    /// Notes a variable that ends here. `name` is a slice of the word.
    fn mention(&mut self, start: usize, name: &str, operator: Option<Operator>) {
        let brace = u32::from(self.word[start + 1..].starts_with('{'));
        let name_start = start as u32 + 1 + brace;
        self.variables.push(Variable {
            name: name.to_owned(),
            range: TextRange::new(start as u32, self.at as u32),
            name_range: TextRange::new(name_start, name_start + name.len() as u32),
            operator,
            quoted: self.quoted,
        });
    }
}

/// What `operator` makes of a value. `word` was read, and its errors were met, whether it is used or not.
fn apply(name: &str, operator: Operator, value: Value<'_>, word: Text) -> Outcome {
    let present = match value {
        Value::Known(value) => Some(!(operator.colon && value.is_empty())),
        Value::Unset => Some(false),
        Value::Unknown => None,
    };
    match (operator.kind, present) {
        (OperatorKind::TrimPrefix | OperatorKind::TrimSuffix, _) => trim(operator.kind, text_of(value), word),
        (_, None) => Ok(None),
        (OperatorKind::Alternative, Some(false)) => Ok(Some(String::new())),
        (OperatorKind::Alternative, Some(true)) | (OperatorKind::Default, Some(false)) => Ok(word),
        (OperatorKind::Required, Some(false)) => {
            let state = if value == Value::Unset { "unset" } else { "empty" };
            match word {
                None => Ok(None),
                Some(word) if word.is_empty() => message(format!("{name}: is not allowed to be {state}")),
                Some(word) => message(format!("{name}: {word}")),
            }
        }
        (_, Some(true)) | (OperatorKind::Replace, Some(false)) => Ok(text_of(value)),
    }
}

/// `${name#word}` and its like. A pattern that can't be read is an error whatever the value.
fn trim(kind: OperatorKind, value: Text, word: Text) -> Outcome {
    let Some(word) = word else { return Ok(None) };
    let (sign, at_end) = if kind == OperatorKind::TrimSuffix { ('%', true) } else { ('#', false) };
    let (longest, word) = word.strip_prefix(sign).map_or((false, &*word), |rest| (true, rest));
    let trimmed = |value: &str| {
        if at_end { pattern::trim_suffix(word, value, longest) } else { pattern::trim_prefix(word, value, longest) }
    };
    let result = trimmed(value.as_deref().unwrap_or_default()).map_err(Failure::Message)?;
    Ok(value.map(|_| result))
}

/// An unset variable is empty.
fn text_of(value: Value<'_>) -> Text {
    match value {
        Value::Known(value) => Some(value.to_owned()),
        Value::Unset => Some(String::new()),
        Value::Unknown => None,
    }
}

/// The modifier for a message. `BuildKit` takes the end of the text for a character and shows U+FFFD.
fn shown_modifier(word: &str, start: usize, end: usize, modifier: Option<char>) -> String {
    let end_of_text = if modifier.is_none() { "\u{fffd}" } else { "" };
    format!("{}{end_of_text}", &word[start..end])
}

fn message<T>(text: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Message(text.into()))
}
