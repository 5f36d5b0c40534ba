//! Scripts that are too simple for a fault that is one whatever variables hold.
//!
//! Such a fault needs a test that is unlike most tests, an expansion that not every shell knows, a builtin with rules of its
//! own, or redirections that get in each other's way. Most RUNs run programs, ask whether a file is there and go through a few
//! words, and a look at that costs a hundredth of what the checks cost. A law in the tests compares what is found with this
//! and without.

mod command;
mod redirects;
mod words;

use crate::plain::{self, Group, Token};
use crate::{Dialect, Operator};
use command::Command;
use redirects::Redirects;

/// Whether no command of `script` can have such a fault. False when in doubt.
pub(super) fn is_simple(script: &str, dialect: &Dialect) -> bool {
    // Quotes of other scripts, and `$?`, which may be that of a test.
    if script.contains("$?") || (!script.is_ascii() && script.contains(['‘', '’', '“', '”'])) {
        return false;
    }
    let Some(tokens) = plain::read_tokens(script) else { return false };
    let mut look = Look { script, dialect, in_substitution: false, unequal: 0, or: false };
    // `[ $x != a ] || [ $x != b ]` is always true.
    look.sequence(&tokens) && !(look.or && look.unequal > 1)
}

struct Look<'s> {
    script: &'s str,
    dialect: &'s Dialect,
    /// Whether what is written goes into a word.
    in_substitution: bool,
    /// How many tests ask with `!=`.
    unequal: usize,
    /// Whether there is an `||`.
    or: bool,
}

impl Look<'_> {
    fn sequence(&mut self, mut tokens: &[Token]) -> bool {
        while !tokens.is_empty() {
            let (command, operator, rest) = plain::split(tokens, |_| true);
            self.or |= operator == Some(Operator::Or);
            if !self.command(command, operator == Some(Operator::Pipe)) {
                return false;
            }
            tokens = rest;
        }
        true
    }

    fn command(&mut self, tokens: &[Token], piped: bool) -> bool {
        match tokens {
            [Token::Not, rest @ ..] => self.command(rest, piped),
            [Token::Group(group, length), rest @ ..] => {
                let (inner, redirects) = rest.split_at(*length);
                self.compound(*group, inner) && self.simple(redirects, piped)
            }
            _ => self.simple(tokens, piped),
        }
    }

    /// What stands in a compound command: words and groups.
    fn compound(&mut self, group: Group, mut tokens: &[Token]) -> bool {
        if matches!(group, Group::Subshell | Group::Braces) {
            return self.sequence(tokens);
        }
        if let (Group::Case, Some(Token::Word(subject))) = (group, tokens.first())
            && !words::varies(&self.script[*subject])
        {
            return false;
        }
        while let Some((first, rest)) = tokens.split_first() {
            tokens = rest;
            let simple = match first {
                Token::Word(word) => words::is_simple(&self.script[*word]),
                Token::Group(group, length) => self.group(*group, *length, &mut tokens),
                _ => false,
            };
            if !simple {
                return false;
            }
        }
        true
    }

    /// A group of `length` at the start of `tokens`, which goes on behind it.
    fn group(&mut self, group: Group, length: usize, tokens: &mut &[Token]) -> bool {
        let (inner, rest) = tokens.split_at(length);
        *tokens = rest;
        let outer = self.in_substitution;
        self.in_substitution |= group == Group::Substitution;
        let simple = self.sequence(inner);
        self.in_substitution = outer;
        simple
    }

    fn simple(&mut self, mut tokens: &[Token], piped: bool) -> bool {
        let mut command = Command::default();
        let mut redirects = Redirects { piped, captured: self.in_substitution, ..Redirects::default() };
        while let Some((first, rest)) = tokens.split_first() {
            tokens = rest;
            let simple = match (first, rest) {
                (Token::Redirect(sign, operator), [Token::Word(target), rest @ ..]) => {
                    tokens = rest;
                    redirects.add(&self.script[*sign], *operator, &self.script[*target])
                }
                (Token::Word(word), _) => command.add(&self.script[*word]),
                (Token::Group(group, length), _) => self.group(*group, *length, &mut tokens),
                _ => false,
            };
            if !simple {
                return false;
            }
        }
        self.unequal += usize::from(command.is_test() && command.arguments.contains(&"!="));
        // `sudo` opens no file, and a test compares with none.
        let opens = redirects.of_files && (command.is_sudo() || command.is_test());
        !opens && command.is_simple(self.dialect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_simple_in_sh(script: &str) -> bool {
        is_simple(script, &Dialect::Sh)
    }

    #[test]
    fn what_most_runs_do_is_simple() {
        for script in [
            "apt-get update && apt-get install -y curl=1.2 \"$X\" && rm -rf /var/lib/apt/lists/*",
            "set -eux; cd /app; ./configure --prefix=$PREFIX 2>/dev/null; make -j4 | tee /log",
            "DEBIAN_FRONTEND=noninteractive apt-get install -y 'a b'\ncurl -s x 2>&1 | grep y",
            "if [ -f /x ] && [ ! -d \"$d\" ]; then exit 1; fi; test \"$a\" = b || echo 'no {}' >&2",
            "for x in a b; do curl -o \"$(basename \"$x\")\" ${x:-y} >/dev/null 2>&1; done",
            "case \"$(uname -m)\" in x86_64) a=amd64 ;; *) exit 1 ;; esac",
            "find / -name '*.pyc' -exec rm -f {} + | xargs -n 1 rm; sudo -E b; { a; } > /log; ( . /etc/os-release )",
            "awk '{print $1}' `which x`; $BIN/x -e; command -v a; ! b &",
        ] {
            assert!(is_simple_in_sh(script), "{script}");
        }
        assert!(is_simple("set -eo pipefail; set -o errexit", &Dialect::Bash));
    }

    #[test]
    fn what_there_are_checks_about_is_not() {
        for script in [
            "[ a = b ]",
            "[ -n $x ]",
            "[ -z x ]",
            "[ -f *.x ]",
            "[ a ]",
            "[ $x == y ]",
            "[ $x > 1 ]",
            "[ $x = 1 > \"5\" ]",
            "[ \\! -f x ]",
            "[ -f x]",
            "[ $x = *y ]",
            "[ $x != a ] || [ $x != b ]",
            "[ -f x ]; echo $?",
            "exit failed",
            "source x",
            "sudo source x",
            "find . -exec source {} +",
            "set -o pipefail",
            "set x",
            "mkdir -p {a,b}",
            "a 2>&1 >/b",
            "a >/b >/c",
            "a >/b | c",
            "a > cat",
            "a > 2",
            "x=$(a > /b)",
            "x=date",
            "x=date y",
            "export a+=b",
            "IFS=/n a",
            "sudo a > /b",
            "ps | kill",
            "-y",
            "/*",
            "*",
            "$(a)",
            "`a`",
            "echo ‘a’",
            "echo \"~/a\"",
            "x=\"~/a\" y",
            "echo ${x/a/b}",
            "echo ${x:1}",
            "case x in y) z ;; esac",
            "break",
            "pushd x",
        ] {
            assert!(!is_simple_in_sh(script), "{script}");
        }
    }
}
