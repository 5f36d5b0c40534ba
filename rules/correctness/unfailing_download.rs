use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

#[derive(Default, Serialize, Deserialize)]
pub struct UnfailingDownload {}

impl Rule for UnfailingDownload {
    const META: Meta = Meta {
        name: "unfailing-download",
        group: Group::Correctness,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("unfailing_download.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            for command in step.script().find(&["curl"]).filter(|command| keeps_answer(command)) {
                let name = command.words[0].range;
                out.report(name, "without `--fail` an error page counts as the file that was asked for");
            }
        }
    }
}

/// Whether the answer goes to a file or to another program, and nobody asks for its status.
fn keeps_answer(command: &Command) -> bool {
    const KEEPS: [&str; 6] = ["-o", "--output", "-O", "--remote-name", "--remote-name-all", "--output-dir"];
    const ASKS: [&str; 10] =
        ["-f", "--fail", "--fail-with-body", "--fail-early", "-w", "--write-out", "-I", "--head", "-K", "--config"];
    let kept = command.has_any_flag(&KEEPS) || command.place.pipe.is_some() || !command.redirects.is_empty();
    kept && !command.has_any_flag(&ASKS)
        && !command.words.iter().any(|word| word.is_dynamic() && word.prefix().is_empty())
}
