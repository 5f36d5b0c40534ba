use build::{Build, Step};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;

use crate::ecosystems::{Installing, installs};
use crate::images::has_workdir;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct MissingWorkdir {
    /// Whether every COPY to a relative path is reported, whatever the base image may say, and nothing else: as hadolint does.
    every_relative_copy: bool,
}

impl Rule for MissingWorkdir {
    const META: Meta = Meta {
        name: "missing-workdir",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3045")],
        page: include_str!("missing_workdir.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { every_relative_copy: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // For each stage whether it has a WORKDIR, or one that it starts from.
        let mut settled: Vec<bool> = Vec::new();
        for stage in build.stages() {
            let inherited = stage.parent().is_some_and(|parent| settled[parent.id().index()]);
            settled.push(inherited || stage.executed().any(|step| step.keyword() == Keyword::Workdir));
            if inherited {
                continue;
            }
            let steps = stage.steps().take_while(|step| step.keyword() != Keyword::Workdir);
            if self.every_relative_copy {
                steps
                    .filter(|step| step.keyword() == Keyword::Copy && is_relative(*step))
                    .for_each(|step| report_copy(step, out));
            } else if has_workdir(stage) == Some(false) {
                report_first(steps, out);
            }
        }
    }
}

/// Reports the first step of a stage that works in `/`: all others follow from it.
fn report_first<'b>(steps: impl Iterator<Item = Step<'b>>, out: &mut Diagnostics) {
    for step in steps {
        if is_relative(step) && lands_in_root(step) {
            return report_copy(step, out);
        }
        // What an ONBUILD says runs elsewhere.
        let Some(_) = step.run() else { continue };
        let here = |install: &Installing| install.command.cwd() == Some(".") && install.files().is_empty();
        let install = installs(step.script()).find(here);
        if let Some(install) = install {
            let name = install.shown();
            let message = format!("no `WORKDIR` is set, so `{name}` runs in `/`, among the directories of the system");
            out.report(install.command.words_range(), message);
            return;
        }
    }
}

fn report_copy(step: Step, out: &mut Diagnostics) {
    let Some(word) = step.copy().and_then(|copy| copy.destination.as_ref()) else { return };
    let message = "no `WORKDIR` is set, so this lands in `/`, among the directories of the system";
    out.report(word.range, message).known_as("DL3045");
}

/// Whether a relative path is the directory itself, or a file in it. What makes a directory of its own is not that bad.
fn lands_in_root(step: Step) -> bool {
    let destination = step.copy().and_then(|copy| step.expand(copy.destination.as_ref()?));
    destination.is_some_and(|path| {
        let path = path.trim_start_matches("./");
        matches!(path, "" | ".") || path.contains('.') && !path.contains('/')
    })
}

/// Whether it copies to a path that is relative whatever its variables hold.
fn is_relative(step: Step) -> bool {
    let Some(word) = step.copy().and_then(|copy| copy.destination.as_ref()) else { return false };
    let path = step.expand(word).unwrap_or_else(|| word.text.trim_start_matches('"').into());
    let drive = path.chars().nth(1) == Some(':');
    !path.is_empty() && !path.starts_with(['/', '\\', '$', '\'']) && !drive
}
