//! Applies fixes in rounds: those of one rule that do not touch each other, then the file is read again and every rule asked
//! anew, so that drift and clashes of fixes do not exist.

use std::collections::{BTreeMap, HashSet};

use build::{Build, Inputs};
use text::{Edit, SourceFile, TextRange};

use crate::{Diagnostic, Fix, Linter};

/// More rounds than this over one file are a rule that feeds itself.
const MOST: usize = 1_000;

/// A file after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The file as it is now.
    pub file: SourceFile,
    /// The fixes that were applied, in order: the rule's name and the fix's title.
    pub applied: Vec<(&'static str, String)>,
    /// Fixes that were undone because of what they did to the file: bugs of their rules.
    pub undone: Vec<Undone>,
    /// What is still there to be said.
    pub remaining: Vec<Diagnostic>,
}

/// A fix that was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The rule that offered it.
    pub rule: &'static str,
    /// Its title.
    pub title: String,
    /// Why it was undone.
    pub reason: String,
}

/// Applies the fixes that are `wanted`, those of one rule together, reads the file again, and so on until none is left. A fix
/// that brings an error is undone, and so are those that lead back to a text that was there before.
pub fn fix(inputs: &Inputs, linter: &Linter, wanted: impl Fn(&Diagnostic, &Fix) -> bool) -> Fixed {
    let mut build = Build::new(inputs.clone());
    let mut seen = HashSet::from([build.file().text().to_owned()]);
    let mut refused: Vec<Fix> = Vec::new();
    let (mut applied, mut undone) = (Vec::new(), Vec::new());
    for _ in 0..MOST {
        let remaining = linter.check(&build);
        let mut round = round(&remaining, |found, fix| wanted(found, fix) && !refused.contains(fix));
        if round.is_empty() {
            return Fixed { file: build.file().clone(), applied, undone, remaining };
        }
        loop {
            match apply(inputs, &build, &round) {
                Ok(after) if seen.insert(after.file().text().to_owned()) => {
                    applied.extend(round.iter().map(|(rule, fix)| (*rule, fix.title.clone())));
                    build = after;
                }
                // Two rules that disagree: the text stays as the first of them left it.
                Ok(_) => refused.extend(round.iter().map(|(_, fix)| (*fix).clone())),
                Err(reason) => match round.as_slice() {
                    [(rule, fix)] => {
                        undone.push(Undone { rule, title: fix.title.clone(), reason });
                        refused.push((*fix).clone());
                    }
                    // One of them is to blame: it is alone sooner or later.
                    several => {
                        round.truncate(several.len() / 2);
                        continue;
                    }
                },
            }
            break;
        }
    }
    Fixed { file: build.file().clone(), applied, undone, remaining: linter.check(&build) }
}

/// The fixes of the first rule that has any that are `wanted`, without those that touch what another of them edits.
fn round(found: &[Diagnostic], wanted: impl Fn(&Diagnostic, &Fix) -> bool) -> Vec<(&'static str, &Fix)> {
    let mut round: Vec<(&'static str, &Fix)> = Vec::new();
    let mut edited = Edited::default();
    for found in found {
        let first = round.first().map_or(found.rule, |(rule, _)| *rule);
        let fix = found.fix.as_ref().filter(|fix| found.rule == first && wanted(found, fix));
        round.extend(fix.filter(|fix| edited.add(&fix.edits)).map(|fix| (found.rule, fix)));
    }
    round
}

/// Where a file is edited: the end of each place by its start.
#[derive(Default)]
struct Edited(BTreeMap<u32, u32>);

impl Edited {
    /// Adds the places of `edits`, if they touch none that is there.
    fn add(&mut self, edits: &[Edit]) -> bool {
        let is_free =
            |range: TextRange| self.0.range(..=range.end).next_back().is_none_or(|(_, end)| *end < range.start);
        let free = edits.iter().all(|edit| is_free(edit.range));
        for edit in edits.iter().filter(|_| free) {
            let end = self.0.entry(edit.range.start).or_default();
            *end = edit.range.end.max(*end);
        }
        free
    }
}

/// The build of the file with the fixes applied, or what speaks against it.
fn apply(inputs: &Inputs, before: &Build, fixes: &[(&'static str, &Fix)]) -> Result<Build, String> {
    let edits: Vec<Edit> = fixes.iter().flat_map(|(_, fix)| &fix.edits).cloned().collect();
    let text = text::apply(before.file().text(), &edits).map_err(|error| format!("its edits clash: {error:?}"))?;
    let file = SourceFile::new(before.file().path(), &text);
    let after = Build::new(Inputs { file, ..inputs.clone() });
    let (old, new) = (errors(before), errors(&after));
    if new.len() > old.len() {
        let error = new.iter().find(|error| !old.contains(error)).or(new.last()).unwrap_or(&"");
        return Err(format!("it brings the error: {error}"));
    }
    Ok(after)
}

/// What keeps the file from being built.
fn errors(build: &Build) -> Vec<&str> {
    let written = build.parse().errors.iter().map(|error| error.message.as_str());
    written.chain(build.errors().iter().map(|error| error.message.as_str())).collect()
}
