use build::{Build, Family, Stage, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

use crate::images::is_written_out;

#[derive(Default, Serialize, Deserialize)]
pub struct ForeignPackageManager {}

impl Rule for ForeignPackageManager {
    const META: Meta = Meta {
        name: "foreign-package-manager",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("foreign_package_manager.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let family = stage.family();
            let Some((_, own)) = OWN.iter().find(|(known, _)| Some(*known) == family) else { continue };
            let commands = stage
                .steps()
                .filter(|step| step.run().is_some_and(|run| !run.mounts.iter().any(|mount| mount.is("bind"))))
                .flat_map(|step| {
                    let certain =
                        step.script().commands.iter().filter(|command| command.is_certain() && !command.place.tested);
                    certain.map(move |command| (step, command))
                });
            let foreign = commands.filter_map(|(step, command)| {
                let name = command.name().filter(|name| MANAGERS.contains(name) && !own.contains(name))?;
                (!is_brought(step, command, name)).then_some((command, name))
            });
            for (command, name) in foreign.take(1).filter(|_| is_written_out(stage)) {
                let message = format!("the base image has no `{name}`: its packages come with `{}`", own[0]);
                out.report(command.words[0].range, message);
            }
        }
    }
}

/// Whether an earlier step, or something earlier in this one, may have brought the program.
fn is_brought(step: Step, command: &Command, name: &str) -> bool {
    let file = step.build().file();
    let here = text::TextRange::new(step.range().start, command.range.start);
    let before = step.stage().lineage().flat_map(Stage::executed).filter(|other| other.id() < step.id());
    file.slice(here).contains(name)
        || before.into_iter().any(|other| file.slice(other.range()).contains(name) || other.copies_from().is_some())
}

/// The package managers of distributions.
const MANAGERS: [&str; 8] = ["apt-get", "apt", "apk", "dnf", "microdnf", "yum", "zypper", "pacman"];

/// Those that a distribution has, the usual one first.
const OWN: [(Family, &[&str]); 4] = [
    (Family::Alpine, &["apk"]),
    (Family::Debian, &["apt-get", "apt"]),
    (Family::RedHat, &["dnf", "yum", "microdnf"]),
    (Family::Arch, &["pacman"]),
];
