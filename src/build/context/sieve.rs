//! What patterns let through of a tree, with the directories that lead there.

use syntax::dockerignore::{BadPattern, Patterns, Verdict};

use super::{Entry, EntryKind, LeftOut, tree};

/// Which entries are taken, and which not.
#[derive(Default)]
pub(super) struct Sifted {
    /// Indices of what is taken, in order.
    pub kept: Vec<usize>,
    /// Indices of what is left out, in order, each with the index of the excluding pattern.
    left_out: Vec<(usize, usize)>,
}

/// Leaves out what `patterns` match in `entries`.
pub(super) fn exclude(entries: &[Entry], patterns: &Patterns) -> Result<Sifted, BadPattern> {
    sift(entries, 0, None, Some(patterns))
}

/// Takes what `include` matches and `exclude` does not, and the directories on the way to it. The first `prefix` bytes
/// of every path are not matched.
pub(super) fn sift(
    entries: &[Entry],
    prefix: usize,
    include: Option<&Patterns>,
    exclude: Option<&Patterns>,
) -> Result<Sifted, BadPattern> {
    let mut sifted = Sifted::default();
    let mut open: Vec<Asked> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        while let Some(directory) = open.pop_if(|dir| !tree::is_inside(&entry.path, &entries[dir.index].path)) {
            sifted.close(&directory);
        }
        let name = &entry.path[prefix..];
        let parent = open.last();
        let included = ask(include, name, parent.and_then(|dir| dir.included.as_ref()))?;
        let excluded = ask(exclude, name, parent.and_then(|dir| dir.excluded.as_ref()))?;
        let keep =
            included.as_ref().is_none_or(|said| said.matched) && excluded.as_ref().is_none_or(|said| !said.matched);
        if keep {
            sifted.keep_all(&mut open);
            sifted.kept.push(index);
        }
        let by = excluded.as_ref().filter(|said| said.matched).and_then(|said| said.decided_by);
        if let Some(above) = open.last_mut() {
            above.empty = false;
        }
        let asked = Asked { index, kept: keep, empty: true, by, included, excluded };
        if entry.kind == EntryKind::Directory {
            open.push(asked);
        } else {
            sifted.close(&asked);
        }
    }
    for directory in &open {
        sifted.close(directory);
    }
    sifted.left_out.sort_unstable();
    Ok(sifted)
}

/// An entry with what the patterns say of it: a directory whose contents are being looked at, or anything else.
struct Asked {
    index: usize,
    kept: bool,
    /// Whether nothing in it has been listed.
    empty: bool,
    /// The pattern that excludes it.
    by: Option<usize>,
    included: Option<Verdict>,
    excluded: Option<Verdict>,
}

fn ask(patterns: Option<&Patterns>, name: &str, parent: Option<&Verdict>) -> Result<Option<Verdict>, BadPattern> {
    patterns.map(|patterns| patterns.verdict(name, parent)).transpose()
}

impl Sifted {
    /// Takes the directories that lead to something that is taken.
    fn keep_all(&mut self, open: &mut [Asked]) {
        for directory in open.iter_mut().filter(|directory| !directory.kept) {
            directory.kept = true;
            self.kept.push(directory.index);
        }
    }

    /// Notes what is left out. A directory that was entered is not: what is in it speaks for itself.
    fn close(&mut self, entry: &Asked) {
        if let Asked { index, kept: false, empty: true, by: Some(pattern), .. } = *entry {
            self.left_out.push((index, pattern));
        }
    }

    /// The entries that are taken, and those that are left out.
    pub(super) fn split(self, entries: Vec<Entry>) -> (Vec<Entry>, Vec<LeftOut>) {
        let mut left_out = self.left_out.into_iter().peekable();
        let mut kept = self.kept.into_iter().peekable();
        let (mut inside, mut outside) = (Vec::with_capacity(kept.len()), Vec::new());
        for (index, entry) in entries.into_iter().enumerate() {
            if kept.next_if_eq(&index).is_some() {
                inside.push(entry);
            } else if let Some((_, line)) = left_out.next_if(|(left, _)| *left == index) {
                outside.push(LeftOut { entry, line });
            }
        }
        (inside, outside)
    }
}
