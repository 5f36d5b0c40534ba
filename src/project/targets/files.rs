//! The files that targets are made of. A project may have many, and only reading them shows which.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// More files than this no project has; what else is asked for is taken not to be there.
const MOST_FILES: usize = 256;

/// Reads a file; `None` if it is not there.
pub type Reader<'r> = dyn Fn(&str) -> Option<String> + 'r;

/// Reads each file once, and remembers which were asked for.
pub(super) struct Files<'r> {
    read: &'r Reader<'r>,
    texts: RefCell<BTreeMap<String, Option<Rc<str>>>>,
    parts: RefCell<BTreeSet<String>>,
}

impl<'r> Files<'r> {
    pub fn new(read: &'r Reader<'r>) -> Self {
        Self { read, texts: RefCell::default(), parts: RefCell::default() }
    }

    /// The text of the file at `path`.
    pub fn text(&self, path: &str) -> Option<Rc<str>> {
        let path = clean(path);
        if let Some(known) = self.texts.borrow().get(&path) {
            return known.clone();
        }
        if self.texts.borrow().len() >= MOST_FILES {
            return None;
        }
        let text = (self.read)(&path).map(Rc::from);
        self.texts.borrow_mut().insert(path, text.clone());
        text
    }

    /// Notes that the file at `path` belongs to another.
    pub fn is_part(&self, path: &str) {
        self.parts.borrow_mut().insert(clean(path));
    }

    /// Forgets that any file belongs to another.
    pub fn forget_parts(&self) {
        self.parts.borrow_mut().clear();
    }

    /// All files that were asked for, and those that belong to another.
    pub fn into_paths(self) -> (BTreeSet<String>, BTreeSet<String>) {
        (self.texts.into_inner().into_keys().collect(), self.parts.into_inner())
    }
}

/// `path`, as written in a file of `directory`.
pub(super) fn join(directory: &str, path: &str) -> String {
    if directory.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") }
}

/// The file `path`, as written in a file of `directory`.
pub(super) fn path_in(directory: &str, path: &str) -> String {
    clean(&join(directory, path))
}

/// The directory that `path` lies in.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `path` without `.`, and without `..` but at its beginning.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// Reads from `files`: paths and texts.
#[cfg(test)]
pub(super) fn reader<'f>(files: &'f [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'f {
    move |path| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_path() {
        for (path, one) in [("a/./b//c", "a/b/c"), ("a/../../b", "../b"), ("../../b", "../../b"), ("/a/../b", "/b")] {
            assert_eq!(clean(path), one);
        }
    }

    #[test]
    fn a_file_is_read_once() {
        let reads = RefCell::new(0);
        let read = |path: &str| {
            *reads.borrow_mut() += 1;
            (path == "a/b").then(String::new)
        };
        let files = Files::new(&read);
        assert_eq!(
            (files.text("a/b").is_some(), files.text("a/x/../b").is_some(), files.text("c")),
            (true, true, None)
        );
        assert_eq!(*reads.borrow(), 2);
    }
}
