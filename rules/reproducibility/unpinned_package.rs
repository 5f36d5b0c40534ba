mod sources;

use build::{Build, Step};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Assignment, Command};
use sources::Source;
use text::TextRange;

#[derive(Default, Serialize, Deserialize)]
pub struct UnpinnedPackage {}

impl Rule for UnpinnedPackage {
    const META: Meta = Meta {
        name: "unpinned-package",
        group: Group::Reproducibility,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[
            Alias::hadolint("DL3008"),
            Alias::hadolint("DL3013"),
            Alias::hadolint("DL3016"),
            Alias::hadolint("DL3018"),
            Alias::hadolint("DL3028"),
            Alias::hadolint("DL3033"),
            Alias::hadolint("DL3037"),
            Alias::hadolint("DL3041"),
            Alias::hadolint("DL3062"),
        ],
        page: include_str!("unpinned_package.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            for command in &step.script().commands {
                let Some(source) = Source::of(command) else { continue };
                let unpinned = unpinned(step, command, source);
                let Some((range, name)) = unpinned.first() else { continue };
                let message = match unpinned.len() - 1 {
                    0 => format!("no version of `{name}` is named, so the next build may install another one"),
                    1 => format!("no version of `{name}` and another is named, so the next build may install others"),
                    more => {
                        format!("no version of `{name}` and {more} more is named, so the next build may install others")
                    }
                };
                out.report(*range, message).known_as(source.alias);
            }
        }
    }
}

/// The packages that `command` installs in whatever version there is. One that depends on a variable whose value is not
/// known may have a version in it, and is left alone.
fn unpinned(step: Step<'_>, command: &Command, source: &Source) -> Vec<(TextRange, String)> {
    let known = |name: &str| match assigned(step, name) {
        Some(assigned) => assigned.value.as_ref()?.value().map(str::to_owned),
        None => step.variable(name)?.value.known().map(str::to_owned),
    };
    let mut found = Vec::new();
    for word in source.packages(command) {
        let Some(value) = word.expand(known) else { continue };
        let names = value.split_whitespace().filter(|name| !name.starts_with('-') && !(source.pinned)(name));
        found.extend(names.map(|name| (word.range, name.to_owned())));
    }
    found
}

/// Where the script of `step` sets the variable `name` itself: `buildDeps="gcc make"`.
fn assigned<'b>(step: Step<'b>, name: &str) -> Option<&'b Assignment> {
    let mut lone = step.script().commands.iter().rev().filter(|command| command.words.is_empty());
    lone.find_map(|command| command.assigned(name))
}
