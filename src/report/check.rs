//! What rules found, in every format that there is: one file per format.

mod concise;
mod excerpt;
mod full;
mod json;
mod preview;

use lint::{Applicability, Diagnostic, Level, Meta, Registry};
use text::SourceFile;

pub use concise::concise;
pub use full::{full, one};
pub use json::json;

use crate::quantity::counted;

/// What a run of `check` came to.
#[derive(Debug)]
pub struct Checked<'r> {
    /// The files that could be read, in the order in which they are reported.
    pub files: Vec<FileFindings>,
    /// The files that could not be read.
    pub unread: Vec<Unread>,
    /// Where the rules' aliases are looked up.
    pub registry: &'r Registry,
}

/// A file and what was found in it.
#[derive(Clone, Debug)]
pub struct FileFindings {
    /// The file.
    pub file: SourceFile,
    /// The findings, in the order in which they are reported.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its path.
    pub path: String,
    /// Why, with its path in it.
    pub reason: String,
}

impl Checked<'_> {
    /// All findings.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.iter().flat_map(|file| &file.diagnostics)
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

    /// What is known of a finding's rule; `None` for mistakes in settings, which no rule finds.
    fn meta(&self, diagnostic: &Diagnostic) -> Option<&Meta> {
        self.registry.get(diagnostic.rule).map(|entry| &entry.meta)
    }

    /// The names in other tools that a finding goes by.
    fn aliases(&self, diagnostic: &Diagnostic) -> Vec<&'static str> {
        let meta = self.meta(diagnostic);
        meta.map(|meta| diagnostic.aliases(meta).map(|alias| alias.name).collect()).unwrap_or_default()
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
