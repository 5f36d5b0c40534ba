//! Which `layerwise.toml` speaks of a file: the nearest upward.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lint::Registry;
use lint::settings::document::Document;

use crate::{Error, hadolint, source};

/// The names that settings may have, the first that is there counts.
pub const NAMES: [&str; 2] = ["layerwise.toml", ".layerwise.toml"];

/// A `layerwise.toml` and the directory its paths start from.
#[derive(Debug)]
pub struct Found {
    /// What it says.
    pub document: Document,
    /// The directory it lies in, absolute.
    pub directory: PathBuf,
}

impl Found {
    /// The path of `file` as the settings name it: from their directory, with `/`.
    pub fn path_of(&self, file: &Path) -> String {
        let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let path = absolute.strip_prefix(&self.directory).unwrap_or(&absolute);
        path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }
}

/// Finds settings, and reads each file once.
#[derive(Debug)]
pub struct Finder<'r> {
    registry: &'r Registry,
    nearest: HashMap<PathBuf, Option<Arc<Found>>>,
}

impl<'r> Finder<'r> {
    /// One that looks names up in `registry`.
    pub fn new(registry: &'r Registry) -> Self {
        Self { registry, nearest: HashMap::new() }
    }

    /// The settings nearest to `file`, which need not be there: in its directory or one above it.
    pub fn nearest(&mut self, file: &Path) -> Result<Option<Arc<Found>>, Error> {
        let absolute = std::path::absolute(file).map_err(|error| Error::io("find settings for", file, &error))?;
        absolute.parent().map_or(Ok(None), |directory| self.of_directory(directory))
    }

    /// The settings in the file at `path`; YAML is hadolint's.
    pub fn read(&self, path: &Path) -> Result<Arc<Found>, Error> {
        let here = std::env::current_dir().unwrap_or_default();
        let file = source::read(path.strip_prefix(here).unwrap_or(path))?;
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        let document =
            if is_yaml { hadolint::document(file, self.registry) } else { Document::read(file, self.registry) };
        let absolute = std::path::absolute(path).map_err(|error| Error::io("read", path, &error))?;
        let directory = absolute.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Arc::new(Found { document, directory }))
    }

    fn of_directory(&mut self, directory: &Path) -> Result<Option<Arc<Found>>, Error> {
        if let Some(known) = self.nearest.get(directory) {
            return Ok(known.clone());
        }
        let here = NAMES.iter().map(|name| directory.join(name)).find(|path| path.is_file());
        let found = match (here, directory.parent()) {
            (Some(path), _) => Some(self.read(&path)?),
            (None, Some(parent)) => self.of_directory(parent)?,
            (None, None) => None,
        };
        self.nearest.insert(directory.to_owned(), found.clone());
        Ok(found)
    }
}
