use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

#[derive(Default, Serialize, Deserialize)]
pub struct InteractiveCommand {}

/// Commands that look at, or act on, a system that runs.
const COMMANDS: &[&str] = &["free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"];

impl Rule for InteractiveCommand {
    const META: Meta = Meta {
        name: "interactive-command",
        group: Group::Style,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3001")],
        page: include_str!("interactive_command.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for command in build.written_runs().flat_map(|step| &step.script().commands) {
            let Some(name) = command.name().filter(|name| COMMANDS.contains(name)) else { continue };
            if name == "vim" && is_told_what_to_do(command) {
                continue;
            }
            out.report(
                command.words[0].range,
                format!("`{name}` is for a system that runs, and leaves nothing in an image"),
            );
        }
    }
}

/// Whether an editor works off what its arguments say: `vim +PlugInstall +qall`.
fn is_told_what_to_do(command: &Command) -> bool {
    command.arguments().iter().any(|word| word.value().is_some_and(|text| text.starts_with('+') || text == "-c"))
}
