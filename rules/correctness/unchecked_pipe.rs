use build::{Build, Family, Step};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Dialect, Script};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct UncheckedPipe {
    /// Whether pipes count too whose left side can hardly fail, or where a failure is looked for: `echo x | …`, `… || true`.
    every_pipe: bool,
}

/// Commands that print something, and fail only when nobody reads it.
const PRINTERS: &[&str] =
    &["echo", "printf", "yes", "true", ":", "seq", "pwd", "date", "uname", "env", "printenv", "arch", "nproc"];

impl Rule for UncheckedPipe {
    const META: Meta = Meta {
        name: "unchecked-pipe",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL4006")],
        page: include_str!("unchecked_pipe.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { every_pipe: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            let script = step.script();
            if !script.is_posix() {
                continue;
            }
            // One finding for a RUN: what mends one pipe mends all.
            let unchecked = script.pipelines.iter().find_map(|pipeline| {
                let elements: Vec<&[Command]> = script.elements(pipeline).collect();
                self.is_unchecked(&elements).then(|| range(&elements))?
            });
            let Some(range) = unchecked else { continue };
            out.report(range, "only the last command of a pipe counts, so when another one fails the build goes on")
                .fix(set_pipefail(script, step));
        }
    }
}

impl UncheckedPipe {
    fn is_unchecked(&self, elements: &[&[Command]]) -> bool {
        let Some((last, others)) = elements.split_last() else { return false };
        // What a substitution runs writes into a word, not into the pipe.
        let depth = last.iter().map(|command| command.place.substitutions).min();
        let own = |command: &&Command| Some(command.place.substitutions) == depth;
        let mut commands = others.iter().copied().flatten().filter(own);
        if last.iter().chain(commands.clone()).any(|command| command.options.pipefail) {
            return false;
        }
        let harmless = |command: &Command| command.name().is_some_and(|name| PRINTERS.contains(&name));
        let looked_for = last.last().is_some_and(|command| command.place.tested);
        self.every_pipe || !looked_for && !commands.all(harmless)
    }
}

fn range(elements: &[&[Command]]) -> Option<TextRange> {
    let first = elements.first()?.first()?;
    Some(first.range.cover(elements.last()?.last()?.range))
}

/// Turns the option on where it is certain that the shell has it: dash, the `/bin/sh` of Debian, got it only lately.
fn set_pipefail(script: &Script, step: Step<'_>) -> Option<Fix> {
    let first = script.commands.first()?;
    let families = [Family::Alpine, Family::RedHat, Family::Suse, Family::Arch];
    let has_it =
        script.dialect == Dialect::Bash || step.stage().family().is_some_and(|family| families.contains(&family));
    let line = matches!(step.command(), Some(syntax::Command::Shell(line)) if line.range.start == first.range.start);
    let plain = line && step.instruction().heredocs.is_empty() && script.understood();
    // A `set` that is there already gets one option more.
    let options = |word: &shell::Word| word.is_flag() && word.value().is_some_and(|word| !word.ends_with('o'));
    let sets = first.is(&["set"]) && !first.arguments().is_empty() && first.arguments().iter().all(options);
    let edit = match first.words.last().filter(|_| sets) {
        Some(last) => Edit::insert(last.range.end, " -o pipefail"),
        None => Edit::insert(first.range.start, "set -o pipefail && "),
    };
    (has_it && plain && first.place.depth == 0).then(|| Fix::unsafe_("set `pipefail`", [edit]))
}
