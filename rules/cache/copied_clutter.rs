use build::{Build, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

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
            let Some(selections) = step.files() else { continue };
            let taken = |name: &str| {
                selections
                    .iter()
                    .flat_map(|selection| &selection.entries)
                    .any(|selected| selected.entry.path.split('/').next() == Some(name))
            };
            let found: Vec<_> =
                CLUTTER.iter().copied().filter(|name| taken(name) && !(*name == ".git" && needs_git(step))).collect();
            if found.is_empty() {
                continue;
            }
            let named: Vec<_> = found.iter().map(|name| format!("`{name}`")).collect();
            out.report(step.range(), format!("this takes {} along", named.join(" and ")))
                .note(format!("lines for .dockerignore: {}", found.join(", ")));
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

/// Whether a tool in this stage or one built on it may look into the repository.
fn needs_git(step: Step) -> bool {
    let text = step.build().file().text();
    ["git ", "setuptools_scm", "setuptools-scm", "versioneer", "hatch-vcs", "buildvcs", "git-describe"]
        .iter()
        .any(|word| text.contains(word))
}
