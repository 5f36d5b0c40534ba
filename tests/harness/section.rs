//! What the blocks of a page share, from one heading to the next: settings, files, and the last example.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use build::Inputs;
use build::context::{Contents, Context, Digest, Entry as File, EntryKind, IgnoreFile, Listing};
use lint::settings::document::Document;
use lint::{Entry, Settings};
use text::SourceFile;

use super::page::Page;

/// What the blocks of a page share, from one heading to the next.
pub struct Section {
    /// The root of the repository.
    pub root: PathBuf,
    /// The rule whose page it is.
    pub rule: Option<Entry>,
    /// The settings that the last `toml` block gives.
    pub settings: Option<Document>,
    /// The named files so far.
    pub files: BTreeMap<String, String>,
    /// The last example, its marks taken out.
    pub example: Option<String>,
    /// The example before that one.
    pub previous: Option<String>,
    /// The fixes of the last example that no block has shown yet.
    pub fixes: VecDeque<Shown>,
}

/// A fix as a block shows it.
pub struct Shown {
    /// `diff`, `diff unsafe` or `diff manual`.
    pub info: String,
    /// The whole file with its changes.
    pub body: String,
}

impl Section {
    /// One without anything in it yet.
    pub fn new(page: &Page, root: &Path) -> Self {
        let name = page.path.strip_prefix("rules/").and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let rule = rules::registry().get(&name.trim_end_matches(".md").replace('_', "-")).copied();
        Self {
            root: root.to_owned(),
            rule,
            settings: None,
            files: BTreeMap::new(),
            example: None,
            previous: None,
            fixes: VecDeque::new(),
        }
    }

    /// The settings for `only` that rule, or for all of the preset when there is none; those of the section come on top.
    pub fn settings(&self, only: Option<&Entry>) -> Settings {
        let base = only.map(|rule| Settings::only(&rule.meta)).unwrap_or_default();
        let Some(document) = &self.settings else { return base };
        let mut settings = Settings::of(document.layers("Dockerfile"));
        settings.switches.splice(0..0, base.switches);
        settings
    }

    /// The build of `dockerfile` in the context of the section's files; without any, the context is not known.
    pub fn inputs(&self, dockerfile: &str) -> Inputs {
        let mut inputs = Inputs::of_file(SourceFile::new("Dockerfile", dockerfile));
        if !self.files.is_empty() {
            inputs.context = Some(Arc::new(self.context(dockerfile)));
        }
        inputs
    }

    fn context(&self, dockerfile: &str) -> Context {
        let mut files = self.files.clone();
        files.entry("Dockerfile".to_owned()).or_insert_with(|| dockerfile.to_owned());
        let mut paths: BTreeMap<String, File> = BTreeMap::new();
        for (path, text) in &files {
            for (at, _) in path.match_indices('/') {
                paths.insert(path[..at].to_owned(), entry(&path[..at], EntryKind::Directory, 0o755, 0));
            }
            paths.insert(path.clone(), entry(path, EntryKind::File, 0o644, text.len() as u64));
        }
        let ignore = files.get(".dockerignore").map(|text| IgnoreFile::new(SourceFile::new(".dockerignore", text)));
        let listing = Listing { entries: paths.into_values().collect(), ..Listing::default() };
        Context::new(listing, ignore, Arc::new(Texts(files)))
    }
}

fn entry(path: &str, kind: EntryKind, mode: u32, size: u64) -> File {
    File { path: path.into(), kind, mode, size }
}

/// The files of a section as contents of a context.
#[derive(Debug)]
struct Texts(BTreeMap<String, String>);

impl Contents for Texts {
    fn digest(&self, path: &str) -> Option<Digest> {
        let mut hasher = DefaultHasher::new();
        self.0.get(path)?.hash(&mut hasher);
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&hasher.finish().to_le_bytes());
        Some(Digest(digest))
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }
}
