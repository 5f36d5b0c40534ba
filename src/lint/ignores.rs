//! Writes the comments that silence what is found now: `# layerwise ignore=…` in front of each instruction, and
//! `# layerwise ignore-file=…` for what lies in none.

use std::collections::BTreeMap;

use build::{Build, Inputs};
use syntax::Instruction;
use text::{Edit, SourceFile, TextRange};

use crate::suppressions::{Dialect, Suppression, comments};
use crate::{Diagnostic, Linter};

/// A file with its new comments.
#[derive(Debug)]
pub struct Silenced {
    /// The file as it is now.
    pub file: SourceFile,
    /// How many findings the comments silence.
    pub count: usize,
    /// What no comment silences: what keeps the file from being built, and what is said about comments themselves.
    pub remaining: Vec<Diagnostic>,
}

/// Silences what `linter` finds. Written again, the same file gets no more comments. A file that is not UTF-8 stays as it
/// is, as it can't be written back.
pub fn add(inputs: &Inputs, linter: &Linter) -> Silenced {
    let mut build = Build::new(inputs.clone());
    let mut count = 0;
    loop {
        let found = linter.silenceable(&build);
        let edits = if build.file().is_lossy() { Vec::new() } else { edits(&build, &found) };
        let Some(text) = text::apply(build.file().text(), &edits).ok().filter(|_| !edits.is_empty()) else {
            return Silenced { remaining: linter.check(&build), count, file: build.file().clone() };
        };
        let file = SourceFile::new(build.file().path(), &text);
        build = Build::new(Inputs { file, ..inputs.clone() });
        count += found.len() - linter.silenceable(&build).len().min(found.len());
    }
}

/// The comments for `found`. Those for the file come alone: the first instruction's would go to the same place.
fn edits(build: &Build, found: &[Diagnostic]) -> Vec<Edit> {
    let instructions = &build.parse().file.instructions;
    let mut rules: BTreeMap<Option<usize>, Vec<&str>> = BTreeMap::new();
    for found in found {
        let named =
            rules.entry(instructions.iter().position(|here| here.range.touches(found.range.start))).or_default();
        if !named.contains(&found.rule) {
            named.push(found.rule);
        }
    }
    let written = comments(build);
    if let Some(edit) = rules.remove(&None).and_then(|rules| for_file(build, &written, &rules)) {
        return vec![edit];
    }
    let of_instructions =
        rules.iter().filter_map(|(index, rules)| for_instruction(build, &written, &instructions[(*index)?], rules));
    of_instructions.collect()
}

fn for_instruction(build: &Build, written: &[Suppression], here: &Instruction, rules: &[&str]) -> Option<Edit> {
    match ours(written, |comment| comment.scope == Some(comment.range.cover(here.range))) {
        Some(comment) => extended(comment, rules),
        None => Some(in_front(build, here, "ignore", rules)),
    }
}

fn for_file(build: &Build, written: &[Suppression], rules: &[&str]) -> Option<Edit> {
    let whole = TextRange::new(0, build.file().text().len() as u32);
    match ours(written, |comment| comment.scope == Some(whole)) {
        Some(comment) => extended(comment, rules),
        // Without an instruction there is nothing that could be found.
        None => Some(in_front(build, build.parse().file.instructions.first()?, "ignore-file", rules)),
    }
}

/// The comment that is there already and names a rule.
fn ours(written: &[Suppression], speaks: impl Fn(&Suppression) -> bool) -> Option<&Suppression> {
    let named = |comment: &&Suppression| comment.dialect == Dialect::Layerwise && !comment.names.is_empty();
    written.iter().filter(named).find(|comment| speaks(comment))
}

/// Adds the names that `comment` has not.
fn extended(comment: &Suppression, rules: &[&str]) -> Option<Edit> {
    let new = rules.iter().filter(|rule| comment.names.iter().all(|name| name.text != **rule));
    let new: Vec<&str> = new.copied().collect();
    let last = comment.names.last()?;
    (!new.is_empty()).then(|| Edit::insert(last.range.end, format!(", {}", new.join(", "))))
}

/// A comment in a line of its own in front of the instruction, as far indented. hadolint's comments stay next to the
/// instruction, as hadolint wants them.
fn in_front(build: &Build, here: &Instruction, command: &str, rules: &[&str]) -> Edit {
    let (file, text) = (&build.parse().file, build.file().text());
    let above = here.comments.iter().rev().filter_map(|index| file.comments.get(*index));
    let of_hadolint = above.take_while(|comment| comment.text.starts_with("hadolint "));
    let start = of_hadolint.last().map_or(here.range.start, |comment| comment.range.start) as usize;
    let at = text[..start].trim_end_matches([' ', '\t']).len();
    let indent = &text[at..start];
    // The line end of the line above, or of the first.
    let line = text[..at].strip_suffix('\n').or_else(|| text.split('\n').next()).unwrap_or_default();
    let end = if line.ends_with('\r') { "\r\n" } else { "\n" };
    Edit::insert(at as u32, format!("{indent}# layerwise {command}={}{end}", rules.join(", ")))
}
