//! A line for the shell, as the JSON array that runs the same program without one.

use build::Step;
use lint::Fix;
use shell::{Operator, Word as ShellWord};
use syntax::Word;
use text::Edit;

/// Commands of the shell itself: no program has that name, or not one that does the same.
const BUILTINS: &str = "alias bg break cd command continue eval exec exit export fg getopts hash jobs read readonly return set \
                        shift source times trap type ulimit umask unalias unset wait . : [[ { }";

/// The fix that writes `line`, the command of `step`, as a JSON array. `None` when it needs a shell: several commands,
/// variables, patterns, redirections, the shell's own commands.
pub(super) fn exec_form(step: Step, line: &Word) -> Option<Fix> {
    let script = step.script();
    let [command] = script.commands.as_slice() else { return None };
    let wrapped = command.wrappers.iter().flat_map(|wrapper| &wrapper.words);
    // `exec` only takes the shell's place, which nothing has any more.
    let words: Vec<&ShellWord> = wrapped.chain(&command.words).skip_while(|word| word.is("exec")).collect();
    let needs_shell = !script.understood()
        || !script.is_posix()
        || !command.assignments.is_empty()
        || !command.redirects.is_empty()
        || command.place.background
        || command.place.depth > 0
        || command.before != Operator::Start
        || words.iter().any(|word| word.is_pattern() || word.text.contains(['~', '%']));
    let values: Option<Vec<&str>> = words.iter().map(|word| word.value()).collect();
    let values = values.filter(|_| !needs_shell)?;
    let name = values.first()?;
    // Comments inside would be lost.
    let source = step.build().file().slice(line.range);
    if BUILTINS.split(' ').any(|builtin| builtin == *name) || source.contains('#') {
        return None;
    }
    let quoted: Option<Vec<String>> = values.iter().map(|value| serde_json::to_string(value).ok()).collect();
    let array = format!("[{}]", quoted?.join(", "));
    Some(Fix::unsafe_(format!("write `{array}`"), [Edit::replace(line.range, array)]))
}
