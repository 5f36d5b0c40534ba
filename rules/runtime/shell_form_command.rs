use std::collections::HashMap;

use build::{Build, Family, Step};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Command, Escape, Keyword, Kind};

use super::exec_form::exec_form;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ShellFormCommand {
    /// Whether lines are reported too where the shell is in nobody's way: it is gone when the program runs (`exec`), the line
    /// only prints, loops or is a shell itself, or a later instruction takes its place.
    harmless: bool,
    /// Whether images of Windows count too, where no signals are passed to anybody.
    windows: bool,
    /// Whether health checks are reported too, as hadolint does.
    healthcheck: bool,
}

impl Rule for ShellFormCommand {
    const META: Meta = Meta {
        name: "shell-form-command",
        group: Group::Runtime,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint, Preset::Buildkit],
        aliases: &[Alias::hadolint("DL3025"), Alias::buildkit("JSONArgsRecommended")],
        page: include_str!("shell_form_command.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        let harmless = matches!(preset, Preset::Hadolint | Preset::Buildkit);
        Self { harmless, windows: preset != Preset::Recommended, healthcheck: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // For each stage whether it has an ENTRYPOINT, or one that it starts from.
        let mut entered: Vec<bool> = Vec::new();
        for stage in build.stages() {
            let inherited = stage.parent().is_some_and(|parent| entered[parent.id().index()]);
            entered.push(inherited || stage.executed().any(|step| step.keyword() == Keyword::Entrypoint));
        }
        let mut last = HashMap::new();
        for step in build.steps().filter(|step| matches!(step.keyword(), Keyword::Cmd | Keyword::Entrypoint)) {
            last.insert((step.stage().id(), step.keyword().name()), step.id());
        }
        for step in build.steps() {
            let (name, Some(Command::Shell(line))) = (step.keyword().name(), step.command()) else { continue };
            match step.kind() {
                Kind::Healthcheck(_) if self.healthcheck => {
                    out.report(step.range(), format!("`{name}` runs under a shell here")).known_as("DL3025");
                }
                // A SHELL of its own says that a shell is meant.
                Kind::Cmd(_) | Kind::Entrypoint(_)
                    if !step.shell().written
                        && self.judges(step, &line.text, last.get(&(step.stage().id(), name)) != Some(&step.id())) =>
                {
                    let message = format!("`{name}` runs under a shell here, which passes no signals on");
                    let found = out.report(step.range(), message);
                    if matches!(step.kind(), Kind::Entrypoint(_)) {
                        found.note("what `CMD` and `docker run` add to it is dropped");
                    }
                    if line.text.starts_with('[') {
                        found.note("it is no JSON array: JSON has double quotes, and no comma at the end");
                    } else {
                        // The line of a CMD may be handed to an ENTRYPOINT.
                        let is_argument = step.keyword() == Keyword::Cmd && entered[step.stage().id().index()];
                        found.fix(exec_form(step, line).filter(|_| !is_argument));
                    }
                }
                _ => {}
            }
        }
    }
}

impl ShellFormCommand {
    fn judges(&self, step: Step, line: &str, replaced: bool) -> bool {
        (self.harmless || !replaced && !is_harmless(step))
            && (self.windows || line.starts_with('[') || !is_windows(step, line))
    }
}

/// Whether the line is for Windows: by the image, the escape character, or the program that it names.
fn is_windows(step: Step, line: &str) -> bool {
    let program = line.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    step.stage().family() == Some(Family::Windows)
        || step.build().parse().file.escape == Escape::Backtick
        || [".exe", ".cmd", ".bat"].iter().any(|end| program.ends_with(end))
        || matches!(&*program, "powershell" | "cmd")
}

/// Whether the shell is in nobody's way.
fn is_harmless(step: Step) -> bool {
    let commands = &step.script().commands;
    let leaves_shell = commands.last().is_some_and(|command| command.wrapper("exec").is_some());
    leaves_shell
        || !commands.is_empty()
            && commands.iter().all(|command| prints(command) || is_shell(command) || command.place.in_loop)
}

/// Whether it is over at once.
fn prints(command: &shell::Command) -> bool {
    matches!(command.name(), Some("echo" | "printf" | "true" | "false" | "exit"))
}

/// Whether it is a shell for somebody to type in, who ends it.
fn is_shell(command: &shell::Command) -> bool {
    matches!(command.name(), Some("sh" | "bash" | "ash" | "zsh" | "fish"))
        && command.arguments().iter().all(|word| matches!(word.value(), Some("-i" | "-l" | "-il" | "--login")))
}
