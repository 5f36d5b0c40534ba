//! Which shell reads a text, and with which options.

use crate::names::{base_name, is_shell};

/// The language of a script.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// `sh`, `dash`, `ash`: the default of Linux images.
    #[default]
    Sh,
    /// `bash`.
    Bash,
    /// `ksh`, `mksh`.
    Ksh,
    /// `zsh`.
    Zsh,
    /// `powershell` and `pwsh`.
    PowerShell,
    /// `cmd`, the default of Windows images.
    Cmd,
    /// Anything else, by the name of its program: `python3`, `node`. No shell rule speaks about it.
    Other(String),
}

impl Dialect {
    /// The dialect that a program reads: a name or path, with or without `.exe`.
    pub fn of_program(program: &str) -> Self {
        let name = base_name(program);
        let name = name.strip_suffix(".exe").unwrap_or(name);
        match name.to_ascii_lowercase().as_str() {
            "sh" | "dash" | "ash" => Self::Sh,
            "bash" | "rbash" => Self::Bash,
            "ksh" | "mksh" | "ksh93" => Self::Ksh,
            "zsh" => Self::Zsh,
            "powershell" | "pwsh" => Self::PowerShell,
            "cmd" => Self::Cmd,
            _ => Self::Other(name.to_owned()),
        }
    }

    /// The dialect that the first line of a script asks for with `#!`; `None` without one.
    /// `#!/usr/bin/env -S bash -e` is looked through.
    pub fn of_shebang(script: &str) -> Option<Self> {
        let line = script.strip_prefix("#!")?.lines().next()?;
        let mut words = line.split_ascii_whitespace();
        let program = words.next()?;
        if base_name(program) != "env" {
            return Some(Self::of_program(program));
        }
        let program = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
        Some(Self::of_program(program))
    }

    /// Whether it is a shell that this crate understands: `sh`, `bash` and their kin.
    pub fn is_posix(&self) -> bool {
        matches!(self, Self::Sh | Self::Bash | Self::Ksh | Self::Zsh)
    }
}

/// Shell options in force, as `set` and the flags of a shell turn them on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are the shell's own switches")]
pub struct Options {
    /// `-e`: a failing command ends the script.
    pub errexit: bool,
    /// `-u`: an unset variable is an error.
    pub nounset: bool,
    /// `-x`: every command is printed.
    pub xtrace: bool,
    /// `-o pipefail`: a pipeline fails when any of its commands does.
    pub pipefail: bool,
}

impl Options {
    /// Applies the words behind `set`, or the flags of a shell: `-e`, `+x`, `-o pipefail`, `-euxo pipefail`. Gives the
    /// number of words taken; it ends at the first that is no flag, and behind one that holds `c` (a script follows).
    pub(crate) fn apply<'w>(&mut self, words: impl IntoIterator<Item = Option<&'w str>>) -> Flags {
        let mut flags = Flags::default();
        let mut words = words.into_iter();
        while let Some(Some(word)) = words.next() {
            let on = match word.as_bytes() {
                [b'-', _, ..] => true,
                [b'+', _, ..] => false,
                _ => break,
            };
            flags.taken += 1;
            if word == "--" {
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                flags.taken += usize::from(matches!(long, "rcfile" | "init-file") && words.next().is_some());
                continue;
            }
            for letter in word[1..].chars() {
                match letter {
                    'e' => self.errexit = on,
                    'u' => self.nounset = on,
                    'x' => self.xtrace = on,
                    'c' => flags.command = true,
                    's' => flags.stdin = true,
                    'o' | 'O' => {
                        let Some(name) = words.next() else { break };
                        flags.taken += 1;
                        self.named(name.unwrap_or_default(), on);
                    }
                    _ => {}
                }
            }
        }
        flags
    }

    fn named(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.errexit = on,
            "nounset" => self.nounset = on,
            "xtrace" => self.xtrace = on,
            "pipefail" => self.pipefail = on,
            _ => {}
        }
    }
}

/// What the flags of a shell said besides its options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// How many words they are.
    pub taken: usize,
    /// `-c`: the next word is the script.
    pub command: bool,
    /// `-s`: the script is read from standard input.
    pub stdin: bool,
}

/// The shell that the shell form of an instruction is given to: what SHELL says, or the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellInForce {
    /// What it reads.
    pub dialect: Dialect,
    /// What its flags turn on.
    pub options: Options,
}

impl ShellInForce {
    /// The shell that the words of a SHELL instruction name: `["/bin/bash", "-eo", "pipefail", "-c"]`. A program in front
    /// that starts a shell (`env bash -c`, `conda run -n x /bin/bash -c`) is looked through.
    pub fn of_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let Some(first) = words.first() else { return Self::default() };
        let found = words.iter().position(|word| is_shell(base_name(word)));
        let program = found.map_or(*first, |at| words[at]);
        let mut options = Options::default();
        if let Some(at) = found {
            options.apply(words[at + 1..].iter().map(|word| Some(*word)));
        }
        Self { dialect: Dialect::of_program(program), options }
    }

    /// The default of Windows images: `cmd /S /C`.
    pub fn windows() -> Self {
        Dialect::Cmd.into()
    }
}

impl From<Dialect> for ShellInForce {
    fn from(dialect: Dialect) -> Self {
        Self { dialect, options: Options::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_name_their_dialect() {
        assert_eq!(Dialect::of_program("/bin/dash"), Dialect::Sh);
        assert_eq!(Dialect::of_program("/usr/bin/bash"), Dialect::Bash);
        assert_eq!(Dialect::of_program(r"C:\Windows\System32\cmd.exe"), Dialect::Cmd);
        assert_eq!(Dialect::of_program("PowerShell"), Dialect::PowerShell);
        assert_eq!(Dialect::of_program("python3"), Dialect::Other("python3".into()));
    }

    #[test]
    fn a_shebang_names_the_dialect() {
        assert_eq!(Dialect::of_shebang("#!/bin/bash -e\necho"), Some(Dialect::Bash));
        assert_eq!(Dialect::of_shebang("#! /usr/bin/env -S A=b zsh -e\n"), Some(Dialect::Zsh));
        assert_eq!(Dialect::of_shebang("#!/usr/bin/env python3"), Some(Dialect::Other("python3".into())));
        assert_eq!(Dialect::of_shebang("echo #!/bin/sh"), None);
    }

    #[test]
    fn shell_words_give_dialect_and_options() {
        let bash = ShellInForce::of_words(["/bin/bash", "-o", "pipefail", "-euc"]);
        assert_eq!(bash.dialect, Dialect::Bash);
        assert_eq!(bash.options, Options { errexit: true, nounset: true, xtrace: false, pipefail: true });
        assert!(ShellInForce::of_words(["/bin/bash", "-euxo", "pipefail", "-c"]).options.pipefail);
        assert_eq!(ShellInForce::of_words(["conda", "run", "-n", "x", "/bin/bash", "-c"]).dialect, Dialect::Bash);
        assert_eq!(ShellInForce::of_words(["pwsh", "-Command"]).dialect, Dialect::PowerShell);
        assert_eq!(ShellInForce::of_words([]), ShellInForce::default());
    }
}
