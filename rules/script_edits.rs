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
    Some(Edit::insert(line.range.end, continued(step, command)))
}

/// `&& command` in the layout of the RUN: in the same line, or, when it goes over several lines, in one of its own that is
/// indented like those of its other commands, and `&&` stands where it stands there.
fn continued(step: Step<'_>, command: &str) -> String {
    let text = &step.build().file().text()[step.range()];
    let escape = step.build().parse().file.escape.char();
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.lines().filter(says).collect();
    let Some(second) = lines.get(1) else { return format!(" && {command}") };
    let begins = |line: &&&str| line.trim_start().starts_with("&&");
    let ends = |line: &str| line.trim_end().strip_suffix(escape).is_some_and(|line| line.trim_end().ends_with("&&"));
    let leading = lines[1..].iter().find(begins);
    let trailing = lines.windows(2).find(|pair| ends(pair[0])).map(|pair| &pair[1]).filter(|_| leading.is_none());
    let model = leading.or(trailing).unwrap_or(second);
    let indent = &model[..model.len() - model.trim_start().len()];
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match trailing {
        Some(_) => format!(" && {escape}{end}{indent}{command}"),
        None => format!(" {escape}{end}{indent}&& {command}"),
    }
}
