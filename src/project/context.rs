//! Directories of the disk as build contexts.

mod disk;
mod part;
mod place;
mod walk;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use build::context::{Contents, Context, Entry, EntryKind, IgnoreFile, LeftOut, Listing, Source, Totals};
use rayon::prelude::*;
use text::SourceFile;

use crate::{Error, source};
use disk::OnDisk;
use walk::Walk;

pub use place::{Found, Place, Places};

/// The context that a build of `directory` sees, without what `ignore` leaves out.
///
/// Links are not followed, as a build sends them as links. What can't be listed is noted in the context and stops
/// nothing. Fails if `directory` is none.
pub fn read(directory: &Path, ignore: Option<IgnoreFile>) -> Result<Context, Error> {
    let listing = list(directory, ignore.as_ref())?;
    Ok(Context::new(listing, ignore, on_disk(directory)))
}

/// As [`read`], but nothing if that is more than `most` entries, which it takes no longer to find out.
pub fn read_within(most: usize, directory: &Path, ignore: Option<IgnoreFile>) -> Option<Context> {
    let listing = Walk::within(most, directory, ignore.as_ref().map(|ignore| ignore.rules.patterns()))?;
    Some(Context::new(listing, ignore, on_disk(directory)))
}

/// As [`read`], but of the files no more than bears on whether the changed `paths` are among what `sources` take, and on
/// whether there is what `sources` name. So a context of many files is not walked through.
pub fn read_part(
    directory: &Path,
    ignore: Option<IgnoreFile>,
    sources: &[Source],
    paths: &[String],
) -> Result<Context, Error> {
    check(directory)?;
    let listing = part::list(directory, ignore.as_ref(), sources, paths);
    Ok(Context::new(listing, ignore, on_disk(directory)))
}

/// What is in `directory`, but for what is in directories that `ignore` leaves out for good.
pub(crate) fn list(directory: &Path, ignore: Option<&IgnoreFile>) -> Result<Listing, Error> {
    check(directory)?;
    Ok(Walk::through(directory, ignore.map(|ignore| ignore.rules.patterns())))
}

/// Fails unless `directory` is one.
pub(crate) fn check(directory: &Path) -> Result<(), Error> {
    let metadata = fs::metadata(directory).map_err(|error| Error::io("read the context", directory, &error))?;
    if !metadata.is_dir() {
        let error = Error::new("read the context", directory, "it is not a directory");
        return Err(error.with_help("a context is a directory; a Dockerfile elsewhere is given with `--file`"));
    }
    Ok(())
}

/// The files of `directory`, to be read when they are asked for.
pub(crate) fn on_disk(directory: &Path) -> Arc<dyn Contents> {
    Arc::new(OnDisk::new(directory))
}

/// The ignore file of a build: `<Dockerfile>.dockerignore` beside the Dockerfile, which replaces `.dockerignore` in the
/// context's root entirely.
pub fn ignore_file(directory: &Path, dockerfile: &Path) -> Result<Option<IgnoreFile>, Error> {
    ignore_path(directory, dockerfile).as_deref().map(read_ignore_file).transpose()
}

/// Where that file is.
fn ignore_path(directory: &Path, dockerfile: &Path) -> Option<PathBuf> {
    own_ignore_path(dockerfile).or_else(|| shared_ignore_path(directory))
}

/// `<Dockerfile>.dockerignore`, if it is there.
fn own_ignore_path(dockerfile: &Path) -> Option<PathBuf> {
    let mut path = dockerfile.as_os_str().to_owned();
    path.push(".dockerignore");
    Some(PathBuf::from(path)).filter(|path| is_there(path))
}

/// `.dockerignore` of a context, if it is there.
fn shared_ignore_path(directory: &Path) -> Option<PathBuf> {
    Some(directory.join(".dockerignore")).filter(|path| is_there(path))
}

fn is_there(path: &Path) -> bool {
    !fs::metadata(path).is_err_and(|error| absent(&error))
}

/// The file at `path` as an ignore file, whatever it is called.
pub fn read_ignore_file(path: &Path) -> Result<IgnoreFile, Error> {
    let bytes = source::bytes(path).map_err(|error| Error::io("read", path, &error))?;
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn a_directory_of_too_much_is_given_up() {
        let root = tempfile::tempdir().unwrap();
        for path in ["a/b/c", "d/e", "f"] {
            write(root.path(), path, "");
        }
        let entries = |most| read_within(most, root.path(), None).map(|context| context.entries().len());
        assert_eq!((entries(6), entries(5)), (Some(6), None));
    }

    #[test]
    fn a_file_is_no_context() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "f", "");
        assert!(read(&root.path().join("f"), None).is_err_and(|error| error.reason == "it is not a directory"));
        assert!(read(&root.path().join("g"), None).is_err());
    }
}
