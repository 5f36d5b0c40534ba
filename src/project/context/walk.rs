//! Lists directories.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use build::context::{Entry, EntryKind, Listing, Unread};
use syntax::dockerignore::{Patterns, Verdict};

use super::{absent, lock};
use crate::error::reason;

/// A walk through a directory, many directories at a time.
pub(super) struct Walk<'p> {
    patterns: Option<&'p Patterns>,
    /// With more entries it is given up.
    most: usize,
    found: Mutex<Listing>,
}

impl Walk<'_> {
    /// All that is in `directory`, but for what `patterns` leave out with all that is in it.
    pub fn through(directory: &Path, patterns: Option<&Patterns>) -> Listing {
        Self::of(directory, patterns, usize::MAX)
    }

    /// The same, unless that is more than so many entries.
    pub fn within(most: usize, directory: &Path, patterns: Option<&Patterns>) -> Option<Listing> {
        Some(Self::of(directory, patterns, most)).filter(|listing| listing.entries.len() <= most)
    }

    fn of(directory: &Path, patterns: Option<&Patterns>, most: usize) -> Listing {
        let walk = Walk { patterns, most, found: Mutex::default() };
        rayon::scope(|scope| walk.list(scope, directory, String::new(), None));
        walk.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists `directory`, which is `name` in the context, and spawns the same for the directories in it.
    fn list<'s>(&'s self, scope: &rayon::Scope<'s>, directory: &Path, name: String, verdict: Option<Verdict>) {
        if lock(&self.found).entries.len() > self.most {
            return;
        }
        let listed = match fs::read_dir(directory) {
            Ok(listed) => listed,
            Err(error) => return self.unread(name, &error),
        };
        let verdict = Arc::new(verdict);
        let mut entries = Vec::new();
        for item in listed {
            if entries.len() > self.most {
                break;
            }
            let item = match item {
                Ok(item) => item,
                Err(error) => return self.unread(name, &error),
            };
            let file_name = item.file_name();
            let path = format!("{name}{}{}", if name.is_empty() { "" } else { "/" }, file_name.to_string_lossy());
            match item.metadata().and_then(|metadata| of(&metadata, &item.path(), &path)) {
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

/// What is at `place`, as an entry of that path: a link is not followed.
pub(super) fn entry(place: &Path, path: &str) -> io::Result<Entry> {
    let metadata = fs::symlink_metadata(place)?;
    of(&metadata, place, path)
}

fn of(metadata: &fs::Metadata, place: &Path, path: &str) -> io::Result<Entry> {
    let file_type = metadata.file_type();
    let kind = if file_type.is_dir() {
        EntryKind::Directory
    } else if file_type.is_symlink() {
        EntryKind::Symlink(fs::read_link(place)?.to_string_lossy().into())
    } else if file_type.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    };
    let size = if kind == EntryKind::File { metadata.len() } else { 0 };
    Ok(Entry { path: path.into(), kind, mode: mode(metadata), size })
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
