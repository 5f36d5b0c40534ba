use build::{Build, Step};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Dialect;
use syntax::{Command, Keyword};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct ConsecutiveRuns {}

/// Commands whose effect ends with the RUN: behind them in one RUN, another command would see it.
const LASTING: &[&str] =
    &["cd", "export", "set", "unset", "alias", "umask", "ulimit", "source", ".", "exec", "exit", "eval"];

impl Rule for ConsecutiveRuns {
    const META: Meta = Meta {
        name: "consecutive-runs",
        group: Group::Style,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3059")],
        page: include_str!("consecutive_runs.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let written: Vec<Step<'_>> = build.steps().collect();
        for pair in written.windows(2) {
            let [first, second] = pair else { continue };
            let neighbours = first.stage().id() == second.stage().id() && is_single(*first) && is_single(*second);
            if !neighbours || flags(*first) != flags(*second) {
                continue;
            }
            let range = second.instruction().keyword.range;
            out.report(range, "two RUNs of one command each make two layers where one would do")
                .fix(join(*first, *second));
        }
    }
}

/// Whether it is a RUN of at most one command. How many a script of PowerShell's or cmd's holds is not known.
fn is_single(step: Step<'_>) -> bool {
    let commands = &step.script().commands;
    let program = commands.first().and_then(|command| command.name()).map(Dialect::of_program);
    let hidden = matches!(program, Some(Dialect::PowerShell | Dialect::Cmd));
    step.keyword() == Keyword::Run && commands.len() <= 1 && !hidden
}

fn flags(step: Step<'_>) -> Vec<&str> {
    step.instruction().flags.iter().map(|flag| flag.word.text.as_str()).collect()
}

/// Puts the second RUN's command behind the first one's, if they are lines next to each other that say nothing to the shell.
fn join(first: Step<'_>, second: Step<'_>) -> Option<Fix> {
    let text = build_text(first);
    let (Some(Command::Shell(one)), Some(Command::Shell(two))) = (first.command(), second.command()) else {
        return None;
    };
    let between = text.get(first.range().end as usize..second.range().start as usize)?;
    let plain = |step: Step<'_>| step.instruction().heredocs.is_empty() && step.script().understood();
    let command = first.script().commands.first()?;
    let lasting = command.name().is_none_or(|name| LASTING.contains(&name));
    let open = command.range.end != one.range.end || second.script().commands.first()?.range != two.range;
    let depth = command.place.depth > 0 || command.place.background;
    if !between.trim().is_empty() || !plain(first) || !plain(second) || lasting || open || depth {
        return None;
    }
    let escape = first.build().parse().file.escape.char();
    let end = if between.starts_with('\r') { "\r\n" } else { "\n" };
    let range = TextRange::new(one.range.end, two.range.start);
    Some(Fix::manual("join the two", [Edit::replace(range, format!(" {escape}{end}    && "))]))
}

fn build_text(step: Step<'_>) -> &str {
    step.build().file().text()
}
