//! Whether an install reads more than manifests, as far as the build context tells.

use build::context::EntryKind;
use build::{Context, Step, lies_in};

use crate::ecosystems::Installing;

/// Whether the files of the context say that the install needs the project's sources. Without a context nothing says so.
pub(super) fn needed(install: Installing, step: Step) -> bool {
    let Some(context) = step.build().context() else { return false };
    let ecosystem = install.ecosystem;
    let marked = ecosystem.sources.iter().any(|pattern| holds(context, pattern));
    let scripted = !ecosystem.scripts.is_empty() && runs_scripts(install, context);
    let named = install.files().into_iter().flatten().any(|file| names_project(context, file));
    marked || scripted || named || all_are_read(install, context)
}

/// Whether a file of this name is there; `*.x` stands for any of that ending.
fn holds(context: &Context, pattern: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(ending) => context.entries().iter().any(|entry| entry.path.ends_with(ending) && !entry.path.contains('/')),
        None => context.find(pattern).is_some(),
    }
}

/// Whether `package.json` has a script that the install runs. Git hooks are none that needs sources.
fn runs_scripts(install: Installing, context: &Context) -> bool {
    if install.command.has_flag("--ignore-scripts") {
        return false;
    }
    let package = context.read("package.json").and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
    let Some(package) = package else { return false };
    let scripts = install.ecosystem.scripts.iter().filter_map(|name| package["scripts"][name].as_str());
    scripts.into_iter().any(|script| !script.contains("husky"))
}

/// Whether a list of requirements names the project itself: `-e .`, `./package`.
fn names_project(context: &Context, file: &str) -> bool {
    let text = context.read(file.trim_start_matches("./")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines()
        .map(str::trim)
        .any(|line| line.starts_with(['.', '/']) || line.starts_with("-e") || line.starts_with("--editable"))
}

/// What a copy of everything takes, as far as an install is concerned.
pub(super) struct Files {
    /// How many files are copied.
    pub(super) copied: usize,
    /// How many of them the install reads.
    pub(super) read: usize,
    /// One that it does not read.
    pub(super) other: String,
}

/// The files that `copy` takes; `None` without a context, and when the install reads them all.
pub(super) fn files(install: Installing, copy: Step) -> Option<Files> {
    let selections = copy.files()?;
    let files = selections.iter().flat_map(|selection| &selection.entries).map(|selected| selected.entry);
    let files: Vec<_> = files.filter(|entry| entry.kind == EntryKind::File).collect();
    let other = files.iter().find(|entry| !reads(install, &entry.path))?.path.to_string();
    let read = files.iter().filter(|entry| reads(install, &entry.path)).count();
    Some(Files { copied: files.len(), read, other })
}

/// Whether the install reads the file or directory at `path`.
fn reads(install: Installing, path: &str) -> bool {
    let ecosystem = install.ecosystem;
    let mut known = ecosystem.manifests.iter().chain(&ecosystem.optional).chain(&ecosystem.folders);
    known.any(|name| lies_in(path, name)) || install.files().contains(&Some(path))
}

/// Whether the context holds nothing but what the install reads, so that any change there concerns it.
fn all_are_read(install: Installing, context: &Context) -> bool {
    let is_read = |path: &str| reads(install, path) || path.ends_with("Dockerfile");
    !context.entries().is_empty() && context.entries().iter().all(|entry| is_read(&entry.path))
}
