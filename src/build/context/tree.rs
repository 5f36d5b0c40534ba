//! Lists of entries as trees: their order, what is inside of what, and where links lead.

use std::cmp::Ordering;
use std::ops::Range;

use super::{Entry, EntryKind};

/// So many links are followed on the way to a path (`maxSymlinkLimit`, moby/buildkit cache/contenthash/path.go).
const MOST_LINKS: usize = 255;

/// The order of a walk: `/` comes before all other bytes, so that a directory is followed by what is in it.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    let rank = |byte: u8| if byte == b'/' { 0 } else { u16::from(byte) + 1 };
    a.bytes().map(rank).cmp(b.bytes().map(rank))
}

/// Index of the entry at `path`.
pub(super) fn find(entries: &[Entry], path: &str) -> Option<usize> {
    entries.binary_search_by(|entry| order(&entry.path, path)).ok()
}

/// The entries below the directory at `path`; all for the root, an empty path.
pub(super) fn inside(entries: &[Entry], path: &str) -> Range<usize> {
    if path.is_empty() {
        return 0..entries.len();
    }
    let start = entries.partition_point(|entry| order(&entry.path, path).is_le());
    let is_inside = |entry: &Entry| is_inside(&entry.path, path);
    start..start + entries[start..].partition_point(is_inside)
}

/// Whether `path` lies in the directory `dir`.
pub(super) fn is_inside(path: &str, dir: &str) -> bool {
    path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
}

/// Where `path` leads when every link in it is followed, the last element too: the path of an entry that is no link, or
/// an empty one for the root. Links can't leave the context: `..` stops at its root, and `/` is its root.
pub(super) fn follow(entries: &[Entry], path: &str) -> Option<String> {
    let mut done = String::new();
    let mut ahead: Vec<&str> = path.rsplit('/').collect();
    let mut links = 0;
    while let Some(element) = ahead.pop() {
        match element {
            "" | "." => continue,
            ".." => {
                done.truncate(done.rfind('/').unwrap_or(0));
                continue;
            }
            _ => {}
        }
        let next = if done.is_empty() { element.to_owned() } else { format!("{done}/{element}") };
        let EntryKind::Symlink(target) = &entries[find(entries, &next)?].kind else {
            done = next;
            continue;
        };
        links += 1;
        if links > MOST_LINKS {
            return None;
        }
        if target.starts_with('/') {
            done.clear();
        }
        ahead.extend(target.rsplit('/'));
    }
    Some(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(list: &[(&str, Option<&str>)]) -> Vec<Entry> {
        let mut entries: Vec<Entry> = list
            .iter()
            .map(|(path, link)| Entry {
                path: (*path).into(),
                kind: link.map_or(EntryKind::File, |target| EntryKind::Symlink(target.into())),
                mode: 0o644,
                size: 0,
            })
            .collect();
        entries.sort_by(|a, b| order(&a.path, &b.path));
        entries
    }

    #[test]
    fn what_is_inside_follows_its_directory() {
        let list = entries(&[("a", None), ("a-b", None), ("a/x", None), ("a/x/y", None), ("ab", None)]);
        let paths: Vec<&str> = list.iter().map(|entry| &*entry.path).collect();
        assert_eq!(paths, ["a", "a/x", "a/x/y", "a-b", "ab"]);
        assert_eq!(inside(&list, "a"), 1..3);
        assert_eq!(inside(&list, "ab"), 5..5);
        assert_eq!(inside(&list, ""), 0..5);
    }

    #[test]
    fn links_are_followed_inside_the_context() {
        let list = entries(&[
            ("d", None),
            ("d/f", None),
            ("d/up", Some("../../d/f")),
            ("l", Some("d")),
            ("root", Some("/d/f")),
            ("loop", Some("loop")),
            ("gone", Some("nowhere")),
        ]);
        assert_eq!(follow(&list, "l/f").as_deref(), Some("d/f"));
        assert_eq!(follow(&list, "l/up").as_deref(), Some("d/f"));
        assert_eq!(follow(&list, "root").as_deref(), Some("d/f"));
        assert_eq!(follow(&list, "l/..").as_deref(), Some(""));
        assert_eq!((follow(&list, "loop"), follow(&list, "gone")), (None, None));
    }
}
