//! Paths of the build context.

use std::collections::BTreeMap;

use build::Base;
use build::context::{Context, EntryKind, Totals};

use crate::ide::completion::{Candidate, CandidateKind, behind};
use crate::ide::line::Line;
use crate::ide::snapshot::Snapshot;
use report::quantity;

/// The paths that a COPY or ADD may take, and where it may put them: for the last word nothing is known.
pub(super) fn sources(snapshot: &Snapshot, line: &Line, text: &str, offset: u32) -> Vec<Candidate> {
    let from_elsewhere = snapshot.assumed().step_of(line.index).and_then(build::Step::copies_from);
    if matches!(from_elsewhere, Some(Base::Stage(_) | Base::Image(_))) {
        return Vec::new();
    }
    of_context(snapshot, line, text, offset)
}

/// What is in the directory of the context that `text` leads to.
pub(super) fn of_context(snapshot: &Snapshot, line: &Line, text: &str, offset: u32) -> Vec<Candidate> {
    let step = snapshot.assumed().step_of(line.index);
    let Some(context) = step.map_or_else(|| snapshot.assumed().context(), build::Step::context) else {
        return Vec::new();
    };
    let (directory, typed) = text.rsplit_once('/').unwrap_or(("", text));
    let directory = directory.trim_start_matches("./").trim_matches('/');
    let range = behind(offset, typed);
    children(context, if directory == "." { "" } else { directory })
        .into_iter()
        .map(|(name, child)| match child {
            Child::Directory(totals) => Candidate::new(CandidateKind::Directory, format!("{name}/"), range)
                .detail(quantity::files(totals))
                .goes_on(),
            Child::File(size) => Candidate::new(CandidateKind::File, name, range).detail(quantity::bytes(size)),
        })
        .collect()
}

/// An entry of a directory.
enum Child {
    /// A directory, with what is in it.
    Directory(Totals),
    /// A file, with its size in bytes.
    File(u64),
}

/// What lies directly in `directory` of the context; an empty path for its root.
fn children<'c>(context: &'c Context, directory: &str) -> BTreeMap<&'c str, Child> {
    let mut children = BTreeMap::new();
    let prefix = if directory.is_empty() { 0 } else { directory.len() + 1 };
    for entry in context.inside(directory) {
        let Some(rest) = entry.path.get(prefix..) else { continue };
        let is_directory = entry.kind == EntryKind::Directory;
        match rest.split_once('/') {
            None if is_directory => drop(children.entry(rest).or_insert(Child::Directory(Totals::default()))),
            None => drop(children.insert(rest, Child::File(entry.size))),
            Some((name, _)) => {
                if let Child::Directory(totals) = children.entry(name).or_insert(Child::Directory(Totals::default())) {
                    totals.add(Totals::of([entry]));
                }
            }
        }
    }
    children
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use build::Inputs;
    use build::context::{Context, Entry, EntryKind, Listing, NoContents};
    use text::SourceFile;

    use crate::ide::completion::complete;
    use crate::ide::example::of_inputs;

    fn labels(text: &str) -> Vec<String> {
        let offset = text.find("<CURSOR>").unwrap() as u32;
        let file = SourceFile::new("Dockerfile", &text.replacen("<CURSOR>", "", 1));
        let entry = |path: &str, kind, size| Entry { path: path.into(), kind, mode: 0o644, size };
        let entries = vec![
            entry("package.json", EntryKind::File, 12),
            entry("src", EntryKind::Directory, 0),
            entry("src/a.js", EntryKind::File, 1),
            entry("src/lib", EntryKind::Directory, 0),
            entry("src/lib/b.js", EntryKind::File, 1),
        ];
        let context = Context::new(Listing { entries, unread: Vec::new() }, None, Arc::new(NoContents));
        let snapshot = of_inputs(Inputs { context: Some(Arc::new(context)), ..Inputs::of_file(file) });
        let show = |candidate: super::Candidate| format!("{} {}", candidate.label, candidate.detail).trim().to_owned();
        complete(&snapshot, offset).into_iter().map(show).filter(|label| !label.starts_with("--")).collect()
    }

    #[test]
    fn paths_of_the_context_are_offered_a_directory_at_a_time() {
        assert_eq!(labels("FROM a\nCOPY <CURSOR>"), ["package.json 12 B", "src/ 2 files, 2 B"]);
        assert_eq!(labels("FROM a\nCOPY ./src/<CURSOR> /app"), ["a.js 1 B", "lib/ 1 file, 1 B"]);
        assert_eq!(labels("FROM a\nRUN --mount=type=bind,source=src/<CURSOR> x"), ["a.js 1 B", "lib/ 1 file, 1 B"]);
    }

    #[test]
    fn nothing_is_known_of_another_stage() {
        assert_eq!(labels("FROM a AS x\nFROM b\nCOPY --from=x <CURSOR> /y"), [""; 0]);
    }
}
