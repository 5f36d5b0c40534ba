use build::{Build, Family, Stage, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Word;

#[derive(Default, Serialize, Deserialize)]
pub struct InstallWithoutUpdate {}

impl Rule for InstallWithoutUpdate {
    const META: Meta = Meta {
        name: "install-without-update",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("install_without_update.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // For each stage whether the lists may be there at its end.
        let mut updated: Vec<bool> = Vec::new();
        for stage in build.stages() {
            let bare = is_bare(stage);
            let inherited = !bare || stage.parent().is_some_and(|parent| updated[parent.id().index()]);
            updated.push(inherited || stage.executed().any(may_update));
            if inherited {
                continue;
            }
            for step in stage.executed() {
                let install = step.script().find(&["apt-get|apt", "install"]).next();
                let first = install.filter(|install| {
                    install.operands().skip(1).all(|package| !package.text.contains('/') && !package.is_dynamic())
                        && !install.operands().skip(1).all(|package| is_there(stage, package))
                });
                if may_update(step) {
                    break;
                } else if let Some(install) = first {
                    out.report(
                        install.words_range(),
                        "no `apt-get update` ran before, and this image comes without package lists",
                    );
                    break;
                }
            }
        }
    }
}

/// Whether it is an official image made of Debian: their package lists are removed.
fn is_bare(stage: Stage) -> bool {
    let official = stage.root_image().is_some_and(|image| image.official().is_some());
    official && stage.family() == Some(Family::Debian)
}

/// Whether the package is part of the image: those of languages are made of `buildpack-deps`, which has tools for building.
fn is_there(stage: Stage, package: &Word) -> bool {
    const THERE: &str = "bzip2 ca-certificates curl file g++ gcc git gnupg libssl-dev make mercurial openssh-client patch procps \
                         subversion unzip wget xz-utils zlib1g-dev";
    let bare = |image: &str| image.contains("debian") || image.contains("ubuntu") || image.contains("slim");
    let has_tools = stage.root().image().is_some_and(|image| !bare(image));
    has_tools && package.value().is_some_and(|package| THERE.split_whitespace().any(|there| there == package))
}

/// Whether the step may fetch package lists: it does, or it runs what can't be looked into, or mounts them.
fn may_update(step: Step) -> bool {
    let script = step.script();
    !script.understood()
        || step.run().is_some_and(|run| !run.mounts.is_empty())
        || script.commands.iter().any(|command| {
            let known = matches!(
                command.name(),
                Some(
                    "apt-get"
                        | "apt"
                        | "echo"
                        | "mkdir"
                        | "rm"
                        | "cp"
                        | "mv"
                        | "ln"
                        | "chmod"
                        | "chown"
                        | "set"
                        | "export"
                        | "cd"
                        | "useradd"
                        | "groupadd"
                        | "sed"
                        | "true"
                        | "touch"
                        | "cat"
                )
            );
            !known || command.is(&["apt-get|apt", "update"]) || command.has_flag("--update")
        })
}
