//! What may be typed at the cursor.

pub mod comments;
mod flags;
mod names;
mod paths;

use syntax::{Heredoc, Keyword};
use text::TextRange;

use crate::ide::line::{Line, Part};
use crate::ide::reference;
use crate::ide::snapshot::{Snapshot, innermost};

/// Something that may be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is shown.
    pub label: String,
    /// What is shown beside it, in a word or two.
    pub detail: String,
    /// What it means, in Markdown.
    pub documentation: String,
    /// What it is.
    pub kind: CandidateKind,
    /// What stands in its place now, up to the cursor.
    pub replaces: TextRange,
    /// What is inserted; `$0` is where the cursor goes, in a [`CandidateKind`] that is a snippet.
    pub insert: String,
    /// Whether what follows is offered at once: behind `--from=` or a directory.
    pub goes_on: bool,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    /// An instruction, or `AS`.
    Keyword,
    /// A flag or a mount's key.
    Flag,
    /// A value of a flag.
    Value,
    /// A stage.
    Stage,
    /// An image.
    Image,
    /// A variable.
    Variable,
    /// A file of the context.
    File,
    /// A directory of the context.
    Directory,
    /// A rule.
    Rule,
}

impl Candidate {
    pub(super) fn new(kind: CandidateKind, label: impl Into<String>, replaces: TextRange) -> Self {
        let label = label.into();
        Self {
            insert: label.clone(),
            label,
            detail: String::new(),
            documentation: String::new(),
            kind,
            replaces,
            goes_on: false,
        }
    }

    pub(super) fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    pub(super) fn documentation(self, documentation: impl Into<String>) -> Self {
        Self { documentation: documentation.into(), ..self }
    }

    pub(super) fn inserts(self, insert: impl Into<String>) -> Self {
        Self { insert: insert.into(), ..self }
    }

    pub(super) fn goes_on(self) -> Self {
        Self { goes_on: true, ..self }
    }
}

/// What may be typed at `offset`, in the order in which it is offered. It is not narrowed down by what is typed already:
/// editors do that as they like.
pub fn complete(snapshot: &Snapshot, offset: u32) -> Vec<Candidate> {
    if let Some(candidates) = comments::complete(snapshot, offset) {
        return candidates;
    }
    if let Some((index, heredoc)) = heredoc_at(snapshot, offset) {
        let typed = &snapshot.text()[TextRange::new(heredoc.body.start, offset)];
        let reads_variables = heredoc.expand || snapshot.instructions()[index].keyword.keyword == Keyword::Run;
        return variable_at_end(typed).filter(|_| reads_variables).map_or_else(Vec::new, |typed| {
            names::variables(snapshot, index, behind(offset, typed), typed.starts_with("${"))
        });
    }
    let Some(line) = Line::at(snapshot, offset) else { return instructions(snapshot, offset) };
    if let Some(typed) = variable_at_end(line.word()) {
        return names::variables(snapshot, line.index, behind(offset, typed), typed.starts_with("${"));
    }
    match line.part() {
        Part::Flag(name) => flags::names(snapshot, &line, TextRange::new(offset - name.len() as u32 - 2, offset)),
        Part::FlagValue { name, value } => flags::values(snapshot, &line, name, value, offset),
        Part::Argument { index, text } => arguments(snapshot, &line, index, text, offset),
    }
}

/// The heredoc whose body `offset` is in, and its instruction.
fn heredoc_at(snapshot: &Snapshot, offset: u32) -> Option<(usize, &Heredoc)> {
    let index = snapshot.instruction_at(offset)?;
    let instruction = innermost(&snapshot.instructions()[index], offset);
    Some((index, instruction.heredocs.iter().find(|heredoc| heredoc.body.touches(offset))?))
}

/// What stands in place of `typed`, which ends at the cursor.
fn behind(offset: u32, typed: &str) -> TextRange {
    TextRange::new(offset.saturating_sub(typed.len() as u32), offset)
}

/// The variable that is being typed at the end of `word`, from its `$` on.
fn variable_at_end(word: &str) -> Option<&str> {
    let at = word.rfind('$')?;
    let name = word[at + 1..].strip_prefix('{').unwrap_or(&word[at + 1..]);
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(&word[at..])
}

fn arguments(snapshot: &Snapshot, line: &Line, index: usize, text: &str, offset: u32) -> Vec<Candidate> {
    let range = behind(offset, text);
    let mut found = Vec::new();
    match line.keyword {
        Keyword::From if index == 0 => found.extend(names::bases(snapshot, line, range)),
        Keyword::From if index == 1 => found.push(Candidate::new(CandidateKind::Keyword, "AS", range).inserts("AS ")),
        Keyword::Copy | Keyword::Add => found.extend(paths::sources(snapshot, line, text, offset)),
        Keyword::Onbuild if index == 0 => {
            let kept = |candidate: &Candidate| {
                !["FROM", "MAINTAINER", "ONBUILD"].iter().any(|name| candidate.label.eq_ignore_ascii_case(name))
            };
            return instructions(snapshot, offset).into_iter().filter(kept).collect();
        }
        Keyword::Healthcheck if index == 0 => {
            found.extend(["CMD", "NONE"].map(|word| Candidate::new(CandidateKind::Keyword, word, range)));
        }
        Keyword::Stopsignal => found.extend(SIGNALS.map(|signal| Candidate::new(CandidateKind::Value, signal, range))),
        // Behind `=` anything may stand.
        Keyword::Arg if !text.contains('=') => found.extend(names::predefined(range)),
        Keyword::Expose => found.extend(names::protocols(text, offset)),
        _ => {}
    }
    // `--` may follow at once, also where nothing is typed yet.
    if index == 0 && text.is_empty() {
        found.extend(flags::names(snapshot, line, range));
    }
    found
}

/// The signals that programs are stopped with in practice.
const SIGNALS: [&str; 6] = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGWINCH", "SIGRTMIN+3"];

/// The instructions that may begin at the cursor, in the case that the file is written in.
fn instructions(snapshot: &Snapshot, offset: u32) -> Vec<Candidate> {
    let text = &snapshot.text()[..offset as usize];
    let typed = text.len() - text.trim_end_matches(|char: char| char.is_ascii_alphabetic()).len();
    let range = TextRange::new(offset - typed as u32, offset);
    let in_front = snapshot.instructions().iter().find(|instruction| instruction.range.end < range.start);
    let lower =
        in_front.is_some_and(|instruction| instruction.keyword.text.starts_with(|char: char| char.is_lowercase()));
    reference::instructions()
        .map(|page| {
            let name = if lower { page.name.to_lowercase() } else { page.name.to_owned() };
            Candidate::new(CandidateKind::Keyword, name.clone(), range)
                .documentation(page.text)
                .inserts(format!("{name} "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    /// The labels that are offered at the cursor.
    pub(super) fn labels(text: &str) -> Vec<String> {
        let (snapshot, offset) = at_cursor(text);
        complete(&snapshot, offset).into_iter().map(|candidate| candidate.label).collect()
    }

    /// The text after the candidate with that label was taken.
    pub(super) fn taken(text: &str, label: &str) -> String {
        let (snapshot, offset) = at_cursor(text);
        let candidates = complete(&snapshot, offset);
        let Some(candidate) = candidates.iter().find(|candidate| candidate.label == label) else {
            panic!("{label} is not among {candidates:?}")
        };
        let edit = text::Edit::replace(candidate.replaces, candidate.insert.clone());
        text::apply(snapshot.text(), &[edit]).unwrap()
    }

    #[test]
    fn instructions_begin_a_line() {
        assert_eq!(labels("FROM a\n<CURSOR>").len(), 18);
        assert_eq!(taken("FROM a\nWO<CURSOR>", "WORKDIR"), "FROM a\nWORKDIR ");
        assert_eq!(taken("from a\nwo<CURSOR>\n", "workdir"), "from a\nworkdir \n");
        assert_eq!(taken("FROM a\nONBUILD R<CURSOR>", "RUN"), "FROM a\nONBUILD RUN ");
    }

    #[test]
    fn only_what_can_be_kept_is_offered_behind_onbuild() {
        assert_eq!(labels("FROM a\nONBUILD <CURSOR>").len(), 15);
    }

    #[test]
    fn variables_are_offered_in_a_heredoc() {
        assert_eq!(labels("FROM a\nENV A=1\nRUN <<EOF\n# it's\necho $<CURSOR>\nEOF\n"), ["$A"]);
        assert_eq!(labels("FROM a\nENV A=1\nCOPY <<EOF /x\n${<CURSOR>\nEOF\n"), ["${A}"]);
        assert_eq!(labels("FROM a\nENV A=1\nCOPY <<'EOF' /x\n$<CURSOR>\nEOF\n"), [""; 0]);
        assert_eq!(labels("FROM a\nCOPY <<EOF /x\ntext <CURSOR>\nEOF\n"), [""; 0]);
    }

    #[test]
    fn a_stage_gets_its_name_behind_as() {
        assert_eq!(taken("FROM a <CURSOR>", "AS"), "FROM a AS ");
    }

    #[test]
    fn nothing_is_offered_in_a_command_line() {
        assert_eq!(labels("FROM a\nRUN echo <CURSOR>"), [""; 0]);
    }
}
