//! `layerwise.toml`.

use globset::GlobSet;
use text::SourceFile;

use super::layer::Layer;
use super::read;
use crate::{Diagnostic, Registry};

/// A `layerwise.toml`: what it says, and what in it is wrong.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: SourceFile,
    /// What it says for all files.
    pub base: Layer,
    /// What it says for some.
    pub overrides: Vec<Override>,
    /// Whether it was made of another tool's settings, so that only the mistakes have places in the file.
    pub imported: bool,
    /// What can't be understood, of the rule [`SETTINGS_ERROR`]. What is right counts all the same.
    pub mistakes: Vec<Diagnostic>,
}

/// An `[[overrides]]` table.
#[derive(Clone, Debug)]
pub struct Override {
    /// The files it is for, as paths from the directory of the `layerwise.toml`.
    pub paths: GlobSet,
    /// What it says for them.
    pub layer: Layer,
}

/// What mistakes in settings are called; no rule of that name is in the registry, and none can be turned off.
pub const SETTINGS_ERROR: &str = "settings-error";

impl Document {
    /// Reads `file`; names are looked up in `registry`.
    pub fn read(file: SourceFile, registry: &Registry) -> Self {
        read::document(file, registry)
    }

    /// What speaks of the file at `path` (from the directory of the `layerwise.toml`, with `/`), in the order in which it counts.
    pub fn layers(&self, path: &str) -> impl Iterator<Item = &Layer> {
        let overrides = self.overrides.iter().filter(move |over| over.paths.is_match(path));
        std::iter::once(&self.base).chain(overrides.map(|over| &over.layer))
    }
}
