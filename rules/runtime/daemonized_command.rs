use build::{Build, Stage};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
pub struct DaemonizedCommand {}

impl Rule for DaemonizedCommand {
    const META: Meta = Meta {
        name: "daemonized-command",
        group: Group::Runtime,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("daemonized_command.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(last) = build.last_stage() else { return };
        let Some(cmd) = last.steps().rfind(|step| step.keyword() == Keyword::Cmd) else { return };
        if last.lineage().flat_map(Stage::steps).any(|step| step.keyword() == Keyword::Entrypoint) {
            return;
        }
        let script = cmd.script();
        let ends = |command: &Command| {
            matches!(command.name(), Some("service"))
                && command.arguments().last().is_some_and(|word| word.is("start") || word.is("restart"))
                || command.is(&["systemctl", "start|restart"])
                || command.name().is_some_and(|name| name.starts_with("/etc/init.d/"))
        };
        if script.understood() && script.commands.last().is_some_and(ends) {
            let range = match cmd.command() {
                Some(syntax::Command::Shell(line)) => line.range,
                _ => cmd.instruction().joined.range_to_source(cmd.instruction().rest),
            };
            out.report(range, "this starts a service in the background and ends, and the container ends with it");
        }
    }
}
