//! When what was found is too much.

use crate::{Diagnostic, Level};

/// The mildest level that makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailOn {
    /// Findings of this level and of worse ones.
    Level(Level),
    /// Nothing that is found.
    Never,
}

impl Default for FailOn {
    fn default() -> Self {
        Self::Level(Level::Warning)
    }
}

impl FailOn {
    /// All of them, the strictest first.
    pub const ALL: [Self; 5] = [
        Self::Level(Level::Style),
        Self::Level(Level::Info),
        Self::Level(Level::Warning),
        Self::Level(Level::Error),
        Self::Never,
    ];

    /// Its name in settings and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level(level) => level.name(),
            Self::Never => "never",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fail_on| fail_on.name() == name)
    }

    /// Whether `diagnostic` is too much.
    pub fn fails(self, diagnostic: &Diagnostic) -> bool {
        matches!(self, Self::Level(least) if diagnostic.level >= least)
    }
}
