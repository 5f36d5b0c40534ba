use build::Build;
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct InstructionInCommand {}

impl Rule for InstructionInCommand {
    const META: Meta = Meta {
        name: "instruction-in-command",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("instruction_in_command.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs().filter(|step| step.script().is_posix()) {
            for command in &step.script().commands {
                let Some(word) = command.words.first() else { continue };
                if !INSTRUCTIONS.contains(&word.text.as_str()) || command.words.len() < 2 {
                    continue;
                }
                let drop = Edit::delete(TextRange::new(word.range.start, command.words[1].range.start));
                let fix = (word.text == "RUN").then(|| Fix::unsafe_("drop the second `RUN`", [drop]));
                let message = format!("`{}` is no command: the shell looks for a program of that name", word.text);
                out.report(word.range, message).fix(fix);
            }
        }
    }
}

/// Instructions as they are written; in lower case most of them may well be programs.
const INSTRUCTIONS: [&str; 14] = [
    "RUN",
    "COPY",
    "ADD",
    "ENV",
    "ARG",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "WORKDIR",
    "USER",
    "VOLUME",
    "LABEL",
    "FROM",
    "HEALTHCHECK",
];
