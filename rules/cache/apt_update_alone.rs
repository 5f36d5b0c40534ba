use build::{Build, Stage, Step};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Script;
use syntax::Command;
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct AptUpdateAlone {}

impl Rule for AptUpdateAlone {
    const META: Meta = Meta {
        name: "apt-update-alone",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("apt_update_alone.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs().filter(|step| step.script().understood() && step.mounts("cache").next().is_none()) {
            let script = step.script();
            let updates = |script: &Script| script.runs(&["apt-get|apt", "update"]);
            let installs =
                |script: &Script| script.runs(&["apt-get|apt", "install|upgrade|dist-upgrade|full-upgrade|build-dep"]);
            let Some(update) = script.find(&["apt-get|apt", "update"]).next().filter(|_| !installs(script)) else {
                continue;
            };
            let later = build
                .stages()
                .flat_map(Stage::executed)
                .filter(|later| later.id() > step.id() && comes_after(*later, step));
            // The first of them that uses the lists decides.
            let Some(user) = later.into_iter().find(|later| updates(later.script()) || installs(later.script())) else {
                continue;
            };
            if updates(user.script()) {
                continue;
            }
            out.report(update.words_range(), "the lists of this layer stay cached while the archive moves on")
                .label(user.range(), "this installs from lists that may be months old")
                .fix(fix(step, user));
        }
    }
}

/// Whether `later` is built on top of `step`.
fn comes_after(later: Step, step: Step) -> bool {
    later.stage().lineage().any(|stage| stage.id() == step.stage().id())
}

/// Joins two RUNs that follow each other and are nothing but lines for the shell.
fn fix(update: Step, install: Step) -> Option<Fix> {
    let line = |step: Step| match step.command() {
        Some(Command::Shell(line)) if step.instruction().flags.is_empty() && step.instruction().heredocs.is_empty() => {
            Some(line.range)
        }
        _ => None,
    };
    let (first, second) = (line(update)?, line(install)?);
    let between = TextRange::new(first.end, second.start);
    let only_run =
        update.build().file().slice(between).trim_start_matches(['\r', '\n']).trim().eq_ignore_ascii_case("run");
    let follows = update.next() == Some(install) && update.script().commands.len() == 1;
    (follows && only_run).then(|| Fix::safe("join the two RUNs", [Edit::replace(between, " && ")]))
}
