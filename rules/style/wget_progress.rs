use build::{Build, Family};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct WgetProgress {}

/// Flags that say how much is printed, or where.
const SAID: &[&str] = &[
    "--progress",
    "-q",
    "--quiet",
    "-nv",
    "--no-verbose",
    "-o",
    "--output-file",
    "-a",
    "--append-output",
    "--show-progress",
];

impl Rule for WgetProgress {
    const META: Meta = Meta {
        name: "wget-progress",
        group: Group::Style,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3047")],
        page: include_str!("wget_progress.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            let family = step.stage().family();
            // BusyBox's `wget` draws a bar, and has no `--progress`.
            if matches!(family, Some(Family::Alpine | Family::Busybox)) {
                continue;
            }
            let gnu = matches!(family, Some(Family::Debian | Family::RedHat | Family::Suse | Family::Arch));
            for command in step.script().find(&["wget"]) {
                if command.has_any_flag(SAID) || command.arguments().is_empty() {
                    continue;
                }
                let name = &command.words[0];
                let edit = Edit::insert(name.range.end, " --progress=dot:giga");
                out.report(name.range, "without a terminal `wget` prints a line for each 50 kB, which floods the log")
                    .fix(gnu.then(|| Fix::safe("add `--progress=dot:giga`", [edit])));
            }
        }
    }
}
