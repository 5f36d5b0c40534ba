//! A repository now and at a commit, for questions about many contexts at once: git is asked once, and each context is
//! listed once for each side.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use build::context::{Contents, Context, Digest, IgnoreFile};
use sha2::{Digest as _, Sha256};
use text::SourceFile;

use super::{Repository, Since};
use crate::{Error, context, source};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The commit.
    Then,
    /// The working tree.
    Now,
}

/// A repository at two times. Paths are relative to its top, with `/` and without `.` or `..`; the top is the empty path.
#[derive(Debug)]
pub struct History {
    top: PathBuf,
    since: Since,
    contexts: Mutex<HashMap<ContextKey, Arc<Context>>>,
}

/// The time, the directory, and the ignore file's path and text.
type ContextKey = (Side, String, Option<(String, String)>);

impl History {
    /// The repository that `directory` lies in, now and at the commit `revision`.
    pub fn new(directory: &Path, revision: &str) -> Result<Self, Error> {
        let top = Repository::of(directory)?.top()?;
        let since = Since::new(&top, revision)?;
        Ok(Self { top, since, contexts: Mutex::default() })
    }

    /// The directory that paths are relative to.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The working directory from the top; the empty path if it is not in the repository.
    pub fn working_directory(&self) -> PathBuf {
        let here = std::env::current_dir().and_then(std::fs::canonicalize);
        let top = std::fs::canonicalize(&self.top);
        match (here, top) {
            (Ok(here), Ok(top)) => here.strip_prefix(top).map(Path::to_owned).unwrap_or_default(),
            _ => PathBuf::new(),
        }
    }

    /// The commit's full name.
    pub fn commit(&self) -> &str {
        self.since.revision().commit()
    }

    /// The paths of all files that differ.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        self.since.changed().iter().map(|changed| changed.path.as_str())
    }

    /// The file at `path`; `None` if there is none, or it can't be read.
    pub fn file(&self, side: Side, path: &str) -> Option<SourceFile> {
        let bytes = match side {
            Side::Now => source::bytes(&self.top.join(path)).ok(),
            Side::Then => self.since.read(path),
        };
        Some(SourceFile::from_bytes(path, &bytes?))
    }

    /// The context `directory` of a build of `dockerfile`, without what its ignore file leaves out; builds of the same
    /// context share it.
    ///
    /// Files that did not change are not read: they are told by their paths, which are those of before.
    pub fn context(&self, side: Side, directory: &str, dockerfile: Option<&str>) -> Result<Arc<Context>, Error> {
        let ignore = self.ignore_file(side, directory, dockerfile);
        let ignored_by = ignore.as_ref().map(|ignore| (ignore.file.path().to_owned(), ignore.file.text().to_owned()));
        let key = (side, directory.to_owned(), ignored_by);
        if let Some(known) = self.lock().get(&key) {
            return Ok(Arc::clone(known));
        }
        let context = Arc::new(self.read_context(side, directory, ignore)?);
        self.lock().insert(key, Arc::clone(&context));
        Ok(context)
    }

    fn ignore_file(&self, side: Side, directory: &str, dockerfile: Option<&str>) -> Option<IgnoreFile> {
        let own = dockerfile.map(|dockerfile| format!("{dockerfile}.dockerignore"));
        let shared = join(directory, ".dockerignore");
        own.into_iter().chain([shared]).find_map(|path| self.file(side, &path)).map(IgnoreFile::new)
    }

    fn read_context(&self, side: Side, directory: &str, ignore: Option<IgnoreFile>) -> Result<Context, Error> {
        let since = self.since.within(directory);
        let changed = since.changed().iter().map(|changed| changed.path.clone()).collect();
        let here = self.top.join(directory);
        let (listing, real) = match side {
            Side::Now => (context::list(&here, ignore.as_ref())?, context::on_disk(&here)),
            Side::Then => since.listing(ignore.as_ref(), context::on_disk(&here))?,
        };
        let contents = OnlyChanged { directory: directory.to_owned(), changed, real };
        Ok(Context::new(listing, ignore, Arc::new(contents)))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ContextKey, Arc<Context>>> {
        self.contexts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `name` in `directory`.
pub fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// The contents of a context of which only those files are read that git found to differ. A file that is the same on both
/// sides may be told by anything that is the same on both sides, and different from all others: its path in the repository.
#[derive(Debug)]
struct OnlyChanged {
    directory: String,
    changed: HashSet<String>,
    real: Arc<dyn Contents>,
}

impl Contents for OnlyChanged {
    fn digest(&self, path: &str) -> Option<Digest> {
        // Of its own directory git does not tell; see `Since`.
        if self.changed.contains(path) || path.starts_with(".git/") {
            return self.real.digest(path);
        }
        Some(Digest(Sha256::digest(format!("same\0{}", join(&self.directory, path))).into()))
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.real.read(path)
    }
}
