//! Commands that run another command: `sudo x`, `env A=b x`, `timeout 5 x`, `sh -c "x"`.

use crate::dialect::{Dialect, Options};
use crate::names::{is_posix_shell, is_variable};
use crate::{Command, Word};

/// How a wrapper is written.
struct Kind {
    name: &'static str,
    /// The flags that take the next word as their value, separated by blanks.
    valued: &'static str,
    /// The flags with which it runs nothing, or nothing that can be told.
    stops: &'static str,
    /// How many operands of its own stand in front of the command.
    operands: usize,
    /// Whether `A=b` may stand in front of the command.
    assignments: bool,
}

const fn plain(name: &'static str, valued: &'static str) -> Kind {
    Kind { name, valued, stops: "", operands: 0, assignments: false }
}

const fn with_operand(name: &'static str, valued: &'static str) -> Kind {
    Kind { name, valued, stops: "", operands: 1, assignments: false }
}

static KINDS: &[Kind] = &[
    Kind {
        name: "sudo",
        valued: "-u --user -g --group -h --host -p --prompt -C --close-from -r --role -t --type -T --command-timeout -U \
                 --other-user -D --chdir -R --chroot",
        stops: "-l --list -v --validate -k -K -V --version -e --edit --help",
        operands: 0,
        assignments: true,
    },
    Kind { name: "env", valued: "-u --unset -C --chdir", stops: "-S --split-string", operands: 0, assignments: true },
    Kind { name: "command", valued: "", stops: "-v -V", operands: 0, assignments: false },
    plain("doas", "-u -C -a"),
    plain("exec", "-a"),
    plain("builtin", ""),
    plain("nohup", ""),
    plain("time", "-f --format -o --output"),
    plain("nice", "-n --adjustment"),
    plain("ionice", "-c --class -n --classdata -p"),
    plain("stdbuf", "-i --input -o --output -e --error"),
    plain("setsid", ""),
    plain("fakeroot", "-l -f -i -s -b"),
    plain("eatmydata", ""),
    plain("unbuffer", ""),
    plain("busybox", ""),
    plain("tini", "-p -e"),
    plain("dumb-init", "-r --rewrite"),
    plain("catatonit", ""),
    plain("xvfb-run", "-e --error-file -f --auth-file -n --server-num -p --xauth-protocol -s --server-args -w --wait"),
    plain("xargs", "-n --max-args -P --max-procs -I -L --max-lines -s --max-chars -d --delimiter -E -a --arg-file"),
    plain("setpriv", "--reuid --regid --groups --inh-caps --bounding-set --ambient-caps --securebits"),
    plain("linux32", ""),
    plain("linux64", ""),
    with_operand("timeout", "-k --kill-after -s --signal"),
    with_operand("gosu", ""),
    with_operand("su-exec", ""),
    with_operand("setarch", ""),
    with_operand("flock", "-w --timeout -E --conflict-exit-code"),
];

/// The package managers that `python -m` runs: `python3 -m pip install` is `pip install`.
const PYTHON_MODULES: &[&str] = &["pip", "pipx", "pipenv", "poetry", "uv", "pdm"];

/// How many words of `command` only run the rest of it: 2 for `timeout 5 x`. `None` when it runs no other command.
pub(crate) fn own_words(command: &Command) -> Option<usize> {
    let name = command.name()?;
    if let Some(kind) = KINDS.iter().find(|kind| kind.name == name) {
        return kind.own_words(&command.words);
    }
    let python = name.starts_with("python") && command.is(&["python"]);
    let module = python
        && command.words.get(1).is_some_and(|word| word.is("-m"))
        && command.words.get(2).and_then(Word::value).is_some_and(|module| PYTHON_MODULES.contains(&module));
    module.then_some(2)
}

impl Kind {
    fn own_words(&self, words: &[Word]) -> Option<usize> {
        let has = |list: &str, flag: &str| list.split(' ').any(|known| known == flag);
        let mut at = 1;
        while let Some(word) = words.get(at) {
            let flag = word.prefix();
            if word.is("--") {
                at += 1;
                break;
            }
            if word.is_flag() {
                if has(self.stops, flag) {
                    return None;
                }
                at += if has(self.valued, flag) || self.ends_in_valued(flag) { 2 } else { 1 };
            } else if self.assignments && assignment(word).is_some() {
                at += 1;
            } else {
                break;
            }
        }
        at += self.operands;
        (at < words.len()).then_some(at)
    }

    /// Whether `flag` is several in one word, such as `-HEu`, and the last of them, as the only one, takes a value.
    fn ends_in_valued(&self, flag: &str) -> bool {
        let Some(letters) = flag.strip_prefix('-').filter(|letters| !letters.starts_with('-')) else { return false };
        let valued = |letter: char| {
            self.valued.split(' ').any(|known| known.strip_prefix('-') == Some(letter.encode_utf8(&mut [0; 4])))
        };
        letters.find(valued).is_some_and(|at| at > 0 && at + 1 == letters.len())
    }
}

/// The length of the name when `word` is `NAME=value`.
pub(crate) fn assignment(word: &Word) -> Option<usize> {
    let (name, _) = word.text.split_once('=')?;
    is_variable(name).then_some(name.len())
}

/// The script that a command hands to a shell.
pub(crate) struct Handed {
    /// The shell that reads it.
    pub(crate) dialect: Dialect,
    /// The options its flags turn on.
    pub(crate) options: Options,
    /// Where the script is.
    pub(crate) script: Place,
}

/// Where the script of a shell is.
pub(crate) enum Place {
    /// The word with this index: `sh -c "…"`, `su -c "…"`.
    Word(usize),
    /// Standard input: `bash <<EOF`, `… | sh`.
    Input,
}

/// The script that `command` hands to a shell; `None` when it is no shell, or one that runs a file.
pub(crate) fn handed(command: &Command) -> Option<Handed> {
    let name = command.name()?;
    if matches!(name, "su" | "runuser") {
        let flag = command.words.iter().position(|word| word.is("-c") || word.is("--command"))?;
        let script = Place::Word(flag + 1);
        return Some(Handed { dialect: Dialect::Sh, options: Options::default(), script });
    }
    if !is_posix_shell(name) {
        return None;
    }
    let mut options = Options::default();
    let flags = options.apply(command.arguments().iter().map(Word::value));
    let next = 1 + flags.taken;
    let script = match (flags.command, next < command.words.len()) {
        (true, true) => Place::Word(next),
        (false, false) => Place::Input,
        (false, true) if flags.stdin || command.words[next].is("-") => Place::Input,
        _ => return None,
    };
    Some(Handed { dialect: Dialect::of_program(name), options, script })
}
