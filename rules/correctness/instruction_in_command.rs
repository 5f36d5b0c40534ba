use build::Build;
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Word};
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
                report_swallowed(build, command, out);
                let Some(word) = command.words.first() else { continue };
                if command.words.len() < 2 || !is_instruction(word) {
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

/// Reports an instruction that has become an argument, because the line in front of it goes on.
fn report_swallowed(build: &Build, command: &Command, out: &mut Diagnostics) {
    let at = command.words.iter().skip(1).position(is_instruction);
    let Some((word, rest)) = at.and_then(|at| command.words[at + 1..].split_first()) else { return };
    let (before, line) = build.file().text()[..word.range.start as usize].rsplit_once('\n').unwrap_or_default();
    if !line.trim().is_empty() || !is_whole(&word.text, rest) {
        return;
    }
    let end = before.trim_end().strip_suffix('\\').map(str::len);
    let fix = end.map(|end| {
        let backslash = TextRange::new(before[..end].trim_end().len() as u32, end as u32 + 1);
        Fix::manual("end the line above", [Edit::delete(backslash)])
    });
    out.report(word.range, format!("`{}` is an argument here: the line above goes on", word.text)).fix(fix);
}

/// Whether `rest` is what such an instruction has behind it.
fn is_whole(instruction: &str, rest: &[Word]) -> bool {
    let Some(next) = rest.first().map(|word| word.text.as_str()) else { return false };
    match instruction {
        "EXPOSE" => next.starts_with(|c: char| c.is_ascii_digit() || c == '$'),
        "CMD" | "ENTRYPOINT" => next.starts_with('['),
        "ENV" | "ARG" | "LABEL" => next.contains('='),
        "COPY" | "ADD" => rest.len() > 1,
        "WORKDIR" | "VOLUME" => next.starts_with(['/', '$', '[']),
        _ => true,
    }
}

/// Instructions as they are written; in lower case most of them may well be programs.
fn is_instruction(word: &Word) -> bool {
    // Nearly all words begin with something else.
    word.text.starts_with(|first: char| first.is_ascii_uppercase()) && INSTRUCTIONS.contains(&word.text.as_str())
}

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
