//! Directories of the disk as build contexts.

mod place;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use build::context::{Contents, Context, Digest, Entry, EntryKind, IgnoreFile, LeftOut, Listing, Totals, Unread};
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use syntax::dockerignore::{Patterns, Verdict};
use text::SourceFile;

use crate::Error;
use crate::error::reason;

pub use place::{Found, Place, Places};

/// The context that a build of `directory` sees, without what `ignore` leaves out.
///
/// Links are not followed, as a build sends them as links. What can't be listed is noted in the context and stops
/// nothing. Fails if `directory` is none.
pub fn read(directory: &Path, ignore: Option<IgnoreFile>) -> Result<Context, Error> {
    let listing = list(directory, ignore.as_ref())?;
    Ok(Context::new(listing, ignore, on_disk(directory)))
}

/// What is in `directory`, but for what is in directories that `ignore` leaves out for good.
pub(crate) fn list(directory: &Path, ignore: Option<&IgnoreFile>) -> Result<Listing, Error> {
    let metadata = fs::metadata(directory).map_err(|error| Error::io("read the context", directory, &error))?;
    if !metadata.is_dir() {
        let error = Error::new("read the context", directory, "it is not a directory");
        return Err(error.with_help("a context is a directory; a Dockerfile elsewhere is given with `--file`"));
    }
    Ok(Walk::through(directory, ignore.map(|ignore| ignore.rules.patterns())))
}

/// The files of `directory`, to be read when they are asked for.
pub(crate) fn on_disk(directory: &Path) -> Arc<dyn Contents> {
    Arc::new(OnDisk { directory: directory.to_owned(), digests: Mutex::default() })
}

/// The ignore file of a build: `<Dockerfile>.dockerignore` beside the Dockerfile, which replaces `.dockerignore` in the
/// context's root entirely.
pub fn ignore_file(directory: &Path, dockerfile: &Path) -> Result<Option<IgnoreFile>, Error> {
    ignore_path(directory, dockerfile).as_deref().map(read_ignore_file).transpose()
}

/// Where that file is.
fn ignore_path(directory: &Path, dockerfile: &Path) -> Option<PathBuf> {
    let mut own = dockerfile.as_os_str().to_owned();
    own.push(".dockerignore");
    let is_there = |path: &PathBuf| !fs::metadata(path).is_err_and(|error| absent(&error));
    [PathBuf::from(own), directory.join(".dockerignore")].into_iter().find(is_there)
}

/// The file at `path` as an ignore file, whatever it is called.
pub fn read_ignore_file(path: &Path) -> Result<IgnoreFile, Error> {
    let bytes = fs::read(path).map_err(|error| Error::io("read", path, &error))?;
    Ok(IgnoreFile::new(SourceFile::from_bytes(&path.to_string_lossy(), &bytes)))
}

fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// How much each of `left_out` holds: one answer for each, in order. What can't be looked at counts nothing.
pub fn measure(directory: &Path, left_out: &[LeftOut]) -> Vec<Totals> {
    left_out.par_iter().map(|left| measure_one(directory, &left.entry)).collect()
}

fn measure_one(directory: &Path, entry: &Entry) -> Totals {
    if entry.kind != EntryKind::Directory {
        return Totals { files: 1, bytes: entry.size };
    }
    Totals::of(&Walk::through(&directory.join(&*entry.path), None).entries)
}

/// A walk through a directory, many directories at a time.
struct Walk<'p> {
    patterns: Option<&'p Patterns>,
    found: Mutex<Listing>,
}

impl Walk<'_> {
    /// All that is in `directory`, but for what `patterns` leave out with all that is in it.
    fn through(directory: &Path, patterns: Option<&Patterns>) -> Listing {
        let walk = Walk { patterns, found: Mutex::default() };
        rayon::scope(|scope| walk.list(scope, directory, String::new(), None));
        walk.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists `directory`, which is `name` in the context, and spawns the same for the directories in it.
    fn list<'s>(&'s self, scope: &rayon::Scope<'s>, directory: &Path, name: String, verdict: Option<Verdict>) {
        let listed = match fs::read_dir(directory) {
            Ok(listed) => listed,
            Err(error) => return self.unread(name, &error),
        };
        let verdict = Arc::new(verdict);
        let mut entries = Vec::new();
        for item in listed {
            let item = match item {
                Ok(item) => item,
                Err(error) => return self.unread(name, &error),
            };
            let file_name = item.file_name();
            let path = format!("{name}{}{}", if name.is_empty() { "" } else { "/" }, file_name.to_string_lossy());
            match entry(&item, &path) {
                Ok(entry) => {
                    if entry.kind == EntryKind::Directory {
                        let (directory, above) = (directory.join(&file_name), Arc::clone(&verdict));
                        scope.spawn(move |scope| self.enter(scope, &directory, path, (*above).as_ref()));
                    }
                    entries.push(entry);
                }
                // It was there a moment ago: files come and go while we look.
                Err(error) if absent(&error) => {}
                Err(error) => self.unread(path, &error),
            }
        }
        lock(&self.found).entries.append(&mut entries);
    }

    /// Lists a directory unless it is left out with all that is in it.
    fn enter<'s>(&'s self, scope: &rayon::Scope<'s>, directory: &Path, name: String, above: Option<&Verdict>) {
        let Some(patterns) = self.patterns else { return self.list(scope, directory, name, None) };
        // A pattern that turns out to be broken is reported for the whole context, which then leaves out nothing.
        let verdict = patterns.verdict(&name, above).ok();
        let matched = verdict.as_ref().is_some_and(|verdict| verdict.matched);
        if !matched || patterns.may_take_back_in(&name) {
            self.list(scope, directory, name, verdict);
        }
    }

    fn unread(&self, path: String, error: &io::Error) {
        lock(&self.found).unread.push(Unread { path, reason: reason(error) });
    }
}

fn entry(item: &fs::DirEntry, path: &str) -> io::Result<Entry> {
    let metadata = item.metadata()?;
    let file_type = metadata.file_type();
    let kind = if file_type.is_dir() {
        EntryKind::Directory
    } else if file_type.is_symlink() {
        EntryKind::Symlink(fs::read_link(item.path())?.to_string_lossy().into())
    } else if file_type.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    };
    let size = if kind == EntryKind::File { metadata.len() } else { 0 };
    Ok(Entry { path: path.into(), kind, mode: mode(&metadata), size })
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777
}

/// Docker gives every file from Windows these permissions.
#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0o755
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The files of a directory, which are read when their contents are asked for.
#[derive(Debug)]
struct OnDisk {
    directory: PathBuf,
    digests: Mutex<HashMap<String, Option<Digest>>>,
}

impl Contents for OnDisk {
    fn digest(&self, path: &str) -> Option<Digest> {
        if let Some(known) = lock(&self.digests).get(path) {
            return *known;
        }
        let digest = hash(&self.directory.join(path)).ok();
        lock(&self.digests).insert(path.to_owned(), digest);
        digest
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.directory.join(path)).ok()
    }

    fn prepare(&self, paths: &[&str]) {
        let mut paths = paths.to_vec();
        {
            let known = lock(&self.digests);
            paths.retain(|path| !known.contains_key(*path));
        }
        let read = |path: &str| (path.to_owned(), hash(&self.directory.join(path)).ok());
        let digests: Vec<_> = paths.into_par_iter().map(read).collect();
        lock(&self.digests).extend(digests);
    }
}

/// The SHA-256 of a file, of which no more than a piece is held in memory.
fn hash(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(Digest(hasher.finalize().into())),
            length => hasher.update(&piece[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(directory: &Path, path: &str, text: &str) {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read_all(directory: &Path) -> Context {
        let ignore = ignore_file(directory, &directory.join("Dockerfile")).unwrap();
        read(directory, ignore).unwrap()
    }

    fn paths(context: &Context) -> Vec<&str> {
        context.entries().iter().map(|entry| &*entry.path).collect()
    }

    #[test]
    fn a_directory_is_listed_without_what_is_ignored() {
        let root = tempfile::tempdir().unwrap();
        for path in ["Dockerfile", "src/a.c", "src/a-b", "node_modules/x/y.js", "docs/keep/k.md", "docs/d.md"] {
            write(root.path(), path, path);
        }
        write(root.path(), ".dockerignore", "node_modules\ndocs\n!docs/keep\n.dockerignore\n");
        let context = read_all(root.path());
        assert_eq!(paths(&context), ["Dockerfile", "docs", "docs/keep", "docs/keep/k.md", "src", "src/a-b", "src/a.c"]);
        let left: Vec<_> = context.left_out().iter().map(|left| (&*left.entry.path, left.line)).collect();
        assert_eq!(left, [(".dockerignore", 3), ("docs/d.md", 1), ("node_modules", 0)]);
        let measured = measure(root.path(), context.left_out());
        assert_eq!(measured[2], Totals { files: 1, bytes: 19 });
    }

    #[test]
    fn the_ignore_file_of_the_dockerfile_replaces_the_other() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), ".dockerignore", "a\n");
        write(root.path(), "Dockerfile.dockerignore", "b\n");
        write(root.path(), "a", "");
        write(root.path(), "b", "");
        let context = read_all(root.path());
        assert!(context.included("a") && !context.included("b"));
        assert_eq!(context.ignored_by("b").map(|line| line.number), Some(1));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_as_links_and_modes_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "run", "x");
        fs::set_permissions(root.path().join("run"), fs::Permissions::from_mode(0o4751)).unwrap();
        symlink("..", root.path().join("up")).unwrap();
        let context = read_all(root.path());
        assert_eq!(context.find("run").map(|entry| entry.mode), Some(0o4751));
        assert_eq!(context.find("up").map(|entry| entry.kind.clone()), Some(EntryKind::Symlink("..".into())));
        assert_eq!(context.inside("up"), []);
    }

    #[test]
    fn equal_bytes_have_equal_digests_and_a_missing_file_has_none() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [("a", "1"), ("b", "1"), ("c", "2")] {
            write(root.path(), path, text);
        }
        let context = read_all(root.path());
        assert!(context.digest("a").is_some());
        assert_eq!(context.digest("a"), context.digest("b"));
        assert_ne!(context.digest("a"), context.digest("c"));
        assert_eq!(context.digest("d"), None);
    }

    #[test]
    fn a_file_is_no_context() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "f", "");
        assert!(read(&root.path().join("f"), None).is_err_and(|error| error.reason == "it is not a directory"));
        assert!(read(&root.path().join("g"), None).is_err());
    }
}
