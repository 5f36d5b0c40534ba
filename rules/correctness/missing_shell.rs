use build::{Base, Build, Family, Stage, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Command, Keyword};

use crate::images::is_written_out;

#[derive(Default, Serialize, Deserialize)]
pub struct MissingShell {}

impl Rule for MissingShell {
    const META: Meta = Meta {
        name: "missing-shell",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("missing_shell.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // For each stage whether it, or one that it starts from, may bring a shell.
        let mut brought: Vec<bool> = Vec::new();
        for stage in build.stages() {
            let image = without_shell(stage);
            let inherited = stage.parent().is_some_and(|parent| brought[parent.id().index()]);
            let own = || stage.executed().any(|step| brings_programs(step) || step.shell().written);
            brought.push(inherited || image.is_none() || own());
            let Some(image) = image.filter(|_| !brought[stage.id().index()]) else { continue };
            for step in stage.steps() {
                if let Some(Command::Shell(line)) = step.command()
                    && !line.text.is_empty()
                    && !line.text.starts_with('[')
                    // `--mount=from=busybox,target=/bin` brings one for the time of the RUN.
                    && step.run().is_none_or(|run| run.mounts.is_empty())
                {
                    let name = step.keyword().name();
                    let message = format!("`{name}` is read by a shell here, and {image} has none");
                    out.report(step.instruction().keyword.range, message);
                    break;
                }
            }
        }
    }
}

/// The image that the stage comes down to, if that has no shell.
fn without_shell(stage: Stage<'_>) -> Option<&str> {
    match stage.root() {
        Base::Scratch => Some("`scratch`"),
        Base::Image(image) if stage.family() == Some(Family::Distroless) && is_written_out(stage) => {
            // That of Python has a shell, as its library needs one.
            (!image.contains("debug") && !image.contains("python")).then_some("a distroless image")
        }
        _ => None,
    }
}

/// Whether the step may bring a shell: a whole system, or something for a directory of programs.
fn brings_programs(step: Step) -> bool {
    let unpacked = step.keyword() == Keyword::Add;
    let place = step.destination();
    step.copy().is_some()
        && (unpacked
            || place.is_none_or(|place| {
                matches!(&*place, "/" | "." | "./") || place.contains("bin") || place.contains("busybox")
            }))
}
