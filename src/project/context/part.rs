//! Lists of a directory only what a question is about.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use build::context::{Entry, EntryKind, IgnoreFile, Listing, Source, Unread};
use syntax::filepath;

use super::absent;
use super::walk::{Walk, entry};
use crate::error::reason;

/// So many links are followed on the way to a path.
const MOST_LINKS: usize = 255;

/// What of `directory` bears on `sources` and on `paths`: the paths with what is in them, the places that sources name,
/// what their globs may match, and all directories and links on the way.
pub(super) fn list(directory: &Path, ignore: Option<&IgnoreFile>, sources: &[Source], paths: &[String]) -> Listing {
    let mut part = Part { directory, ignore, found: HashMap::new(), walked: HashSet::new(), unread: Vec::new() };
    for path in paths {
        if part.look(path) {
            part.walk(path);
        }
    }
    for source in sources {
        // With `--parents` it is a pattern below the directory in front of `/./`, in which no link is followed.
        let (base, below) = match source.path.split_once("/./") {
            _ if !source.parents => (source.path.as_str(), None),
            Some((base, below)) => (base, Some(below)),
            None => ("", Some(source.path.as_str())),
        };
        let named = below.map_or_else(|| base.to_owned(), |below| format!("{base}/{below}"));
        part.follow(&filepath::rooted(base));
        part.follow(&filepath::rooted(&named));
    }
    let entries = part.found.into_values().flatten().collect();
    let mut unread = part.unread;
    unread.retain(|unread| ignore.is_none_or(|ignore| ignore.rules.ignored_by(&unread.path).is_none()));
    Listing { entries, unread }
}

struct Part<'p> {
    directory: &'p Path,
    ignore: Option<&'p IgnoreFile>,
    /// What is at each place that was looked at.
    found: HashMap<String, Option<Entry>>,
    /// Directories of which all is listed.
    walked: HashSet<String>,
    unread: Vec<Unread>,
}

impl Part<'_> {
    /// What is at `path`, which is kept.
    fn at(&mut self, path: &str) -> Option<&Entry> {
        if !self.found.contains_key(path) {
            let entry = match entry(&self.directory.join(path), path) {
                Ok(entry) => Some(entry),
                Err(error) => {
                    if !absent(&error) {
                        self.unread.push(Unread { path: path.to_owned(), reason: reason(&error) });
                    }
                    None
                }
            };
            self.found.insert(path.to_owned(), entry);
        }
        self.found.get(path)?.as_ref()
    }

    /// Looks at `path` and the directories above it, as they stand; whether there is something.
    fn look(&mut self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end);
        let above: Vec<usize> = ends.collect();
        let reached =
            above.into_iter().all(|end| self.at(&path[..end]).is_some_and(|entry| entry.kind == EntryKind::Directory));
        reached && (path.is_empty() || self.at(path).is_some())
    }

    /// Lists all that is in `path`, if it is a directory.
    fn walk(&mut self, path: &str) {
        let is_directory = path.is_empty() || self.at(path).is_some_and(|entry| entry.kind == EntryKind::Directory);
        if !is_directory || !self.walked.insert(path.to_owned()) {
            return;
        }
        let patterns = self.ignore.filter(|_| path.is_empty()).map(|ignore| ignore.rules.patterns());
        let listing = Walk::through(&self.directory.join(path), patterns);
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        for entry in listing.entries {
            let path = below(&entry.path);
            self.found.insert(path.clone(), Some(Entry { path: path.into(), ..entry }));
        }
        self.unread.extend(listing.unread.into_iter().map(|unread| Unread { path: below(&unread.path), ..unread }));
    }

    /// Goes to `path` from the root, through links, and to all that it matches if it is a glob.
    fn follow(&mut self, path: &str) {
        let ahead = elements(path, filepath::has_wildcard);
        let mut open = vec![Way { done: String::new(), ahead, links: 0 }];
        while let Some(mut way) = open.pop() {
            while let Some(element) = way.ahead.pop() {
                match element {
                    Element::Name(name) => {
                        if !self.step(&mut way, &name) {
                            break;
                        }
                    }
                    Element::Glob(glob) => {
                        let names = self.names(&way.done).into_iter();
                        let matched = names.filter(|name| filepath::matches(&glob, name) == Ok(true));
                        open.extend(matched.map(|name| {
                            let mut way = way.clone();
                            way.ahead.push(Element::Name(name));
                            way
                        }));
                        break;
                    }
                }
            }
        }
    }

    /// Goes on to `name`; whether there is something.
    fn step(&mut self, way: &mut Way, name: &str) -> bool {
        if name == ".." {
            way.done.truncate(way.done.rfind('/').unwrap_or(0));
            return true;
        }
        let next = if way.done.is_empty() { name.to_owned() } else { format!("{}/{name}", way.done) };
        match self.at(&next).map(|entry| &entry.kind) {
            None => return false,
            Some(EntryKind::Symlink(target)) => {
                if target.starts_with('/') {
                    way.done.clear();
                }
                way.ahead.extend(elements(target, |_| false));
                way.links += 1;
            }
            Some(_) => way.done = next,
        }
        way.links <= MOST_LINKS
    }

    /// The names in `directory`.
    fn names(&mut self, directory: &str) -> Vec<String> {
        let listed = match std::fs::read_dir(self.directory.join(directory)) {
            Ok(listed) => listed,
            Err(error) => {
                if !absent(&error) {
                    self.unread.push(Unread { path: directory.to_owned(), reason: reason(&error) });
                }
                return Vec::new();
            }
        };
        listed.filter_map(|item| Some(item.ok()?.file_name().to_string_lossy().into_owned())).collect()
    }
}

/// On the way to a path.
#[derive(Clone)]
struct Way {
    done: String,
    /// The last one first.
    ahead: Vec<Element>,
    links: usize,
}

#[derive(Clone)]
enum Element {
    Name(String),
    Glob(String),
}

/// The elements of a path, the last one first.
fn elements(path: &str, is_glob: impl Fn(&str) -> bool) -> Vec<Element> {
    let elements = path.rsplit('/').filter(|element| !matches!(*element, "" | "."));
    let element =
        |text: &str| if is_glob(text) { Element::Glob(text.to_owned()) } else { Element::Name(text.to_owned()) };
    elements.map(element).collect()
}
