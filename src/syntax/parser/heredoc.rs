//! Which words of a line open a heredoc. `BuildKit` finds them by its own shell-word lexer, with all it does to quotes,
//! escapes and `${…}` (`frontend/dockerfile/parser/parser.go`, `frontend/dockerfile/shell/lex.go`).

use text::TextRange;

/// A word that opens a heredoc.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Where it stands in the line.
    pub range: TextRange,
    /// The name, quotes removed.
    pub name: String,
    /// Whether no part of the name was quoted.
    pub expand: bool,
    /// Whether it is `<<-`.
    pub chomp: bool,
    /// The number in front, else 0.
    pub fd: u32,
}

/// The heredocs that `line` opens. A line that can't be lexed, say for an open quote, has none.
pub(crate) fn in_line(line: &str) -> Vec<Opening> {
    let words = Lexer::new(line, Quotes::Kept).words().unwrap_or_default();
    words.iter().filter_map(|word| open(&word.text, word.range)).collect()
}

/// Reads `word`, which stands at `range`, as a heredoc: digits, `<<`, maybe `-`, blanks, and a name that is one word.
pub(crate) fn open(word: &str, range: TextRange) -> Option<Opening> {
    let unnumbered = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &word[..word.len() - unnumbered.len()];
    let rest = unnumbered.strip_prefix("<<")?;
    let (chomp, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let one_word = |quotes| {
        let mut words = Lexer::new(rest, quotes).words().ok()?;
        let word = words.pop()?;
        words.is_empty().then_some(word.text)
    };
    let name = one_word(Quotes::Removed)?;
    let as_written = one_word(Quotes::Kept)?;
    let fd = if number.is_empty() { 0 } else { number.parse().unwrap_or(u32::MAX) };
    Some(Opening { range, expand: name == as_written, name, chomp, fd })
}

/// Whether quotes and escapes stay in the words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Kept,
    Removed,
}

/// The line can't be lexed.
#[derive(Debug)]
struct Unreadable;

/// A word of the line and where it stands.
struct Lexed {
    text: String,
    range: TextRange,
}

/// A part of a word.
struct Piece {
    text: String,
    /// Whether white space in it ends the word: so it does in plain text and in what a `$` gave, but not in quotes.
    splits: bool,
}

/// How deep words in `${…}` may nest; a line with more has no heredocs.
const DEEPEST: u32 = 100;

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    quotes: Quotes,
    /// Whether escapes stay: as the quotes do, but never in the word of `${a:-word}`.
    escapes: Quotes,
    depth: u32,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, quotes: Quotes) -> Self {
        Self { text, at: 0, quotes, escapes: quotes, depth: 0 }
    }

    fn words(mut self) -> Result<Vec<Lexed>, Unreadable> {
        let mut words = Vec::new();
        let mut word = String::new();
        let mut start = 0;
        let mut end = 0;
        while self.at < self.text.len() {
            let from = self.at;
            let piece = self.piece()?;
            for c in piece.text.chars() {
                if piece.splits && c.is_whitespace() {
                    if !word.is_empty() {
                        words.push(Lexed { text: std::mem::take(&mut word), range: TextRange::new(start, end) });
                    }
                    continue;
                }
                if word.is_empty() {
                    start = from as u32;
                }
                word.push(c);
                end = self.at as u32;
            }
        }
        if !word.is_empty() {
            words.push(Lexed { text: word, range: TextRange::new(start, end) });
        }
        Ok(words)
    }

    /// The next part: a quoted string, a variable, an escaped character, `<<` with the blanks behind it, or a character.
    fn piece(&mut self) -> Result<Piece, Unreadable> {
        let c = self.next().ok_or(Unreadable)?;
        let text = match c {
            '\'' => self.single_quoted()?,
            '"' => self.double_quoted()?,
            '$' => return Ok(Piece { text: self.dollar()?, splits: true }),
            '<' => self.maybe_heredoc(),
            '\\' => {
                let mut text = if self.escapes == Quotes::Kept { String::from('\\') } else { String::new() };
                text.extend(self.next());
                text
            }
            _ => return Ok(Piece { text: c.to_string(), splits: true }),
        };
        Ok(Piece { text, splits: false })
    }

    /// The text up to `stop`, which is passed over.
    fn until(&mut self, stop: char, escapes: Quotes) -> Result<String, Unreadable> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unreadable);
        }
        let outer = std::mem::replace(&mut self.escapes, escapes);
        let mut text = String::new();
        while !self.take(stop) {
            text.push_str(&self.piece()?.text);
        }
        self.escapes = outer;
        self.depth -= 1;
        Ok(text)
    }

    fn single_quoted(&mut self) -> Result<String, Unreadable> {
        let length = self.rest().find('\'').ok_or(Unreadable)?;
        let inner = &self.rest()[..length];
        let text = if self.quotes == Quotes::Kept { format!("'{inner}'") } else { inner.to_owned() };
        self.at += length + 1;
        Ok(text)
    }

    fn double_quoted(&mut self) -> Result<String, Unreadable> {
        let mark = if self.quotes == Quotes::Kept { "\"" } else { "" };
        let mut text = String::from(mark);
        loop {
            match self.next().ok_or(Unreadable)? {
                '"' => {
                    text.push_str(mark);
                    return Ok(text);
                }
                '$' => text.push_str(&self.dollar()?),
                '\\' => {
                    if self.escapes == Quotes::Kept {
                        text.push('\\');
                    }
                    // Before any other character the backslash stays, also when it is kept: then there are two.
                    let escaped = matches!(self.peek(), Some('"' | '$' | '\\'));
                    if escaped { text.extend(self.next()) } else { text.push('\\') }
                }
                c => text.push(c),
            }
        }
    }

    /// What stands behind a `$`. No variable has a value here, so that all of them stay as they are.
    fn dollar(&mut self) -> Result<String, Unreadable> {
        if !self.take('{') {
            let name = self.name();
            return Ok(format!("${name}"));
        }
        if matches!(self.peek(), None | Some('{' | '}' | ':')) {
            return Err(Unreadable);
        }
        let name = self.name();
        match self.next().ok_or(Unreadable)? {
            '}' => Ok(format!("${{{name}}}")),
            ':' => {
                let modifier = self.next().ok_or(Unreadable)?;
                self.modified(name, ":", modifier)
            }
            modifier @ ('+' | '-' | '?' | '#' | '%') => self.modified(name, "", modifier),
            '/' => {
                self.take('/');
                let pattern = self.until('/', Quotes::Kept)?;
                let replacement = self.until('}', Quotes::Kept)?;
                Ok(format!("${{{name}/{pattern}/{replacement}}}"))
            }
            _ => Err(Unreadable),
        }
    }

    /// `${name:-word}` and the like, from the word on.
    fn modified(&mut self, name: &str, colon: &str, modifier: char) -> Result<String, Unreadable> {
        let escapes = if matches!(modifier, '#' | '%') { Quotes::Kept } else { Quotes::Removed };
        let word = self.until('}', escapes)?;
        Ok(format!("${{{name}{colon}{modifier}{word}}}"))
    }

    /// A variable's name: digits, or one special character, or letters, digits and `_`.
    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let length = match rest.chars().next() {
            Some(c) if c.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()),
        };
        self.at += length;
        &rest[..length]
    }

    /// `<`, or `<<` together with the blanks behind it: the name may stand apart.
    fn maybe_heredoc(&mut self) -> String {
        let start = self.at - 1;
        if self.take('<') {
            let blanks = self.rest().len() - self.rest().trim_start_matches(super::words::is_blank).len();
            self.at += blanks;
        }
        self.text[start..self.at].to_owned()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        in_line(line).into_iter().map(|opening| opening.name).collect()
    }

    #[test]
    fn words_that_open_heredocs() {
        for (line, name) in [
            ("RUN <<EOF", "EOF"),
            ("RUN <<-EOF", "EOF"),
            ("RUN << EOF", "EOF"),
            ("RUN 3<<EOF", "EOF"),
            ("RUN <<'E F' x", "E F"),
            ("RUN <<E\"O\"F", "EOF"),
            ("RUN <<1", "1"),
            ("RUN echo $(( 1 << 2 ))", "2"),
            ("COPY <<$X /d", "$X"),
            ("RUN echo ${x:=y} <<A", "A"),
            ("RUN <<\\EOF", "EOF"),
        ] {
            assert_eq!(names(line), [name], "{line}");
        }
        assert_eq!(names("COPY <<A <<B /d/"), ["A", "B"]);
    }

    #[test]
    fn words_that_do_not() {
        for line in [
            "RUN cat <<<x",
            "RUN \"<<EOF\"",
            "RUN \\<<EOF",
            "RUN $((1<<3))",
            "RUN a<<EOF",
            "RUN <<",
            "RUN <<''",
            "RUN echo ' <<EOF",
            "RUN echo \" <<EOF",
            "RUN echo ${x^^} <<EOF",
            "RUN echo ${} <<EOF",
            "RUN <<- EOF",
        ] {
            assert!(names(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_quoted_name_is_not_expanded() {
        let opening = |line| in_line(line).pop().unwrap();
        assert!(opening("RUN <<EOF").expand);
        assert!(!opening("RUN <<'EOF'").expand);
        assert!(!opening("RUN <<E\"O\"F").expand);
        assert!(!opening("RUN <<\\EOF").expand);
        assert_eq!(opening("RUN 12<<-EOF").fd, 12);
        assert!(opening("RUN 12<<-EOF").chomp);
    }

    #[test]
    fn a_heredoc_has_its_range() {
        assert_eq!(in_line("RUN x 3<< 'E F' y").pop().unwrap().range, TextRange::new(6, 15));
    }

    #[test]
    fn deep_nesting_is_given_up() {
        assert!(names(&format!("RUN <<A {}", "${a:-".repeat(200_000))).is_empty());
    }
}
