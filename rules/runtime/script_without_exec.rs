use build::{Build, Stage, Step, What};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command as ShellCommand, Script, ShellInForce, Word as ShellWord};
use syntax::{Command, Word};
use text::Joined;

use crate::servers::server;

#[derive(Default, Serialize, Deserialize)]
pub struct ScriptWithoutExec {}

impl Rule for ScriptWithoutExec {
    const META: Meta = Meta {
        name: "script-without-exec",
        group: Group::Runtime,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("script_without_exec.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(stage) = build.target().filter(|_| build.context().is_some()) else { return };
        let config = stage.config();
        let Some(step) = config.entrypoint.or(config.cmd).filter(|step| step.stage().id() == stage.id()) else {
            return;
        };
        let Some(Command::Exec(words)) = step.command() else { return };
        let Some(program) = script_word(words) else { return };
        let Some((name, text)) = source(stage, step, &program.text) else { return };
        let Some(script) = read(&text) else { return };
        if let Some(last) = script.commands.last().filter(|last| stays(&script, last)) {
            let last = last.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            out.report(program.range, format!("the script stays process 1 and passes no signals on to `{last}`"))
                .note(format!("`exec {last}` at the end of `{name}` puts the program in its place"));
        }
    }
}

/// The word that names the script: the program, or what a shell is to read.
fn script_word(words: &[Word]) -> Option<&Word> {
    match words {
        [shell, script, ..] if matches!(shell.text.rsplit('/').next(), Some("sh" | "bash" | "ash")) => {
            Some(script).filter(|script| !script.text.starts_with('-'))
        }
        [program, ..] => Some(program),
        [] => None,
    }
}

/// The script that `program` is in the image, as the context has it: its name there and its text.
fn source(stage: Stage, step: Step, program: &str) -> Option<(String, String)> {
    let context = step.build().context()?;
    let place = step.place(program)?;
    let copies: Vec<Step> = stage.lineage().flat_map(Stage::executed).filter(|step| step.copy().is_some()).collect();
    // Of several copies to one place the last one counts, and one from elsewhere hides what was there.
    let (copy, path) = copies.into_iter().rev().find_map(|copy| Some((copy, taken_from(copy, program, &place)?)))?;
    let text = context.read(&path).filter(|_| copy.copies_from().is_none())?;
    Some((path, String::from_utf8(text).ok()?))
}

/// The path that `copy` takes what is at `place` from, if it puts something there. A program without a path is looked for
/// where programs are.
fn taken_from(copy: Step, program: &str, place: &str) -> Option<String> {
    let destination = copy.destination()?;
    let in_path = !program.contains('/') && destination.contains("bin");
    let below = build::lies_in(place, &destination).then(|| place[destination.len()..].trim_matches('/'));
    copy.sources().into_iter().find_map(|source| {
        let What::Path(path) = source.what else { return None };
        let path = path.trim_start_matches("./").trim_matches('/').to_owned();
        let name = path.rsplit('/').next().unwrap_or_default();
        let is = below == Some("")
            || below == Some(name)
            || in_path && (name == program || destination.ends_with(&format!("/{program}")));
        let path = match below {
            _ if is => path,
            Some(rest) if matches!(&*path, "" | ".") => rest.to_owned(),
            Some(rest) => format!("{path}/{rest}"),
            None => return None,
        };
        let there = copy.copies_from().is_some() || copy.context().is_some_and(|context| context.find(&path).is_some());
        there.then_some(path)
    })
}

/// The script, if it is one for a shell that is read whole.
fn read(text: &str) -> Option<Script> {
    let first = text.lines().next()?;
    let shell = first.strip_prefix("#!")?.split_whitespace().find(|word| word.ends_with("sh"))?;
    let script = shell::read(&Joined::of(text, 0), &ShellInForce::of_words([shell, "-c"]));
    (script.understood() && script.is_posix()).then_some(script)
}

/// Whether the shell waits for the last command, which is a server or whatever the arguments say, and does not
/// pass signals on by itself.
fn stays(script: &Script, last: &ShellCommand) -> bool {
    let runs_arguments =
        last.words.first().is_some_and(|word: &ShellWord| matches!(word.text.trim_matches('"'), "$@" | "${@}"));
    let waits = runs_arguments || server(last).is_some_and(|server| !server.goes_to_background(last));
    let passes =
        script.runs(&["trap|exec|wait|kill"]) || script.commands.iter().any(|command| !command.wrappers.is_empty());
    waits && !passes && last.is_certain() && last.place.pipe.is_none() && last.place.depth == 0
}
