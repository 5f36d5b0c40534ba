use build::{Build, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Script, ShellInForce};
use text::Joined;

use crate::servers::{Server, server};

#[derive(Default, Serialize, Deserialize)]
pub struct ServerInRun {}

/// Commands that have no business with a server that was started in front of them.
const UNRELATED: &str = ": a2dismod a2enmod a2ensite apt apt-get cat cd chmod chown cp echo exit export ln ls mkdir mv printf rm sed \
                         set sleep systemctl touch true update-rc.d";

impl Rule for ServerInRun {
    const META: Meta = Meta {
        name: "server-in-run",
        group: Group::Runtime,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("server_in_run.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let script = step.script();
            for command in script.commands.iter().filter(|command| runs_for_sure(command, script)) {
                let Some(server) = server(command).filter(|server| server.in_run() && !ends(server, step)) else {
                    continue;
                };
                let name = shown(command, step);
                if !server.goes_to_background(command) {
                    let message = format!("`{name}` runs until it is stopped, so the build never gets past it");
                    out.report(command.words_range(), message).note("`CMD` starts it when the container runs");
                } else if !is_used(command, script) {
                    let message =
                        format!("what `{name}` starts ends with this RUN, and is not there when the container runs");
                    out.report(command.words_range(), message).note("`CMD` starts it when the container runs");
                }
            }
        }
    }
}

/// Whether nothing keeps the command from running, or ends it after a while, or reads what it prints.
fn runs_for_sure(command: &Command, script: &Script) -> bool {
    let certain = command.is_certain() && command.place.substitutions == 0 && !command.place.in_loop;
    certain && command.wrapper("timeout").is_none() && script.piped_to(command).is_empty()
}

/// Whether the script in `package.json` that the command stands for starts no server.
fn ends(server: &Server, step: Step) -> bool {
    let package = step.build().context().and_then(|context| context.read("package.json"));
    let package = package.and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
    let line = package.as_ref().zip(server.script).and_then(|(package, name)| package["scripts"][name].as_str());
    line.is_some_and(|line| {
        let script = shell::read(&Joined::of(line, 0), &ShellInForce::of_words(["/bin/sh", "-c"]));
        !script.commands.iter().any(|command| self::server(command).is_some())
    })
}

/// Whether something behind the command may use or stop what it started.
fn is_used(command: &Command, script: &Script) -> bool {
    let unrelated = |other: &Command| {
        let name = other.name().unwrap_or_default();
        UNRELATED.split(' ').any(|known| known == name) || server(other).is_some() || other.words.is_empty()
    };
    !script.understood() || !script.after(command).all(unrelated)
}

/// The command as written, or only its name when that is long.
fn shown<'b>(command: &'b Command, step: Step<'b>) -> &'b str {
    let text = step.build().file().slice(command.words_range());
    if text.len() > 40 || text.contains('\n') { command.name().unwrap_or_default() } else { text }
}
