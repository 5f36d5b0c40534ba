//! Applies fixes, one at a time: after each the file is read again, so that overlap, order and drift of fixes do not exist.

use std::collections::HashSet;

use build::{Build, Inputs};
use text::SourceFile;

use crate::{Diagnostic, Fix, Linter};

/// More fixes than this in one file are a rule that feeds itself.
const MOST: usize = 10_000;

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

/// Applies the first fix that is `wanted`, reads the file again, and so on until none is left. A fix that brings a syntax
/// error is undone, and so is one that leads back to a text that was there before.
pub fn fix(inputs: &Inputs, linter: &Linter, wanted: impl Fn(&Diagnostic, &Fix) -> bool) -> Fixed {
    let mut build = Build::new(inputs.clone());
    let mut seen = HashSet::from([build.file().text().to_owned()]);
    let mut refused: Vec<Fix> = Vec::new();
    let (mut applied, mut undone) = (Vec::new(), Vec::new());
    loop {
        let remaining = linter.check(&build);
        let next = remaining.iter().find_map(|found| {
            let fix = found.fix.as_ref().filter(|fix| wanted(found, fix) && !refused.contains(fix));
            Some((found.rule, fix?))
        });
        let Some((rule, fix)) = next.filter(|_| applied.len() < MOST) else {
            return Fixed { file: build.file().clone(), applied, undone, remaining };
        };
        let fix = fix.clone();
        match apply(inputs, &build, &fix) {
            Ok(after) if seen.insert(after.file().text().to_owned()) => {
                applied.push((rule, fix.title));
                build = after;
            }
            // Two rules that disagree: the text stays as the first of them left it.
            Ok(_) => refused.push(fix),
            Err(reason) => {
                undone.push(Undone { rule, title: fix.title.clone(), reason });
                refused.push(fix);
            }
        }
    }
}

/// The build of the file with `fix` applied, or what speaks against it.
fn apply(inputs: &Inputs, before: &Build, fix: &Fix) -> Result<Build, String> {
    let text = text::apply(before.file().text(), &fix.edits).map_err(|error| format!("its edits clash: {error:?}"))?;
    let file = SourceFile::new(before.file().path(), &text);
    let after = Build::new(Inputs { file, ..inputs.clone() });
    let (old, new) = (&before.parse().errors, &after.parse().errors);
    let is_new = |error: &&syntax::SyntaxError| !old.iter().any(|known| known.message == error.message);
    if new.len() > old.len() {
        let error = new.iter().find(is_new).or(new.last()).map_or("", |error| error.message.as_str());
        return Err(format!("it brings the error: {error}"));
    }
    Ok(after)
}
