use build::{Build, Family, Step};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Command, Keyword, Word};
use text::Edit;

use crate::images::is_well_known;

#[derive(Default, Serialize, Deserialize)]
pub struct ShellWordsInExecForm {}

impl Rule for ShellWordsInExecForm {
    const META: Meta = Meta {
        name: "shell-words-in-exec-form",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("shell_words_in_exec_form.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // For each stage whether the words of a CMD are a command there: not behind an ENTRYPOINT, which an image may have, too.
        let mut entered: Vec<bool> = Vec::new();
        for stage in build.stages() {
            let inherited = match stage.parent() {
                Some(parent) => entered[parent.id().index()],
                None => !is_well_known(stage),
            };
            entered.push(inherited || stage.executed().any(|step| step.keyword() == Keyword::Entrypoint));
        }
        for step in build.steps() {
            let Some(Command::Exec(words)) = step.command() else { continue };
            let [program, arguments @ ..] = words.as_slice() else { continue };
            if !is_posix(step, program)
                || reads_shell(&program.text)
                || step.keyword() == Keyword::Cmd && entered[step.stage().id().index()]
            {
                continue;
            }
            if is_line(&program.text) {
                let message = format!("there is no program called `{}`: no shell takes it apart here", program.text);
                out.report(program.range, message).fix(split(program));
                continue;
            }
            let has_variables = WITH_VARIABLES.iter().any(|name| program.text.ends_with(name));
            let mut before = program;
            for word in arguments {
                if is_operator(&word.text) && !before.text.starts_with(['-', '{']) {
                    out.report(
                        word.range,
                        format!("`{}` is an argument here: no shell reads the exec form", word.text),
                    );
                    break;
                }
                if let Some(name) = variable(step, &word.text).filter(|_| !has_variables) {
                    let message = format!("`${name}` stays as it is here: no shell reads the exec form");
                    out.report(word.range, message);
                }
                before = word;
            }
        }
    }
}

/// Whether it may run on something else than Windows, where programs take their command line apart themselves.
fn is_posix(step: Step, program: &Word) -> bool {
    step.stage().family() != Some(Family::Windows)
        && !program.text.contains(['\\', ':'])
        && !program.text.ends_with(".exe")
}

/// Whether the program is a shell, or hands its arguments to one, as scripts may do.
fn reads_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    name.ends_with("sh") || name.contains("entrypoint") || INTERPRETERS.contains(&name)
}

/// Programs that have a shell read their arguments.
const INTERPRETERS: [&str; 7] = ["cmd", "powershell", "ssh", "su", "sudo", "gosu", "watch"];

/// Programs for which `$` has a meaning of their own.
const WITH_VARIABLES: [&str; 6] = ["awk", "envsubst", "jq", "make", "perl", "sed"];

/// Whether it is a line of several words. Behind a path there may be a blank in the path.
fn is_line(program: &str) -> bool {
    let Some((first, rest)) = program.trim().split_once(char::is_whitespace) else { return false };
    !first.is_empty() && (!first.contains('/') || !rest.contains('/'))
}

/// The line as words of its own, if nothing in it needs a shell.
fn split(line: &Word) -> Option<Fix> {
    if line.text.contains(|c: char| "$`\"'\\&|;<>()*?[]{}~#=!".contains(c)) {
        return None;
    }
    let words: Vec<&str> = line.text.split_whitespace().collect();
    let words = words.join("\", \"");
    Some(Fix::unsafe_(format!("write `[\"{words}\"]`"), [Edit::replace(line.range, words)]))
}

fn is_operator(word: &str) -> bool {
    matches!(word, "&&" | "||" | "|" | ";" | "&" | ">" | ">>" | "<" | "2>&1" | "2>/dev/null" | ">/dev/null")
}

/// The variable of the build, or one that every shell has, that is mentioned in `word`.
fn variable<'w>(step: Step, word: &'w str) -> Option<&'w str> {
    word.match_indices('$').find_map(|(at, _)| {
        let rest = &word[at + 1..];
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())];
        let escaped = word[..at].ends_with(['\\', '$']);
        let is_one =
            matches!(name, "HOME" | "PATH" | "PWD" | "HOSTNAME") || !name.is_empty() && step.variable(name).is_some();
        (is_one && !escaped).then_some(name)
    })
}
