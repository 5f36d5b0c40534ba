use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Operator};

#[derive(Default, Serialize, Deserialize)]
pub struct LostState {}

impl Rule for LostState {
    const META: Meta = Meta {
        name: "lost-state",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("lost_state.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let script = step.script();
            let (Some(first), Some(last)) = (script.commands.first(), script.commands.last()) else { continue };
            if !script.understood() || !script.is_posix() || !script.commands.iter().all(is_state) {
                continue;
            }
            let names: Vec<_> = script.commands.iter().filter_map(|command| command.name()).collect();
            let help = match (names.contains(&"cd"), names.contains(&"export")) {
                (true, true) => "; WORKDIR and ENV last",
                (true, false) => "; WORKDIR lasts",
                (false, true) => "; ENV lasts",
                (false, false) => "",
            };
            out.report(first.range.cover(last.range), format!("this is forgotten at the end of the RUN{help}"));
        }
    }
}

/// Whether all that it does is change the shell that it runs in.
fn is_state(command: &Command) -> bool {
    let name = matches!(command.name(), Some("cd" | "export" | "unset" | "alias" | "umask"));
    name && command.redirects.is_empty() && command.before != Operator::Or && command.wrappers.is_empty()
}
