//! Reads a Dockerfile line by line, as `BuildKit` does (`frontend/dockerfile/parser/parser.go`), but records every error
//! and reads on.

mod arguments;
mod directives;
mod flags;
pub(crate) mod heredoc;
mod instruction;
mod json;
mod lines;
pub(crate) mod mount;
pub(crate) mod quote;
#[cfg(test)]
mod tests;
mod words;

use text::{Joined, TextRange};

use crate::checks::Checks;
use crate::{Comment, Escape, Heredoc, Instruction, Keyword, Kind, Layer, Parse, SyntaxError};
use instruction::Setting;
use lines::{Line, Lines};

/// How many bytes and lines of a text are read. No real Dockerfile comes near; noise ends here, in bounded time and memory.
const MOST_BYTES: usize = 4 << 20;
const MOST_LINES: u32 = 250_000;

/// Reads `text` as a Dockerfile. Whatever it is, this neither fails nor panics.
pub fn parse(text: &str) -> Parse {
    let read = &text[..text.floor_char_boundary(MOST_BYTES)];
    let mut reader = Reader::new(read);
    reader.file();
    if reader.lines.number > MOST_LINES || read.len() < text.len() {
        reader.too_much(text.len() as u32);
    }
    Parse { file: reader.file, errors: reader.errors }
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    file: crate::Dockerfile,
    errors: Vec<SyntaxError>,
    /// Whether only parser directives were seen so far.
    at_top: bool,
    /// The comments in front of the next instruction.
    attached: Vec<usize>,
    checks: Checks,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        // As many as a usual file of that size has; large ones may have more and fewer.
        let instructions = Vec::with_capacity((text.len() / 64).min(1024));
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            lines: Lines::new(text, bom),
            file: crate::Dockerfile { instructions, ..crate::Dockerfile::default() },
            errors: Vec::new(),
            at_top: true,
            attached: Vec::new(),
            checks: Checks::default(),
        }
    }

    fn file(&mut self) {
        while self.lines.number <= MOST_LINES {
            if let Some(line) = self.lines.next() {
                self.line(line);
            } else if let Some(line) = self.lines.skip_too_long() {
                self.too_long(line);
            } else {
                break;
            }
        }
        let nothing_said = !self.errors.iter().any(|error| error.layer == Layer::Lines);
        if self.file.instructions.is_empty() && nothing_said {
            self.no_instructions(TextRange::empty(self.lines.end()), self.lines.number);
        }
    }

    /// A line that begins something: a directive, a comment, an instruction, or nothing.
    fn line(&mut self, line: Line) {
        let text = self.text[line.range].trim_start();
        let start = line.range.end - text.len() as u32;
        self.at_top = self.at_top && self.directive(line);
        if self.at_top {
            return;
        }
        if text.starts_with('#') {
            self.comment(line, start, false);
        } else if !text.is_empty() {
            self.instruction(line, start);
        }
    }

    /// Reads a line of the block at the top as a directive; `false` ends the block.
    fn directive(&mut self, line: Line) -> bool {
        let Some(directive) = directives::read(&self.text[line.range], line.range.start) else { return false };
        let problem = if self.file.directives.iter().any(|other| other.name == directive.name) {
            Some((directive.name_range, format!("only one {} parser directive can be used", directive.name)))
        } else {
            let wrong = directive.name == "escape" && !matches!(directive.value.as_str(), "\\" | "`");
            let message = || format!("invalid escape token '{}' does not match ` or \\", directive.value);
            wrong.then(|| (directive.value_range, message()))
        };
        if let Some((range, message)) = problem {
            // BuildKit has not counted the line yet.
            self.error(Layer::Lines, range, self.lines.number - 1, message);
        } else if directive.value == "`" && directive.name == "escape" {
            self.file.escape = Escape::Backtick;
        }
        self.file.directives.push(directive);
        true
    }

    /// Records the comment that begins at `start`.
    fn comment(&mut self, line: Line, start: u32, inside: bool) {
        let range = TextRange::new(start, line.range.end);
        let text = self.text[range][1..].trim().to_owned();
        let indented = start > line.range.start;
        if !inside {
            if text.is_empty() && !indented {
                self.attached.clear();
            } else {
                self.attached.push(self.file.comments.len());
            }
        }
        self.file.comments.push(Comment { range, text, indented, inside });
    }

    /// Reads the instruction that begins at `start`, with the lines that continue it and its heredocs.
    fn instruction(&mut self, first: Line, start: u32) {
        let number = self.lines.number;
        let (joined, mut end, empty) = self.joined(first, start);
        let lines = (number, self.lines.number);
        let setting = Setting { escape: self.file.escape, depth: 0, lines };
        let mut problems = Vec::new();
        let mut instruction = instruction::read(joined, setting, &mut problems);
        let readable = problems.is_empty();
        for problem in problems {
            self.error(Layer::Lines, problem.range, number, problem.message);
        }
        if may_have_heredocs(&instruction) {
            let openings = heredoc::in_line(instruction.joined.text());
            instruction.heredocs = self.heredocs(openings, &instruction, &mut end);
            instruction.end_line = self.lines.number;
        }
        instruction.range = TextRange::new(instruction.range.start.min(start), end);
        instruction.empty_continuation = empty;
        instruction.comments = std::mem::take(&mut self.attached);
        self.checks.instruction(&instruction, readable, &mut self.errors);
        self.file.instructions.push(instruction);
    }

    /// The logical line that begins at `start` of the line `first`, where its last physical line ends, and the last blank
    /// line in it.
    fn joined(&mut self, first: Line, start: u32) -> (Joined, u32, Option<TextRange>) {
        let mut joined = Joined::new();
        let mut end = first.range.end;
        let mut empty = None;
        let mut continued = self.push(&mut joined, TextRange::new(start, end));
        while continued && let Some(line) = self.lines.next() {
            end = line.range.end;
            let text = self.text[line.range].trim_start();
            if text.is_empty() {
                empty = Some(line.range);
            } else if text.starts_with('#') {
                self.comment(line, end - text.len() as u32, true);
            } else {
                continued = self.push(&mut joined, line.range);
            }
        }
        (joined, end, empty)
    }

    /// Adds a physical line to a logical one and tells whether the next belongs to it as well.
    fn push(&self, joined: &mut Joined, range: TextRange) -> bool {
        let line = &self.text[range];
        let kept = lines::continued(line, self.file.escape.char());
        joined.push(&line[..kept.unwrap_or(line.len())], range.start);
        kept.is_some()
    }

    /// Reads the bodies of the heredocs that the line of `instruction` opens. `end` becomes the end of the last line.
    fn heredocs(&mut self, openings: Vec<heredoc::Opening>, instruction: &Instruction, end: &mut u32) -> Vec<Heredoc> {
        let mut unterminated = None;
        let mut heredocs = Vec::with_capacity(openings.len());
        for opening in openings {
            let word = instruction.joined.range_to_source(opening.range);
            let (body, terminator) = self.body(&opening);
            if terminator.is_none() {
                unterminated = unterminated.or(Some(word));
            }
            let last = terminator
                .map_or(self.text[..body.end as usize].trim_end_matches(['\r', '\n']).len() as u32, |line| line.end);
            *end = last.max(*end);
            heredocs.push(Heredoc {
                word,
                name: opening.name,
                expand: opening.expand,
                chomp: opening.chomp,
                fd: opening.fd,
                body,
                terminator: terminator.unwrap_or(TextRange::empty(body.end)),
            });
        }
        if let Some(word) = unterminated {
            self.error(Layer::Lines, word, instruction.line, "unterminated heredoc".to_owned());
        }
        heredocs
    }

    /// The body of a heredoc and its terminator, which may be missing.
    fn body(&mut self, opening: &heredoc::Opening) -> (TextRange, Option<TextRange>) {
        let start = self.lines.offset();
        while let Some(line) = self.lines.next() {
            let text = &self.text[line.range];
            let text = if opening.chomp { text.trim_start_matches('\t') } else { text };
            if text == opening.name {
                return (TextRange::new(start, line.range.start), Some(line.range));
            }
        }
        (TextRange::new(start, self.lines.offset()), None)
    }

    fn too_long(&mut self, line: Line) {
        let read = self.lines.number - 1;
        if self.file.instructions.is_empty() {
            self.no_instructions(line.range, read);
        } else {
            let message = "dockerfile line greater than max allowed size of 65535";
            self.error(Layer::Lines, line.range, read, message.to_owned());
        }
    }

    fn no_instructions(&mut self, range: TextRange, line: u32) {
        self.error(Layer::Lines, range, line, "file with no instructions".to_owned());
    }

    fn too_much(&mut self, end: u32) {
        let message = format!("the file has more than {MOST_BYTES} bytes or {MOST_LINES} lines, the rest is not read");
        let range = TextRange::new(self.lines.offset(), end);
        self.errors.push(SyntaxError { range, line: None, message, suggestion: None, layer: Layer::Limits });
    }

    fn error(&mut self, layer: Layer, range: TextRange, line: u32, message: String) {
        self.errors.push(SyntaxError { range, line: Some(line), message, suggestion: None, layer });
    }
}

/// Whether heredocs are looked for: in ADD, COPY and RUN, also as triggers, unless their arguments are JSON.
fn may_have_heredocs(instruction: &Instruction) -> bool {
    let of = match &instruction.kind {
        Kind::Onbuild(Some(trigger)) => trigger,
        _ => instruction,
    };
    let json = match &of.kind {
        Kind::Run(run) => matches!(run.command, crate::Command::Exec(_)),
        Kind::Copy(copy) | Kind::Add(copy) => copy.json,
        _ => true,
    };
    debug_assert!(json || Keyword::takes_heredocs(of.keyword.keyword));
    !json && instruction.joined.text().contains("<<")
}
