//! Which directory a Dockerfile is built with when nobody says so.

use build::{Build, Inputs, Step, What};

use super::parent;
use crate::git::{History, Side};

/// The directory of the Dockerfile at `path`, or the nearest one above that holds everything that it copies: in a
/// repository with one context for all, `COPY services/a/go.mod .` finds its file only from there.
pub(super) fn dockerfile(path: &str, history: &History) -> String {
    let own = parent(path);
    let Some(file) = history.file(Side::Now, path) else { return own.to_owned() };
    let build = Build::new(Inputs::of_file(file));
    let sources = sources(&build);
    let holds = |directory: &str| {
        sources.iter().all(|source| history.top().join(directory).join(source.trim_start_matches('/')).exists())
    };
    let mut directory = own;
    while !holds(directory) {
        if directory.is_empty() {
            return own.to_owned();
        }
        directory = parent(directory);
    }
    directory.to_owned()
}

/// The paths that the Dockerfile takes from its context, as far as they are plain.
fn sources(build: &Build) -> Vec<String> {
    let from_context = build.copies().filter(|step| step.copies_from().is_none());
    let plain = |path: &String| !syntax::filepath::has_wildcard(path);
    from_context
        .flat_map(Step::sources)
        .filter_map(|copied| match copied.what {
            What::Path(path) => Some(path),
            _ => None,
        })
        .filter(plain)
        .collect()
}
