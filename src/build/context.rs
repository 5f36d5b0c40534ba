//! The build context as a value: which files a build sees, and what its `.dockerignore` leaves out.
//!
//! Nothing here reads a disk. The listing is made elsewhere; what is in a file is asked of [`Contents`], and only when a
//! question needs it. A context that is not known is an `Option<Arc<Context>>` without a value.

mod select;
mod sieve;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;
use std::sync::Arc;

use syntax::dockerignore::{Dockerignore, Line, Mistake};
use text::SourceFile;

pub use select::{Outcome, Selected, Selection, Source};

/// A file, directory or link of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path from the context's root, with `/`.
    pub path: Box<str>,
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits, with setuid, setgid and sticky: `0o7777` at most.
    pub mode: u32,
    /// Bytes of a file; 0 for all else.
    pub size: u64,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link with its target, as it is written there.
    Symlink(Box<str>),
    /// A device, pipe or socket.
    Other,
}

/// Identity of a file's bytes: equal bytes, equal digest. Comparable between contexts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(6).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What is in the files of a context. Answers may take a look at the disk, and are kept by whoever gives them.
pub trait Contents: Send + Sync + fmt::Debug {
    /// Identity of the bytes of the file at `path`; `None` if it can't be read.
    fn digest(&self, path: &str) -> Option<Digest>;

    /// The bytes of the file at `path`; `None` if it can't be read.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// Says that the identity of all these files will be asked for, so that they may be read at once.
    fn prepare(&self, _paths: &[&str]) {}
}

/// Contents of nothing: every file is there and none can be read.
#[derive(Debug)]
pub struct NoContents;

impl Contents for NoContents {
    fn digest(&self, _: &str) -> Option<Digest> {
        None
    }

    fn read(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

/// A `.dockerignore` with the file that it was read from.
#[derive(Clone, Debug)]
pub struct IgnoreFile {
    /// The file: `.dockerignore`, or `<Dockerfile>.dockerignore`, which replaces it.
    pub file: SourceFile,
    /// What it says.
    pub rules: Dockerignore,
}

impl IgnoreFile {
    /// Reads `file`.
    pub fn new(file: SourceFile) -> Self {
        Self { rules: Dockerignore::read(file.text()), file }
    }
}

/// What a directory was found to hold, before anything is left out.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// All entries but the root, in any order. A directory that [`IgnoreFile`] leaves out for good may lack its contents.
    pub entries: Vec<Entry>,
    /// What could not be listed.
    pub unread: Vec<Unread>,
}

/// A directory or file that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its path from the context's root.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// An entry that is not in the context.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// A file or link, or a directory with all that is in it.
    pub entry: Entry,
    /// Index of the line that decided, in [`Dockerignore::lines`].
    pub line: usize,
}

/// So many files and so much in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Totals {
    /// Files and links; directories do not count.
    pub files: u64,
    /// Bytes of the files.
    pub bytes: u64,
}

impl Totals {
    /// What `entries` hold.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        entries.into_iter().filter(|entry| entry.kind != EntryKind::Directory).fold(
            Self::default(),
            |mut totals, entry| {
                totals.add(Self { files: 1, bytes: entry.size });
                totals
            },
        )
    }

    /// Adds `other` to this.
    pub fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
    }
}

/// The files that a build sees.
#[derive(Clone, Debug)]
pub struct Context {
    entries: Vec<Entry>,
    left_out: Vec<LeftOut>,
    unread: Vec<Unread>,
    ignore: Option<IgnoreFile>,
    ignore_error: Option<Mistake>,
    contents: Arc<dyn Contents>,
}

impl Context {
    /// The context of `listing` without what `ignore` leaves out. A bad pattern leaves out nothing: see
    /// [`Context::ignore_error`].
    pub fn new(listing: Listing, ignore: Option<IgnoreFile>, contents: Arc<dyn Contents>) -> Self {
        let Listing { mut entries, unread } = listing;
        entries.sort_unstable_by(|a, b| tree::order(&a.path, &b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        let mut context = Self { entries, left_out: Vec::new(), unread, ignore_error: None, ignore, contents };
        if let Some(ignore) = &context.ignore {
            context.ignore_error = ignore.rules.error().cloned();
            match sieve::exclude(&context.entries, ignore.rules.patterns()) {
                Ok(sifted) => (context.entries, context.left_out) = sifted.split(context.entries),
                Err(bad) => context.ignore_error = Some(ignore.rules.mistake(bad)),
            }
        }
        context
    }

    /// What a build sees, directories included, in the order of a walk: a directory stands before what is in it.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the ignore file leaves out, in the same order. A directory stands for all that is in it, unless a part of it
    /// may be taken back in: then its contents are listed in its place.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// What could not be listed, and so is not known.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The ignore file, if there is one.
    pub fn ignore_file(&self) -> Option<&IgnoreFile> {
        self.ignore.as_ref()
    }

    /// What Docker refuses in the ignore file, so that the build fails.
    pub fn ignore_error(&self) -> Option<&Mistake> {
        self.ignore_error.as_ref()
    }

    /// The entry at `path`, which is taken as it stands: no link is followed.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        tree::find(&self.entries, path).map(|index| &self.entries[index])
    }

    /// Whether a build sees something at `path`.
    pub fn included(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// The line of the ignore file that leaves `path` out, be there something at `path` or not.
    pub fn ignored_by(&self, path: &str) -> Option<&Line> {
        self.ignore.as_ref()?.rules.ignored_by(path)
    }

    /// All that is in the directory at `path`, at any depth; everything for the root, which is an empty path.
    pub fn inside(&self, path: &str) -> &[Entry] {
        &self.entries[tree::inside(&self.entries, path)]
    }

    /// Identity of the bytes of the file at `path`, computed when it is first asked for; `None` if they are not known.
    pub fn digest(&self, path: &str) -> Option<Digest> {
        self.contents.digest(path)
    }

    /// Says that [`Context::digest`] will be asked for all these files.
    pub fn prepare(&self, paths: &[&str]) {
        self.contents.prepare(paths);
    }

    /// What is in the files, to be shared with a context of the same directory.
    pub fn contents(&self) -> Arc<dyn Contents> {
        Arc::clone(&self.contents)
    }

    /// The bytes of the file at `path`; `None` if they are not known.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.contents.read(path)
    }

    /// Whether the file `entry` of this context and the file `other_entry` of `other` have the same bytes; `None` if they
    /// are not known. Files of different size are not read.
    pub fn same_bytes(&self, entry: &Entry, other: &Self, other_entry: &Entry) -> Option<bool> {
        if entry.size != other_entry.size {
            return Some(false);
        }
        Some(self.digest(&entry.path)? == other.digest(&other_entry.path)?)
    }

    /// Whether there is nothing at the path of `source`, which is no glob, so that the build fails.
    pub fn lacks(&self, source: &Source) -> bool {
        select::is_missing(self, source)
    }

    /// What `COPY` or `ADD` takes from this context for one source.
    pub fn select(&self, source: &Source) -> Selection<'_> {
        select::select(self, source)
    }
}
