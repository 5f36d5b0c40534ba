use build::Build;
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Operator};
use text::Edit;

use crate::images::shell_is_known;

#[derive(Default, Serialize, Deserialize)]
pub struct UncheckedHeredoc {}

impl Rule for UncheckedHeredoc {
    const META: Meta = Meta {
        name: "unchecked-heredoc",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("unchecked_heredoc.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let [heredoc] = step.instruction().heredocs.as_slice() else { continue };
            let script = step.script();
            // With more on the line the body is data for that line.
            let inside = |command: &Command| heredoc.body.covers(command.range);
            if !shell_is_known(step)
                || !script.understood()
                || !script.is_posix()
                || script.runs(&["set"])
                || !script.commands.iter().all(inside)
            {
                continue;
            }
            let unchecked = script.commands.iter().filter(|command| !command.options.errexit && can_fail(command));
            // The last command's result is the script's.
            let goes_on = |next: &&Command| matches!(next.before, Operator::Sequence | Operator::Newline);
            if unchecked.count() > 1
                && script.commands.iter().skip(1).any(|next| goes_on(&next) && !next.options.errexit)
            {
                let body = build.file().slice(heredoc.body);
                let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                let indent = &first[..first.len() - first.trim_start().len()];
                let set = Edit::insert(heredoc.body.start, format!("{indent}set -e{}", build.file().line_end()));
                let fix = (!body.starts_with("#!")).then(|| Fix::unsafe_("stop at the first failure", [set]));
                out.report(heredoc.word, "a command that fails does not stop this script: only the last one counts")
                    .fix(fix);
            }
        }
    }
}

/// Whether it may fail at all.
fn can_fail(command: &Command) -> bool {
    !command.words.is_empty()
        && !matches!(command.name(), Some("echo" | "set" | "export" | "cd" | "true" | "exit" | ":"))
}
