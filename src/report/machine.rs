//! What `check` found, and the formats for machines that it is said in: one file each.
//!
//! A format is a function from a [`Run`] to text. The order is that of the run, so equal runs give equal bytes.

mod baseline;
mod checkstyle;
mod codeclimate;
mod fingerprint;
mod github;
mod gitlab;
mod gnu;
mod junit;
mod markdown;
mod place;
mod rdjson;
mod sarif;
mod sonarqube;
mod statistics;
mod xml;

use lint::{Diagnostic, Level, Registry};
use text::SourceFile;

pub use baseline::{Baseline, baseline};
pub use checkstyle::checkstyle;
pub use codeclimate::codeclimate;
pub use github::github;
pub use gitlab::gitlab;
pub use gnu::gnu;
pub use junit::junit;
pub use markdown::markdown;
pub use rdjson::rdjson;
pub use sarif::sarif;
pub use sonarqube::sonarqube;
pub use statistics::statistics;

use place::Place;

/// A file, and what there is to say about it, in the order of the file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The file.
    pub file: SourceFile,
    /// What the rules say.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its path as the user gave it.
    pub path: String,
    /// Why, in lower case.
    pub reason: String,
}

/// All that a run of `check` has to say.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The files that were checked, in the order of their paths.
    pub files: &'a [Checked],
    /// The files that could not be.
    pub unread: &'a [Unread],
    /// The rules there are.
    pub registry: &'a Registry,
    /// The working directory, absolute: paths in it are said relative to it.
    pub directory: &'a str,
}

/// One finding, with all that a format asks about it.
#[derive(Clone, Copy)]
struct Finding<'a> {
    path: &'a str,
    file: &'a SourceFile,
    diagnostic: &'a Diagnostic,
}

impl<'a> Run<'a> {
    fn path(&self, path: &'a str) -> &'a str {
        from_directory(path, self.directory)
    }

    /// The findings of one file.
    fn findings_of(&self, checked: &'a Checked) -> impl Iterator<Item = Finding<'a>> + use<'a> {
        let path = self.path(checked.file.path());
        checked.diagnostics.iter().map(move |diagnostic| Finding { path, file: &checked.file, diagnostic })
    }

    /// All findings, file by file.
    fn findings(&self) -> impl Iterator<Item = Finding<'a>> {
        self.files.iter().flat_map(|checked| self.findings_of(checked))
    }
}

impl<'a> Finding<'a> {
    fn place(&self) -> Place {
        Place::of(self.file, self.diagnostic.range)
    }

    /// The message in one line, without what could trick whoever shows it.
    fn message(&self) -> String {
        crate::visible(&self.diagnostic.message).into_owned()
    }

    /// The help that comes with it: the notes that are about no other place.
    fn help(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.diagnostic.notes.iter().filter(|note| note.range.is_none()).map(|note| note.text.as_str())
    }

    /// The message, and a line for each word of help.
    fn message_with_help(&self) -> String {
        let help = self.help().map(|text| format!("\nhelp: {}", crate::visible(text)));
        std::iter::once(self.message()).chain(help).collect()
    }
}

/// `path` from `directory`; a path that leads elsewhere stays as it is.
fn from_directory<'p>(path: &'p str, directory: &str) -> &'p str {
    let inside = path.strip_prefix(directory).and_then(|rest| rest.strip_prefix('/'));
    let mut path = inside.unwrap_or(path);
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    path
}

/// What a format calls each level, the mildest first.
fn called(level: Level, names: [&'static str; 4]) -> &'static str {
    names[match level {
        Level::Style => 0,
        Level::Info => 1,
        Level::Warning => 2,
        Level::Error => 3,
    }]
}

/// `value` as JSON in lines, with one at the end.
pub(crate) fn pretty(value: &impl serde::Serialize) -> String {
    // Strings, numbers and lists of them can always be said in JSON.
    crate::json::safe(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}
