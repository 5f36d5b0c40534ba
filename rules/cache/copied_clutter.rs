use std::collections::BTreeSet;

use build::context::EntryKind;
use build::{Build, Context, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

use crate::ecosystems::{Installing, installs};

mod output;

#[derive(Default, Serialize, Deserialize)]
pub struct CopiedClutter {}

impl Rule for CopiedClutter {
    const META: Meta = Meta {
        name: "copied-clutter",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("copied_clutter.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies().filter(|step| step.copies_everything()) {
            let (Some(context), Some(selections)) = (step.context(), step.files()) else { continue };
            let taken: Vec<_> = selections.iter().flat_map(|selection| &selection.entries).map(|it| it.entry).collect();
            let mut found: BTreeSet<String> =
                taken.iter().filter_map(|entry| clutter(&entry.path, &entry.kind)).collect();
            found.extend(output::made(step, context));
            found.extend(local_settings(build, context).map(str::to_owned));
            if found.contains(".git") && needs_git(build, context) {
                found.remove(".git");
            }
            let takes = |path: &str| taken.iter().any(|entry| *entry.path == *path);
            let dockerfile = dockerfile(build, context).filter(|name| takes(name));
            let install = dockerfile.and_then(|_| install_behind(step));
            match (found.is_empty(), dockerfile, install) {
                (true, Some(name), Some(install)) => {
                    out.report(step.range(), format!("an edit of `{name}` runs this and `{install}` again"))
                        .note(format!("a line for .dockerignore: {name}"));
                }
                (true, ..) => {}
                (false, ..) => {
                    let named: Vec<_> =
                        found.iter().map(|line| format!("`{}`", line.trim_start_matches("**/"))).collect();
                    let lines: Vec<_> = found.iter().map(String::as_str).chain(dockerfile).collect();
                    out.report(step.range(), format!("this takes {} along", named.join(" and ")))
                        .note(format!("lines for .dockerignore: {}", lines.join(", ")));
                }
            }
        }
    }
}

/// What no image needs, whatever the project.
const CLUTTER: [&str; 12] = [
    ".git",
    "node_modules",
    ".venv",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".tox",
    ".idea",
    ".vscode",
    ".DS_Store",
    ".terraform",
    ".gradle",
];

/// The line of an ignore file for the clutter that `path` lies in: at the root of the context, or at any depth for what
/// comes about in every directory.
fn clutter(path: &str, kind: &EntryKind) -> Option<String> {
    let Some((above, last)) = path.rsplit_once('/') else { return CLUTTER.contains(&path).then(|| path.to_owned()) };
    let may_be_anywhere = *kind == EntryKind::Directory || last == ".DS_Store";
    let is_deep = || ["node_modules", "__pycache__", ".DS_Store"].contains(&last);
    // What is in clutter at the root is left out with it.
    let is_covered = || above.split('/').next().is_some_and(|first| CLUTTER.contains(&first));
    (may_be_anywhere && is_deep() && !is_covered()).then(|| format!("**/{last}"))
}

/// An `.env` that is meant for one machine: git ignores it, and the Dockerfile does not speak of it.
fn local_settings(build: &Build, context: &Context) -> Option<&'static str> {
    let spoken_of = build.file().text().contains(".env");
    (context.included(".env") && !spoken_of && output::git_ignores(context, ".env")).then_some(".env")
}

/// The Dockerfile's place in the context, if it is there.
fn dockerfile<'b>(build: &'b Build, context: &Context) -> Option<&'b str> {
    let path = build.file().path();
    let name = path.rsplit(['/', '\\']).next()?;
    let same = context.read(name).is_some_and(|bytes| bytes == build.file().text().as_bytes());
    same.then_some(name)
}

/// An install that stands on `copy` in its stage.
fn install_behind(copy: Step) -> Option<String> {
    let behind = std::iter::successors(copy.next(), |step| step.next()).filter(|step| step.run().is_some());
    behind.flat_map(|step| installs(step.script()).map(Installing::shown)).next()
}

/// What looks into the repository: words of a Dockerfile, or of a file that says how the project is built.
const GIT_TOOLS: [&str; 16] = [
    "git ",
    "\"git\"",
    "setuptools_scm",
    "setuptools-scm",
    "versioneer",
    "hatch-vcs",
    "dynamic-versioning",
    "buildvcs",
    "git-describe",
    "git-commit-id",
    "gitversion",
    "nbgv",
    "vergen",
    "shadow-rs",
    "git2",
    "git-rev",
];

const PROJECT_FILES: [&str; 13] = [
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "Cargo.toml",
    "build.rs",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "package.json",
    "Makefile",
    "CMakeLists.txt",
    "mix.exs",
    "Directory.Build.props",
];

/// Whether a tool may look into the repository while the image is built.
fn needs_git(build: &Build, context: &Context) -> bool {
    let files = PROJECT_FILES.iter().filter_map(|name| context.read(name));
    let mut texts = files.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let looks = |text: &str| GIT_TOOLS.iter().any(|word| text.contains(word));
    looks(build.file().text()) || texts.any(|text| looks(&text))
}
