//! Edits of what a RUN says, in the layout in which it is written.

use build::Step;
use syntax::{Command, Kind};
use text::Edit;

/// Adds `command` to the end of the RUN, if it is certain that the RUN may be continued there: its last command stands in no
/// group, and nothing follows it.
pub(crate) fn append(step: Step<'_>, command: &str) -> Option<Edit> {
    let Kind::Run(run) = step.kind() else { return None };
    let Command::Shell(line) = &run.command else { return None };
    let script = step.script();
    let last = script.commands.last()?;
    let free = last.place.depth == 0 && !last.place.background && last.range.end == line.range.end;
    if !free || !script.is_posix() || !script.understood() || !step.instruction().heredocs.is_empty() {
        return None;
    }
    Some(Edit::insert(line.range.end, format!("{}&& {command}", separator(step))))
}

/// What stands between two commands of the RUN: a blank, or, when it goes over several lines, a continuation and the
/// indentation of its other commands.
fn separator(step: Step<'_>) -> String {
    let file = step.build().file();
    let lines: Vec<&str> = file.text()[step.range()].lines().skip(1).collect();
    let Some(first) = lines.first() else { return " ".to_owned() };
    let begins = |line: &&&str| line.trim_start().starts_with("&&");
    let model = lines.iter().find(begins).unwrap_or(first);
    let indent = &model[..model.len() - model.trim_start().len()];
    let end = if file.text()[step.range()].contains("\r\n") { "\r\n" } else { "\n" };
    format!(" {}{end}{indent}", step.build().parse().file.escape.char())
}
