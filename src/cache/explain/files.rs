//! Which files are others than before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use build::Context;
use build::context::{EntryKind, Selected, Source};

use crate::prediction::{Difference, FileChange};

/// What sources take from a context, by the name that counts.
fn taken<'c>(context: &'c Context, sources: &[Source]) -> BTreeMap<Cow<'c, str>, Selected<'c>> {
    let selected = sources.iter().flat_map(|source| context.select(source).entries);
    selected.map(|selected| (selected.name.clone(), selected)).collect()
}

/// How what `new_sources` take from `new` differs from what `old_sources` took from `old`.
pub(super) fn differences(
    old: &Context,
    old_sources: &[Source],
    new: &Context,
    new_sources: &[Source],
) -> Vec<FileChange> {
    let (then, now) = (taken(old, old_sources), taken(new, new_sources));
    let change = |selected: &Selected<'_>, difference| FileChange { path: selected.entry.path.to_string(), difference };
    let mut changes = Vec::new();
    for (name, selected) in &now {
        match then.get(name) {
            None if !(selected.entry.kind == EntryKind::Directory && has_inside(&now, name)) => {
                changes.push(change(selected, Difference::Added));
            }
            None => {}
            Some(before) => {
                changes.extend(difference(before, old, selected, new).map(|difference| change(selected, difference)));
            }
        }
    }
    for (name, selected) in &then {
        let counts = !(selected.entry.kind == EntryKind::Directory && has_inside(&then, name));
        if counts && !now.contains_key(name) {
            changes.push(change(selected, Difference::Removed));
        }
    }
    changes
}

/// Whether a directory holds something that is taken: then that says enough.
fn has_inside(taken: &BTreeMap<Cow<'_, str>, Selected<'_>>, directory: &str) -> bool {
    let below = format!("{directory}/");
    taken.range(Cow::Borrowed(below.as_str())..).next().is_some_and(|(name, _)| name.starts_with(&below))
}

fn difference(then: &Selected<'_>, old: &Context, now: &Selected<'_>, new: &Context) -> Option<Difference> {
    match (&then.entry.kind, &now.entry.kind) {
        (EntryKind::File, EntryKind::File) => {
            let changed = old.same_bytes(then.entry, new, now.entry) != Some(true);
            let mode = then.entry.mode != now.entry.mode;
            changed.then_some(Difference::Modified).or(mode.then_some(Difference::Mode))
        }
        (EntryKind::Symlink(then), EntryKind::Symlink(now)) => (then != now).then_some(Difference::Modified),
        (then, now) => (then != now).then_some(Difference::Kind),
    }
}
