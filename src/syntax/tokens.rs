//! A Dockerfile as tokens: every byte of the source belongs to exactly one. Colours in editors are made of them.

use text::TextRange;

use crate::{Command, Copy, Instruction, Kind, Layer, Parse, Word};

/// A part of the source and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it is; never empty, and never across an escape and line end inside an instruction.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The byte order mark.
    Bom,
    /// The line of a parser directive.
    Directive,
    /// A comment, from `#` to the end of its line.
    Comment,
    /// The word that an instruction begins with.
    Keyword,
    /// A flag with its value.
    Flag,
    /// A word of the arguments, or a whole shell line, up to where it is continued.
    Word,
    /// The body of a heredoc, with all its line ends.
    Body,
    /// The line that ends a heredoc.
    Terminator,
    /// White space within a line.
    Blank,
    /// `\n`, with the `\r`s in front of it.
    LineEnd,
    /// The escape that continues a line.
    Escape,
    /// Brackets, commas and quotes of JSON, the `=` of pairs, a bare `--`, and what could not be read.
    Other,
}

impl Parse {
    /// The tokens of `text`, the source that was parsed. Put together they are the source.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut known = Vec::new();
        let mut add = |range: TextRange, kind| {
            if !range.is_empty() {
                known.push(Token { range, kind });
            }
        };
        self.file.directives.iter().for_each(|directive| add(directive.range, TokenKind::Directive));
        self.file.comments.iter().for_each(|comment| add(comment.range, TokenKind::Comment));
        let unread = self.errors.iter().filter(|error| error.layer == Layer::Limits);
        unread.for_each(|error| add(error.range, TokenKind::Other));
        for instruction in &self.file.instructions {
            of_instruction(instruction, &mut add);
            for heredoc in &instruction.heredocs {
                add(heredoc.body, TokenKind::Body);
                add(heredoc.terminator, TokenKind::Terminator);
            }
        }
        known.sort_unstable_by_key(|token| token.range);
        let mut gaps =
            Gaps { text, escape: self.file.escape.char(), at: 0, tokens: Vec::with_capacity(known.len() * 2) };
        for token in known {
            gaps.fill(token.range.start as usize);
            gaps.push(token.range.end as usize, token.kind);
        }
        gaps.fill(text.len());
        gaps.tokens
    }
}

/// Keyword, flags and words, those of a trigger included.
fn of_instruction(instruction: &Instruction, add: &mut impl FnMut(TextRange, TokenKind)) {
    let joined = &instruction.joined;
    let line = joined.text();
    let start = (line.len() - line.trim_start().len()) as u32;
    let keyword = TextRange::new(start, start + instruction.keyword.text.len() as u32);
    joined.source_ranges(keyword).for_each(|range| add(range, TokenKind::Keyword));
    for flag in &instruction.flags {
        joined.source_ranges(flag.word.joined).for_each(|range| add(range, TokenKind::Flag));
    }
    for word in instruction.words() {
        joined.source_ranges(word.joined).for_each(|range| add(range, TokenKind::Word));
    }
    if let Kind::Onbuild(Some(trigger)) = &instruction.kind {
        of_instruction(trigger, add);
    }
}

/// Names what lies between the known tokens.
struct Gaps<'a> {
    text: &'a str,
    escape: char,
    at: usize,
    tokens: Vec<Token>,
}

impl Gaps<'_> {
    fn push(&mut self, end: usize, kind: TokenKind) {
        self.tokens.push(Token { range: TextRange::new(self.at as u32, end as u32), kind });
        self.at = end;
    }

    fn fill(&mut self, end: usize) {
        while self.at < end {
            let rest = &self.text[self.at..end];
            let (length, kind) = self.first(rest);
            self.push(self.at + length, kind);
        }
    }

    /// Length and kind of the first token of `rest`.
    fn first(&self, rest: &str) -> (usize, TokenKind) {
        let until = |stop: &dyn Fn(char) -> bool| rest.find(stop).unwrap_or(rest.len());
        if self.at == 0 && rest.starts_with('\u{feff}') {
            return ('\u{feff}'.len_utf8(), TokenKind::Bom);
        }
        let returns = until(&|c| c != '\r');
        if rest[returns..].starts_with('\n') {
            return (returns + 1, TokenKind::LineEnd);
        }
        if returns > 0 {
            return (returns, TokenKind::Blank);
        }
        let blanks = until(&|c| !c.is_whitespace() || matches!(c, '\r' | '\n'));
        if blanks > 0 {
            return (blanks, TokenKind::Blank);
        }
        if rest.starts_with(self.escape) {
            return (1, TokenKind::Escape);
        }
        (until(&|c| c.is_whitespace() || c == self.escape), TokenKind::Other)
    }
}

impl Instruction {
    /// The words of the arguments, in order: names and values of pairs and ARGs each by themselves, those of a trigger not.
    pub fn words(&self) -> Vec<&Word> {
        match &self.kind {
            Kind::From(from) => from.words.iter().collect(),
            Kind::Run(run) => run.command.words().iter().collect(),
            Kind::Cmd(command) | Kind::Entrypoint(command) | Kind::Shell(command) => command.words().iter().collect(),
            Kind::Copy(Copy { sources, destination, .. }) | Kind::Add(Copy { sources, destination, .. }) => {
                sources.iter().chain(destination).collect()
            }
            Kind::Arg(args) => args.iter().flat_map(|arg| [Some(&arg.name), arg.default.as_ref()]).flatten().collect(),
            Kind::Env(pairs) | Kind::Label(pairs) => {
                pairs.pairs.iter().flat_map(|(name, value)| [name, value]).collect()
            }
            Kind::Expose(words) => words.iter().collect(),
            Kind::Volume(list) => list.words.iter().collect(),
            Kind::User(word) | Kind::Workdir(word) | Kind::Stopsignal(word) | Kind::Maintainer(word) => {
                word.iter().collect()
            }
            Kind::Healthcheck(healthcheck) => {
                let command = healthcheck.command.as_ref().map_or(&[][..], Command::words);
                healthcheck.kind.iter().chain(command).collect()
            }
            Kind::Onbuild(_) | Kind::Unknown => Vec::new(),
        }
    }
}

impl Command {
    /// The words of a JSON array, or the one line for the shell.
    pub fn words(&self) -> &[Word] {
        match self {
            Self::Shell(word) => std::slice::from_ref(word),
            Self::Exec(words) => words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(TokenKind, &str)> {
        crate::parse(text).tokens(text).into_iter().map(|token| (token.kind, &text[token.range])).collect()
    }

    #[test]
    fn each_byte_belongs_to_a_token() {
        use TokenKind::{
            Blank, Body, Bom, Comment, Directive, Escape, Flag, Keyword, LineEnd, Other, Terminator, Word,
        };
        let text = "\u{feff}# escape=\\\nFR\\\nOM a\r\n CMD [\"b\"]\nRUN --x <<E \\\n # c\n\n d\nbody\nE\n";
        let expected = [
            (Bom, "\u{feff}"),
            (Directive, "# escape=\\"),
            (LineEnd, "\n"),
            (Keyword, "FR"),
            (Escape, "\\"),
            (LineEnd, "\n"),
            (Keyword, "OM"),
            (Blank, " "),
            (Word, "a"),
            (LineEnd, "\r\n"),
            (Blank, " "),
            (Keyword, "CMD"),
            (Blank, " "),
            (Other, "[\""),
            (Word, "b"),
            (Other, "\"]"),
            (LineEnd, "\n"),
            (Keyword, "RUN"),
            (Blank, " "),
            (Flag, "--x"),
            (Blank, " "),
            (Word, "<<E "),
            (Escape, "\\"),
            (LineEnd, "\n"),
            (Blank, " "),
            (Comment, "# c"),
            (LineEnd, "\n"),
            (LineEnd, "\n"),
            (Word, " d"),
            (LineEnd, "\n"),
            (Body, "body\n"),
            (Terminator, "E"),
            (LineEnd, "\n"),
        ];
        assert_eq!(tokens(text), expected);
    }

    #[test]
    fn what_is_not_read_belongs_to_tokens_too() {
        for text in ["FOO a b\\", "\\", "ENV a=b c", "COPY -- a b", "x \\\n", "\r", "ONBUILD RUN a \\\n b"] {
            let together: String = tokens(text).into_iter().map(|(_, text)| text).collect();
            assert_eq!(together, text);
        }
    }
}
