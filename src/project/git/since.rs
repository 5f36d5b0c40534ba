//! The context of a commit, without checking it out: the working tree with git's differences undone.
//!
//! So what git does not track and was told to ignore (`node_modules`, `.env`) is taken to have been then what it is now:
//! what is unknown is no change. New files that git does not ignore were not there.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use build::context::{Contents, Context, Digest, Entry, EntryKind, IgnoreFile, Listing, Unread};
use sha2::{Digest as _, Sha256};

use super::diff::Blob;
use super::{Changed, Repository, Revision, Was};
use crate::{Error, context, source};

/// A commit to compare a context with.
#[derive(Debug)]
pub struct Since {
    revision: Revision,
    changes: super::diff::Changes,
    /// Whether another commit is checked out.
    moved: bool,
}

impl Since {
    /// The commit `name` of the repository that `directory` lies in.
    pub fn new(directory: &Path, name: &str) -> Result<Self, Error> {
        let repository = Repository::of(directory)?;
        let revision = repository.revision(name)?;
        let changes = revision.changes()?;
        let moved = repository.revision("HEAD").is_ok_and(|head| head.commit != revision.commit);
        Ok(Self { revision, changes, moved })
    }

    /// The commit: for what the Dockerfile and the ignore file were.
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// What changed since.
    pub fn changed(&self) -> &[Changed] {
        &self.changes.list
    }

    /// The same for `directory`, which lies below the one that was asked about, without asking git again. An empty path is
    /// that one itself.
    pub fn within(&self, directory: &str) -> Self {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let below = |path: &str| path.strip_prefix(&prefix).map(str::to_owned);
        let list = self
            .changes
            .list
            .iter()
            .filter_map(|changed| Some(Changed { path: below(&changed.path)?, was: changed.was.clone() }));
        let unread = self
            .changes
            .unread
            .iter()
            .filter_map(|unread| Some(Unread { path: below(&unread.path)?, reason: unread.reason.clone() }));
        let changes = super::diff::Changes { list: list.collect(), unread: unread.collect() };
        let repository = Repository { directory: self.revision.repository.directory.join(directory) };
        Self { revision: Revision { repository, commit: self.revision.commit.clone() }, changes, moved: self.moved }
    }

    /// The bytes of the file at `path` at the commit; `None` if it was not there. Git is asked only for what changed.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let changed = self.changes.list.iter().find(|changed| changed.path == path);
        match changed.map(|changed| &changed.was) {
            Some(None) => None,
            Some(Some(Was { bytes: Some(blob), .. })) => blob.read(),
            Some(Some(Was { bytes: None, .. })) | None => {
                source::bytes(&self.revision.repository.directory.join(path)).ok()
            }
        }
    }

    /// The context as it was, without what `ignore`, the ignore file of then, leaves out.
    pub fn context(&self, ignore: Option<IgnoreFile>) -> Result<Context, Error> {
        self.context_beside(ignore, context::on_disk(&self.revision.repository.directory))
    }

    /// The same beside the context of now, which already knows some of `contents`: what is in the directory.
    pub fn context_beside(&self, ignore: Option<IgnoreFile>, contents: Arc<dyn Contents>) -> Result<Context, Error> {
        let (listing, contents) = self.listing(ignore.as_ref(), contents)?;
        Ok(Context::new(listing, ignore, contents))
    }

    /// All that was there, but for what is in directories that `ignore` leaves out for good, and where its bytes are.
    pub(super) fn listing(
        &self,
        ignore: Option<&IgnoreFile>,
        contents: Arc<dyn Contents>,
    ) -> Result<(Listing, Arc<dyn Contents>), Error> {
        let mut then = Undone::new(context::list(&self.revision.repository.directory, ignore)?);
        // What is new goes first: it may lie in the way of what was there.
        let (new, old): (Vec<_>, Vec<_>) = self.changes.list.iter().partition(|changed| changed.was.is_none());
        new.into_iter().chain(old).for_each(|changed| then.undo(changed));
        then.listing.unread.extend(self.changes.unread.iter().cloned());
        let git_log = self.moved.then(|| Digest(Sha256::digest(&self.revision.commit).into()));
        let contents = AtRevision { now: contents, then: then.bytes, git_log };
        then.listing.entries.extend(then.entries.into_values());
        Ok((then.listing, Arc::new(contents)))
    }
}

/// A listing in which differences are undone.
struct Undone {
    /// In the order of bytes, in which all that is in a directory stands together.
    entries: BTreeMap<Box<str>, Entry>,
    listing: Listing,
    bytes: HashMap<String, Blob>,
}

impl Undone {
    fn new(mut listing: Listing) -> Self {
        let entries = listing.entries.drain(..).map(|entry| (entry.path.clone(), entry)).collect();
        Self { entries, listing, bytes: HashMap::new() }
    }

    fn undo(&mut self, changed: &Changed) {
        let path = changed.path.trim_end_matches('/');
        let now = self.remove(path);
        if let Some(was) = &changed.was {
            let entry = restored(path, was, now);
            self.entries.insert(entry.path.clone(), entry);
            self.add_parents(path);
            if let Some(blob) = &was.bytes {
                self.bytes.insert(path.to_owned(), blob.clone());
            }
        }
        self.forget_empty(path);
    }

    /// Takes out what is at `path`, with all that is in it.
    fn remove(&mut self, path: &str) -> Option<Entry> {
        while let Some(inside) = self.first_inside(path) {
            self.entries.remove(&inside);
        }
        self.entries.remove(path)
    }

    fn first_inside(&self, directory: &str) -> Option<Box<str>> {
        let start: Box<str> = format!("{directory}/").into();
        let (first, _) = self.entries.range(start.clone()..).next()?;
        first.starts_with(&*start).then(|| first.clone())
    }

    /// Git has no directories: one is there as long as something is in it.
    fn add_parents(&mut self, path: &str) {
        for (end, _) in path.match_indices('/') {
            let directory = Entry { path: path[..end].into(), kind: EntryKind::Directory, mode: 0o755, size: 0 };
            let there = self.entries.entry(directory.path.clone()).or_insert_with(|| directory.clone());
            if there.kind != EntryKind::Directory {
                *there = directory;
            }
        }
    }

    /// Takes out the directories above `path` that nothing is in any more.
    fn forget_empty(&mut self, path: &str) {
        for (end, _) in path.rmatch_indices('/') {
            let directory = &path[..end];
            let is_directory = self.entries.get(directory).is_some_and(|entry| entry.kind == EntryKind::Directory);
            if !is_directory || self.first_inside(directory).is_some() {
                return;
            }
            self.entries.remove(directory);
        }
    }
}

/// The entry that was at `path`. Of permissions git keeps whether a file may be executed and no more; the others come
/// from the umask of whoever checks out, so they are taken to have been what they are.
fn restored(path: &str, was: &Was, now: Option<Entry>) -> Entry {
    let blob = was.bytes.as_ref();
    if let Some(target) = blob.and_then(|blob| blob.target.as_deref()) {
        return Entry { path: path.into(), kind: EntryKind::Symlink(target.into()), mode: 0o777, size: 0 };
    }
    let now = now.filter(|entry| entry.kind == EntryKind::File);
    let mode = now.as_ref().map_or(0o644, |entry| entry.mode);
    let executable = was.mode & 0o111 != 0;
    let mode = match (executable, mode & 0o111 != 0) {
        (true, false) => mode | (mode & 0o444) >> 2,
        (false, true) => mode & !0o111,
        _ => mode,
    };
    let size = blob.map_or_else(|| now.map_or(0, |entry| entry.size), |blob| blob.size);
    Entry { path: path.into(), kind: EntryKind::File, mode, size }
}

/// What was in the files: what is in them now, but for those that changed.
#[derive(Debug)]
struct AtRevision {
    now: Arc<dyn Contents>,
    then: HashMap<String, Blob>,
    /// Stands for what was in `.git/logs/HEAD` if there are commits in between. Git does not tell of its own directory,
    /// but every commit writes to this file, and one is enough to know that a copy of `.git` is another.
    git_log: Option<Digest>,
}

impl Contents for AtRevision {
    fn digest(&self, path: &str) -> Option<Digest> {
        match self.then.get(path) {
            Some(blob) => Some(blob.digest),
            None if path == ".git/logs/HEAD" => self.git_log.or_else(|| self.now.digest(path)),
            None => self.now.digest(path),
        }
    }

    fn prepare(&self, paths: &[&str]) {
        let now: Vec<&str> = paths.iter().copied().filter(|path| !self.then.contains_key(*path)).collect();
        self.now.prepare(&now);
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.then.get(path).map_or_else(|| self.now.read(path), Blob::read)
    }
}
