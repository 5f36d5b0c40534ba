use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Script, Word};

#[derive(Default, Serialize, Deserialize)]
pub struct KnownPassword {}

impl Rule for KnownPassword {
    const META: Meta = Meta {
        name: "known-password",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("known_password.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            for command in step.script().find(&["chpasswd|passwd|useradd|usermod|adduser"]) {
                let message = "everyone who has the file or the image knows this password";
                match command.name() {
                    Some("chpasswd") => {
                        if let Some(word) = said_to(step.script(), command).filter(|word| is_pair(word)) {
                            out.report(word.range, message);
                        }
                    }
                    Some("passwd") if command.has_any_flag(&["-d", "--delete"]) => {
                        out.report(command.words_range(), "this account then needs no password");
                    }
                    Some("passwd") if command.has_flag("--stdin") => {
                        if let Some(word) = said_to(step.script(), command).filter(|word| word.value().is_some()) {
                            out.report(word.range, message);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The last word of the `echo` or `printf` whose output `command` reads.
fn said_to<'s>(script: &'s Script, command: &Command) -> Option<&'s Word> {
    let pipe = command.place.pipe?;
    let element = pipe.element.checked_sub(1)?;
    let before = &script.commands[script.pipelines[pipe.pipeline].elements.get(element)?.clone()];
    let [said] = before else { return None };
    if said.is(&["echo|printf"]) { said.arguments().last() } else { None }
}

/// Whether it is `user:password`, both known.
fn is_pair(word: &Word) -> bool {
    let pair = word.value().and_then(|value| value.trim_end_matches("\\n").split_once(':'));
    pair.is_some_and(|(user, password)| !user.is_empty() && !password.is_empty() && !password.contains('%'))
}
