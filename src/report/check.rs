//! What `check` found, as people read it; and the JSON that is layerwise's own.

mod clipped;
mod concise;
mod excerpt;
mod full;
mod json;
mod preview;
pub mod rebuilds;

use lint::{Applicability, Diagnostic, Level};

pub use concise::concise;
pub use full::{full, one};
pub use json::json;

use crate::machine::Run;
use crate::quantity::counted;

impl<'a> Run<'a> {
    /// All findings.
    pub fn diagnostics(&self) -> impl Iterator<Item = &'a Diagnostic> {
        self.files.iter().flat_map(|checked| &checked.diagnostics)
    }

    /// The worst level that was found.
    pub fn worst(&self) -> Option<Level> {
        self.diagnostics().map(|diagnostic| diagnostic.level).max()
    }

    /// How many findings of `level` there are.
    pub fn count(&self, level: Level) -> usize {
        self.diagnostics().filter(|diagnostic| diagnostic.level == level).count()
    }

    /// How many findings have a fix of exactly that kind.
    pub fn fixable(&self, applicability: Applicability) -> usize {
        let fixes = self.diagnostics().filter_map(|diagnostic| diagnostic.fix.as_ref());
        fixes.filter(|fix| fix.applicability == applicability).count()
    }

    /// The names in other tools that a finding goes by.
    fn aliases(&self, diagnostic: &Diagnostic) -> Vec<&'static str> {
        // Mistakes in settings are found by no rule.
        let Some(entry) = self.registry.get(diagnostic.rule) else { return Vec::new() };
        diagnostic.aliases(&entry.meta).map(|alias| alias.name).collect()
    }

    /// One line for the end: `3 findings in 2 files: 1 error, 2 warnings`, and what may be fixed.
    pub fn summary(&self) -> String {
        let all = self.diagnostics().count();
        let files = counted(self.files.len() as u64, "file");
        if all == 0 {
            return format!("{files} checked, nothing found\n");
        }
        let levels = [Level::Error, Level::Warning, Level::Info, Level::Style];
        let counts = levels.map(|level| (self.count(level), level)).into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, level)| of_level(count as u64, level)).collect();
        let found = counted(all as u64, "finding");
        let hint = fixes(self.fixable(Applicability::Safe), self.fixable(Applicability::Unsafe));
        format!("{found} in {files}: {}\n{hint}", counts.join(", "))
    }
}

fn of_level(count: u64, level: Level) -> String {
    match level {
        Level::Error | Level::Warning => counted(count, level.name()),
        Level::Info | Level::Style => format!("{count} {level}"),
    }
}

fn fixes(safe: usize, unsafe_: usize) -> String {
    match (safe, unsafe_) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{safe} can be fixed with `--fix`\n"),
        (0, more) => format!("{more} can be fixed with `--unsafe-fixes`\n"),
        (safe, more) => format!("{safe} can be fixed with `--fix`, {more} more with `--unsafe-fixes`\n"),
    }
}
