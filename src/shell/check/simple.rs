//! Scripts that are too simple for a fault that is one whatever variables hold.
//!
//! Such a fault needs a test, a substitution, an expansion beyond `$name`, a loop or branch, a builtin with rules of its own, or
//! redirections that get in each other's way. Most RUNs run programs one after the other, and a look at their words costs a
//! thousandth of what the checks cost. A law in the tests compares what is found with this and without.

use text::TextRange;

use crate::plain::{self, Token};
use crate::{Operator, RedirectOperator};

/// Builtins of `sh` and bash about which there are checks, and commands that run others.
const SPECIAL: [&str; 56] = [
    ".",
    "[",
    "alias",
    "bind",
    "break",
    "builtin",
    "caller",
    "command",
    "compgen",
    "complete",
    "compopt",
    "continue",
    "coproc",
    "declare",
    "dirs",
    "disown",
    "doas",
    "enable",
    "env",
    "eval",
    "exec",
    "exit",
    "expr",
    "find",
    "getopts",
    "help",
    "history",
    "kill",
    "let",
    "local",
    "logout",
    "mapfile",
    "popd",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "run0",
    "select",
    "shift",
    "shopt",
    "source",
    "su",
    "sudo",
    "suspend",
    "test",
    "time",
    "times",
    "trap",
    "type",
    "typeset",
    "ulimit",
    "unset",
    "wait",
    "xargs",
];

/// Longer than the name of any command that a value might have been meant to run.
const LONGEST_COMMAND: usize = 12;

/// Whether no command of `script` can have such a fault. False when in doubt.
pub(super) fn is_simple(script: &str) -> bool {
    let Some(tokens) = plain::read_tokens(script) else { return false };
    let mut commands = tokens.split_inclusive(|token| matches!(token, Token::Operator(_)));
    commands.all(|command| is_simple_command(script, command))
}

fn is_simple_command(script: &str, tokens: &[Token]) -> bool {
    let piped = matches!(tokens.last(), Some(Token::Operator(Operator::Pipe)));
    let mut redirects = 0;
    let mut name = None;
    let mut target_of = None;
    for token in tokens {
        let simple = match token {
            Token::Redirect(sign, operator) => {
                redirects += 1;
                target_of = Some((*sign, *operator));
                redirects == 1
            }
            Token::Word(word) => {
                let word = &script[*word];
                match (target_of.take(), name) {
                    (Some((sign, operator)), _) => is_simple_redirect(script, sign, operator, word, piped),
                    (None, None) if is_simple_assignment(word) => true,
                    (None, None) => {
                        name = Some(word);
                        is_simple_name(word)
                    }
                    (None, Some(name)) => is_simple_argument(word, name),
                }
            }
            Token::Operator(operator) => *operator != Operator::Background,
            Token::Not | Token::Group(..) => false,
        };
        if !simple {
            return false;
        }
    }
    name.is_some()
}

/// A program that is no builtin with rules of its own.
fn is_simple_name(word: &str) -> bool {
    let in_names = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'_' | b'-' | b'+');
    let starts = word.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '/' | '.' | '_'));
    let program = word.rsplit('/').next().unwrap_or(word);
    starts && word.bytes().all(in_names) && SPECIAL.binary_search(&program).is_err()
}

/// No braces, which make several words, and none that `set` takes for more than single letters.
fn is_simple_argument(word: &str, name: &str) -> bool {
    let is_set = name == "set";
    let is_option = |word: &str| {
        let letters = word.strip_prefix(['-', '+']).unwrap_or_default();
        !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_lowercase() && byte != b'o')
    };
    !word.replace("${", "").contains('{') && (!is_set || is_option(word))
}

/// `NAME=value` in front of a command, where the value is nothing that might have been meant as a command itself.
fn is_simple_assignment(word: &str) -> bool {
    let Some((name, value)) = word.split_once('=').filter(|(name, _)| crate::names::is_variable(name)) else {
        return false;
    };
    let is_no_command = value.len() > LONGEST_COMMAND || value.contains(['/', '.', '$']);
    name != "IFS" && is_no_command && !value.contains(['\'', '"', '\\', '{', '~', '*', '='])
}

/// `> /dev/null` and `2>&1`; not in front of a pipe, from which it would take what goes there.
fn is_simple_redirect(script: &str, sign: TextRange, operator: RedirectOperator, target: &str, piped: bool) -> bool {
    match operator {
        RedirectOperator::Write | RedirectOperator::Append => {
            let plain =
                target.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'));
            plain && target.contains('/') && (!piped || script[sign].starts_with('2'))
        }
        RedirectOperator::DuplicateOutput => &script[sign] == "2>&" && target == "1",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(SPECIAL.is_sorted());
    }

    #[test]
    fn programs_one_after_the_other_are_simple() {
        for script in [
            "apt-get update && apt-get install -y curl=1.2 \"$X\" && rm -rf /var/lib/apt/lists/*",
            "set -eux; cd /app; ./configure --prefix=$PREFIX 2>/dev/null; make -j4 | tee /log",
            "DEBIAN_FRONTEND=noninteractive apt-get install -y 'a b'\ncurl -s x 2>&1 | grep y",
        ] {
            assert!(is_simple(script), "{script}");
        }
    }

    #[test]
    fn what_there_are_checks_about_is_not() {
        for script in [
            "[ a = b ]",
            "exit failed",
            "source x",
            "set -o pipefail",
            "mkdir -p {a,b}",
            "a 2>&1 >/b",
            "a >/b | c",
            "a > cat",
            "x=date",
            "x=date y",
            "IFS=/n a",
            "sudo a > /b",
            "ps | kill",
            "-y",
            "/*",
            "*",
            "echo $(a)",
            "echo ‘a’",
            "if a; then b; fi",
        ] {
            assert!(!is_simple(script), "{script}");
        }
    }
}
