//! What a rule says about a place, and how it may be mended.

use std::fmt;

use build::Build;
use serde::{Deserialize, Serialize};
use text::{Edit, TextRange};

use crate::{Alias, Meta};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A matter of taste.
    Style,
    /// Worth knowing.
    Info,
    /// It works today, and costs time, size or safety.
    Warning,
    /// The build fails, or the image does not do what is written.
    Error,
}

impl Level {
    /// All levels, the mildest first.
    pub const ALL: [Self; 4] = [Self::Style, Self::Info, Self::Warning, Self::Error];

    /// Its name in settings, on the command line and in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Style => "style",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A rule's finding at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name.
    pub rule: &'static str,
    /// The aliases that this finding goes by, where those of the rule mean different things (`SC2086`).
    /// Empty: it goes by all of them.
    pub aliases: Vec<&'static str>,
    /// How bad it is, settings included.
    pub level: Level,
    /// The place.
    pub range: TextRange,
    /// What is so, then what follows: lower case, no full stop.
    pub message: String,
    /// More to know, some of it at other places of the file.
    pub notes: Vec<Note>,
    /// What an editor may do with the place besides underlining it.
    pub tags: Vec<Tag>,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// The place whose comment silences the finding in `BuildKit`, if that is another instruction than the marked one.
    pub decided_at: Option<TextRange>,
    /// Where other tools put the finding, if not at the instruction that holds `range`.
    pub other_tools_at: Option<TextRange>,
}

/// More to know about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The place it is about; `None` for a word of help.
    pub range: Option<TextRange>,
    /// The text: lower case, no full stop.
    pub text: String,
}

/// How an editor may show the marked text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// It has no effect: shown faded.
    Unnecessary,
    /// It is deprecated: shown struck through.
    Deprecated,
}

/// Edits that mend a finding: all of them, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What applying it does, as a command: ``write `AS` in upper case``.
    pub title: String,
    /// When it may be applied.
    pub applicability: Applicability,
    /// The edits, in any order; they do not overlap.
    pub edits: Vec<Edit>,
    /// What the edits rebuild once, where somebody worked it out.
    pub rebuilds: Option<Rebuilds>,
}

/// How many steps run again because the file was edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilds {
    /// Those that do.
    pub steps: usize,
    /// Those that do unless what they take comes out byte-identical.
    pub maybe: usize,
    /// All steps of the target.
    pub of: usize,
}

/// When a fix may be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Only by a person who has looked at it, in an editor.
    Manual,
    /// With `--unsafe-fixes`: the image may differ, in the way that was most likely meant.
    Unsafe,
    /// With `--fix`: the image that is built is the same.
    Safe,
}

impl Applicability {
    /// Its name in output and in pages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

impl Fix {
    /// A fix that leaves the image as it is.
    pub fn safe(title: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits: edits.into(), rebuilds: None }
    }

    /// A fix that changes the image in the way that was most likely meant.
    pub fn unsafe_(title: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        Self { applicability: Applicability::Unsafe, ..Self::safe(title, edits) }
    }

    /// A fix that a person must look at.
    pub fn manual(title: impl Into<String>, edits: impl Into<Vec<Edit>>) -> Self {
        Self { applicability: Applicability::Manual, ..Self::safe(title, edits) }
    }
}

impl Diagnostic {
    /// A finding of `rule` without notes or fix.
    pub fn new(rule: &'static str, level: Level, range: TextRange, message: impl Into<String>) -> Self {
        Self {
            rule,
            aliases: Vec::new(),
            level,
            range,
            message: message.into(),
            notes: Vec::new(),
            tags: Vec::new(),
            fix: None,
            decided_at: None,
            other_tools_at: None,
        }
    }

    /// Marks a second place and says what it has to do with the finding.
    pub fn label(&mut self, range: TextRange, text: impl Into<String>) -> &mut Self {
        self.notes.push(Note { range: Some(range), text: text.into() });
        self
    }

    /// Adds a word of help.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.notes.push(Note { range: None, text: text.into() });
        self
    }

    /// Says how to mend it. `None` is no fix, so that a rule may hand on what it could not work out.
    pub fn fix(&mut self, fix: impl Into<Option<Fix>>) -> &mut Self {
        self.fix = fix.into();
        self
    }

    /// Says how an editor may show the place.
    pub fn tag(&mut self, tag: Tag) -> &mut Self {
        self.tags.push(tag);
        self
    }

    /// Says that this finding goes by one of the rule's aliases, and not by those that are not said.
    pub fn known_as(&mut self, alias: &'static str) -> &mut Self {
        self.aliases.push(alias);
        self
    }

    /// Says that no other tool has this finding: it goes by none of the rule's aliases.
    pub fn known_here_only(&mut self) -> &mut Self {
        // A name that no alias has.
        self.aliases = vec![""];
        self
    }

    /// Whether `name` means this finding of the rule `meta`: the rule's name, or an alias that it goes by. Case does not count.
    pub fn is_called(&self, name: &str, meta: &Meta) -> bool {
        meta.name.eq_ignore_ascii_case(name) || self.aliases(meta).any(|alias| alias.name.eq_ignore_ascii_case(name))
    }

    /// The aliases of the rule `meta` that this finding goes by.
    pub fn aliases(&self, meta: &Meta) -> impl Iterator<Item = Alias> {
        let all = self.aliases.is_empty();
        meta.aliases.iter().copied().filter(move |alias| all || self.aliases.contains(&alias.name))
    }

    /// Says at which other place a comment of `BuildKit`'s silences it.
    pub fn decided_at(&mut self, range: TextRange) -> &mut Self {
        self.decided_at = Some(range);
        self
    }

    /// Says where other tools put it, if not at the instruction that holds its range.
    pub fn other_tools_at(&mut self, range: TextRange) -> &mut Self {
        self.other_tools_at = Some(range);
        self
    }

    /// Goes to the place where the tools whose findings a preset repeats put it: to the instruction that holds its range.
    pub(crate) fn move_to_instruction(&mut self, build: &Build) {
        let instructions = build.instructions();
        let next = instructions.partition_point(|instruction| instruction.range.end < self.range.start);
        let around = instructions.get(next).map(|instruction| instruction.range);
        let around = around.filter(|around| around.covers(self.range) && !same_line(build, *around, self.range));
        self.range = self.other_tools_at.or(around).unwrap_or(self.range);
    }
}

/// Whether two ranges begin in the same line.
fn same_line(build: &Build, a: TextRange, b: TextRange) -> bool {
    let lines = build.file().lines();
    lines.line(a.start) == lines.line(b.start)
}
