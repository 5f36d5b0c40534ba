//! `ShellCheck`'s checks that shuck's linter lacks and that RUNs trip over: variables of bash in `sh`, `mkdir -p -m`, and `find`
//! without a place.

use text::{Joined, TextRange};

use crate::quotes::{self, Piece};
use crate::shellcheck::{Finding, Severity};
use crate::{Command, Dialect, Target, Word};

const VARIABLE_OF_BASH: u32 = 3028;
const MODE_OF_PARENTS: u32 = 2174;
const FIND_WITHOUT_PLACE: u32 = 2185;

/// What is looked for here.
pub(super) const CODES: [u32; 3] = [MODE_OF_PARENTS, FIND_WITHOUT_PLACE, VARIABLE_OF_BASH];

/// Variables that bash sets to something else each time.
const CHANGING: [&str; 2] = ["RANDOM", "SECONDS"];

/// Variables that bash sets at its start. `HOSTNAME` is not among them: who runs the build may have set it.
const SET_BY_BASH: [&str; 9] =
    ["DIRSTACK", "EUID", "HOSTTYPE", "MACHTYPE", "OSTYPE", "PIPESTATUS", "SHELLOPTS", "SHLVL", "UID"];

/// Whether `script` names a variable that only bash sets.
pub(super) fn names_variable_of_bash(script: &str) -> bool {
    // One walk: every script is asked.
    let mut words = script.as_bytes().split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    words.any(|word| {
        let may_be = word.first().is_some_and(u8::is_ascii_uppercase);
        may_be && CHANGING.iter().chain(&SET_BY_BASH).any(|name| name.as_bytes() == word)
    })
}

/// What of `wanted` is wrong in `source`; places are those of `source`.
pub(super) fn look(dialect: &Dialect, source: &str, wanted: &[u32]) -> Vec<Finding> {
    // Reading costs more than a look at what has to be there.
    let may_be = |code: &u32| match *code {
        MODE_OF_PARENTS => source.contains("mkdir"),
        FIND_WITHOUT_PLACE => source.contains("find"),
        VARIABLE_OF_BASH => *dialect == Dialect::Sh && names_variable_of_bash(source),
        _ => false,
    };
    let mut found = Vec::new();
    if !wanted.iter().any(may_be) {
        return found;
    }
    for command in &crate::read(&Joined::of(source, 0), &dialect.clone().into()).commands {
        found.extend(mode_of_parents(command));
        found.extend(find_without_place(command));
        if *dialect == Dialect::Sh {
            words(command).for_each(|word| variables_of_bash(source, word, &mut found));
        }
    }
    found.retain(|found| wanted.contains(&found.code));
    found
}

fn finding(code: u32, severity: Severity, range: TextRange, message: impl Into<String>) -> Finding {
    Finding { code, severity, range, message: message.into() }
}

/// `mkdir -p -m 700 /a/b`, where `/a` gets the usual mode.
fn mode_of_parents(command: &Command) -> Option<Finding> {
    if command.name() != Some("mkdir") || !command.wrappers.is_empty() || !command.has_any_flag(&["-p", "--parents"]) {
        return None;
    }
    let mode = command.flag("-m").or_else(|| command.flag("--mode"))?;
    let has_parents = |word: &Word| {
        word.value().is_none_or(|path| path.trim_start_matches("../").trim_start_matches("./").contains('/'))
    };
    let message = "When used with -p, -m only applies to the deepest directory.";
    let parents = command.arguments().iter().skip(1).any(has_parents);
    parents.then(|| finding(MODE_OF_PARENTS, Severity::Warning, mode.range, message))
}

/// `find -name x`, which not every `find` begins in the working directory.
fn find_without_place(command: &Command) -> Option<Finding> {
    let name = command.words.first().filter(|_| command.name() == Some("find"))?;
    // Flags that stand in front of the place.
    let leads = |word: &&Word| {
        let flag = word.shown().strip_prefix('-');
        flag.is_some_and(|flag| flag.chars().all(|letter| letter.is_ascii_digit() || "-EHLPXdfsxO".contains(letter)))
    };
    let first = command.arguments().iter().find(|word| !leads(word));
    let helps = command.arguments().iter().any(|word| word.is("--help") || word.is("-help"));
    let has_place = first.is_some_and(|word| !word.shown().starts_with('-'));
    let message = "Some finds don't have a default path. Specify '.' explicitly.";
    (!has_place && !helps).then(|| finding(FIND_WITHOUT_PLACE, Severity::Info, name.range, message))
}

/// The words of a command, of what is assigned in front of it and of where it is redirected to.
fn words(command: &Command) -> impl Iterator<Item = &Word> {
    let assigned = command.assignments.iter().filter_map(|assignment| assignment.value.as_ref());
    let redirected = command.redirects.iter().filter_map(|redirect| match &redirect.target {
        Target::Word(word) => Some(word),
        Target::Heredoc { .. } => None,
    });
    command.words.iter().chain(assigned).chain(redirected)
}

/// `$RANDOM`, `${UID}` and `$((SECONDS + 1))` in `word`.
fn variables_of_bash(source: &str, word: &Word, found: &mut Vec<Finding>) {
    quotes::scan(&word.text, |piece| {
        let (at, name) = match piece {
            Piece::Variable(at, name) => (at, &word.text[name]),
            Piece::Expansion(at) => {
                let inner = &word.text[at.clone()];
                let inner = inner.strip_prefix("${").or_else(|| inner.strip_prefix("$((")).unwrap_or_default();
                let mut names = inner.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                let Some(name) = names.find(|name| is_of_bash(name)) else { return };
                (at, name)
            }
            Piece::Literal(_) => return,
        };
        let sets = || !CHANGING.contains(&name) && mentions(source, name).any(|read| !read);
        if is_of_bash(name) && !sets() {
            // Where lines were joined within the word, all of it is marked.
            let exact = word.range.len() as usize == word.text.len();
            let start = word.range.start;
            let range = TextRange::new(start + at.start as u32, start + at.end as u32);
            let message = format!("In POSIX sh, {name} is undefined.");
            let range = if exact { range } else { word.range };
            found.push(finding(VARIABLE_OF_BASH, Severity::Warning, range, message));
        }
    });
}

fn is_of_bash(name: &str) -> bool {
    CHANGING.contains(&name) || SET_BY_BASH.contains(&name)
}

/// Where `source` mentions the variable, whether it is read there; else it may be set.
fn mentions(source: &str, name: &str) -> impl Iterator<Item = bool> {
    let ends = |at: usize| !source[at..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
    let begins = |at: usize| !source[..at].ends_with(|last: char| last.is_ascii_alphanumeric() || last == '_');
    let found = source.match_indices(name).map(|(at, _)| at);
    found.filter(move |at| begins(*at) && ends(at + name.len())).map(|at| source[..at].ends_with(['$', '{']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes found in `script`, with what is marked.
    fn marked(script: &str, dialect: &Dialect) -> Vec<(u32, String)> {
        look(dialect, script, &CODES)
            .into_iter()
            .map(|found| (found.code, script[found.range.to_usize()].to_owned()))
            .collect()
    }

    #[test]
    fn variables_of_bash_are_undefined_in_sh() {
        for (script, variable) in [
            ("echo $RANDOM", "$RANDOM"),
            ("a=\"x${RANDOM}y\" b", "${RANDOM}"),
            ("sleep $((RANDOM % 7))", "$((RANDOM % 7))"),
            ("touch > /tmp/${SECONDS:0:3}", "${SECONDS:0:3}"),
            ("chown $UID /x", "$UID"),
        ] {
            assert_eq!(marked(script, &Dialect::Sh), [(3028, variable.to_owned())], "{script}");
            assert_eq!(marked(script, &Dialect::Bash), [], "{script}");
        }
    }

    #[test]
    fn what_is_set_or_only_looks_like_one_is_not() {
        for script in
            ["echo '$RANDOM'", "echo $RANDOMLY", "UID=1; echo $UID", "export UID=\"$1\"\necho ${UID}", "echo UID"]
        {
            assert_eq!(marked(script, &Dialect::Sh), [], "{script}");
        }
    }

    #[test]
    fn a_mode_is_that_of_the_deepest_directory() {
        for script in ["mkdir -p -m 777 /opt/rh", "mkdir -m 700 -p $HOME"] {
            assert_eq!(marked(script, &Dialect::Sh), [(2174, "-m".to_owned())], "{script}");
        }
        for script in ["mkdir -pm 0700 dir", "mkdir -p /a/b", "mkdir -p -m 7 ../../a", "mkdir -m 7 /a/b"] {
            assert_eq!(marked(script, &Dialect::Sh), [], "{script}");
        }
    }

    #[test]
    fn find_wants_a_place() {
        assert_eq!(marked("find -type f", &Dialect::Sh), [(2185, "find".to_owned())]);
        for script in ["find . -type f", "find -L /x -type f", "find $X", "find --help"] {
            assert_eq!(marked(script, &Dialect::Sh), [], "{script}");
        }
    }
}
