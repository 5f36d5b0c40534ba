//! The words of a command.

use super::words;
use crate::Dialect;
use crate::names::{base_name, is_variable};

/// Builtins of `sh` and bash about which there are checks.
const SPECIAL: [&str; 30] = [
    "alias",
    "bind",
    "break",
    "builtin",
    "caller",
    "compgen",
    "complete",
    "compopt",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "enable",
    "function",
    "help",
    "history",
    "kill",
    "let",
    "local",
    "logout",
    "mapfile",
    "popd",
    "pushd",
    "readarray",
    "select",
    "shopt",
    "source",
    "suspend",
    "typeset",
];

/// Commands that run others.
const RUNNERS: [&str; 12] =
    ["busybox", "command", "doas", "env", "exec", "find", "noglob", "run0", "su", "sudo", "time", "xargs"];

/// Builtins that one of the runners may be asked to run, and that are looked at in a way of their own.
const LOOKED_AT: [&str; 6] = ["[", "exit", "export", "return", "set", "test"];

/// The length of the longest name of a command that a value might have been meant to run; all are letters, but for two.
const LONGEST_COMMAND: usize = 12;

/// Short words that are meant as they are.
const USUAL_VALUES: [&str; 6] = ["false", "no", "off", "on", "true", "yes"];

/// A command as far as it was seen.
#[derive(Default)]
pub(super) struct Command<'s> {
    name: &'s str,
    pub(super) arguments: Vec<&'s str>,
}

impl<'s> Command<'s> {
    /// Takes the next word up; gives whether it is a simple one where it stands.
    pub(super) fn add(&mut self, word: &'s str) -> bool {
        if !self.name.is_empty() {
            self.arguments.push(word);
            return words::is_simple(word);
        }
        if is_assignment(word) {
            return is_simple_assignment(word);
        }
        self.name = word;
        is_simple_name(word)
    }

    pub(super) fn is_test(&self) -> bool {
        matches!(self.name, "[" | "test")
    }

    pub(super) fn is_sudo(&self) -> bool {
        matches!(base_name(self.name), "sudo" | "doas" | "run0")
    }

    /// Whether the words together have no fault.
    pub(super) fn is_simple(&self, dialect: &Dialect) -> bool {
        match self.name {
            "[" => self.arguments.split_last().is_some_and(|(last, asked)| *last == "]" && is_simple_test(asked)),
            "test" => is_simple_test(&self.arguments),
            "exit" | "return" => is_simple_status(&self.arguments),
            "set" => self.is_simple_set(dialect),
            "export" | "readonly" => self.arguments.iter().all(|word| is_simple_declaration(word)),
            "find" => {
                let mut words = self.arguments.iter();
                let mut next = || words.find(|word| EXECUTES.contains(word)).and_then(|_| words.next());
                std::iter::from_fn(&mut next).all(|word| !is_special(word))
            }
            name if RUNNERS.contains(&base_name(name)) => !self.arguments.iter().any(|word| is_special(word)),
            _ => true,
        }
    }

    /// Options that every shell knows; `pipefail` is not one of `sh`.
    fn is_simple_set(&self, dialect: &Dialect) -> bool {
        let mut takes_name = false;
        self.arguments.iter().all(|word| {
            if std::mem::take(&mut takes_name) {
                return matches!(*word, "errexit" | "nounset" | "xtrace")
                    || (*dialect == Dialect::Bash && *word == "pipefail");
            }
            let letters = word.strip_prefix(['-', '+']).unwrap_or_default();
            takes_name = letters.ends_with('o');
            let letters = letters.strip_suffix('o').unwrap_or(letters);
            (takes_name || !letters.is_empty()) && letters.bytes().all(|byte| byte.is_ascii_lowercase() && byte != b'o')
        }) && !takes_name
    }
}

/// The words of `find` behind which a command stands.
const EXECUTES: [&str; 4] = ["-exec", "-execdir", "-ok", "-okdir"];

/// Whether a word may be the name of something there are checks about.
fn is_special(word: &str) -> bool {
    let program = if word.contains("bin/") { base_name(word) } else { word };
    SPECIAL.binary_search(&program).is_ok() || LOOKED_AT.contains(&program) || RUNNERS.contains(&program)
}

/// A program that is no builtin with rules of its own, or one whose words are looked at.
fn is_simple_name(word: &str) -> bool {
    let in_names = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'_' | b'-' | b'+' | b'$' | b'{' | b'}' | b'"')
    };
    let starts =
        word.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '/' | '.' | '_' | '$' | '"'));
    let is_program = starts && word.bytes().all(in_names) && words::is_simple(word);
    matches!(word, "[" | ":") || (is_program && SPECIAL.binary_search(&base_name(word)).is_err())
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| is_variable(name))
}

/// `NAME=value`, where the value is nothing that might have been meant as a command itself.
fn is_simple_assignment(word: &str) -> bool {
    let Some((_, value)) = word.split_once('=') else { return false };
    let is_name = (1..=LONGEST_COMMAND).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_no_command = !is_name && !matches!(value, "c99" | "m4");
    (is_no_command || USUAL_VALUES.contains(&value)) && is_simple_declaration(word)
}

/// Names and `NAME=value`.
fn is_simple_declaration(word: &str) -> bool {
    match word.split_once('=') {
        Some((name, value)) if is_variable(name) => {
            name != "IFS" && !value.starts_with(['=', '~', '*']) && words::is_simple(value)
        }
        Some(_) => word.starts_with('$'),
        None => true,
    }
}

/// `exit`, `exit 1` and `exit $x`.
fn is_simple_status(arguments: &[&str]) -> bool {
    match arguments {
        [] => true,
        [status] => {
            let is_number = status.len() <= 3 && status.bytes().all(|byte| byte.is_ascii_digit());
            is_number || (words::varies(status) && !words::has_literal(status) && !status.contains("$$"))
        }
        _ => false,
    }
}

/// What is asked most often: of a file, whether something is set, and whether something varying is what it has to be.
fn is_simple_test(asked: &[&str]) -> bool {
    let is_operand = |word: &str| !word.starts_with(['-', '!', '=']) && !word.contains(['*', '?', '[', '~', '\\']);
    match asked {
        ["!", asked @ ..] if asked.first() != Some(&"!") => is_simple_test(asked),
        ["-n" | "-z", value] => value.starts_with('"') && words::varies(value) && !words::has_literal(value),
        [operator, file] => {
            let letter = operator.strip_prefix('-').unwrap_or_default();
            letter.len() == 1 && "bcdefghkLprsSuwx".contains(letter) && is_operand(file)
        }
        [left, operator, right] => {
            let compares =
                matches!(*operator, "=" | "!=" | "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" | "-nt" | "-ot" | "-ef");
            compares && words::varies(left) && is_operand(right)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(SPECIAL.is_sorted() && RUNNERS.is_sorted());
    }
}
