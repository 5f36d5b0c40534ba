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
    Some(Edit::insert(line.range.end, continued(step, command, last.options.errexit)))
}

/// `&& command` in the layout of the RUN: in the same line, or, when it goes over several lines, in one of its own that is
/// indented like those of its other commands, and `&&` stands where it stands there. Where the first failure ends the script,
/// lines that end in `;` go on to do so.
fn continued(step: Step<'_>, command: &str, errexit: bool) -> String {
    let text = &step.build().file().text()[step.range()];
    let escape = step.build().parse().file.escape.char();
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.lines().filter(says).collect();
    let Some(second) = lines.get(1) else { return format!(" && {command}") };
    let leading = lines[1..].iter().find(|line| line.trim_start().starts_with("&&"));
    // How a line ends, ` && \` or `; \`, and the line behind it.
    let trailing = lines.windows(2).find_map(|pair| {
        let code = pair[0].trim_end().strip_suffix(escape)?.trim_end();
        let code = code.strip_suffix("&&").or_else(|| code.strip_suffix(';').filter(|_| errexit))?.trim_end();
        Some((pair[0][code.len()..].trim_end(), &pair[1]))
    });
    let trailing = trailing.filter(|_| leading.is_none());
    let model = leading.or(trailing.map(|(_, model)| model)).unwrap_or(second);
    let indent = &model[..model.len() - model.trim_start().len()];
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match trailing {
        Some((sign, _)) => format!("{sign}{end}{indent}{command}"),
        None => format!(" {escape}{end}{indent}&& {command}"),
    }
}
