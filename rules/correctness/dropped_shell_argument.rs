use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Command;

#[derive(Default, Serialize, Deserialize)]
pub struct DroppedShellArgument {}

impl Rule for DroppedShellArgument {
    const META: Meta = Meta {
        name: "dropped-shell-argument",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("dropped_shell_argument.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Some(Command::Exec(words)) = step.command() else { continue };
            let Some((program, arguments)) = words.split_first() else { continue };
            let flags = arguments.iter().take_while(|word| word.text.starts_with('-')).count();
            let Some((flag, [line, first, ..])) =
                flags.checked_sub(1).map(|last| (&arguments[last], &arguments[flags..]))
            else {
                continue;
            };
            if !is_shell(&program.text) || !takes_line(&flag.text) {
                continue;
            }
            if !uses_arguments(&line.text) && !is_name(&first.text) {
                let message =
                    format!("this is no part of the command: `{}` runs the one word behind `-c`", program.text);
                out.report(first.range, message).label(line.range, "this is all that runs");
            }
        }
    }
}

fn is_shell(program: &str) -> bool {
    matches!(program.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash" | "zsh"))
}

/// Whether `-c` is the last of the flags: `-ec`.
fn takes_line(flags: &str) -> bool {
    !flags.starts_with("--") && flags.ends_with('c')
}

/// Whether the line asks for what stands behind it: `$0`, `$1`, `$@`.
fn uses_arguments(line: &str) -> bool {
    line.split('$').skip(1).any(|rest| {
        rest.trim_start_matches(['{', '#']).starts_with(|c: char| c.is_ascii_digit() || matches!(c, '@' | '*' | '#'))
    })
}

/// Whether it only gives the shell a name, as is usual in front of arguments.
fn is_name(word: &str) -> bool {
    matches!(word, "--" | "-" | "_") || is_shell(word.trim_start_matches('-'))
}
