//! Questions about a command's arguments: its subcommand, its flags, their values, and what else is there.

use crate::tools::{Tool, is_version_of};
use crate::{Command, Word};

/// An argument, told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument<'c> {
    /// A flag and the word that is its value, if it takes the next one.
    Flag(&'c Word, Option<&'c Word>),
    /// A word that is neither a flag nor the value of one.
    Operand(&'c Word),
}

/// Whether one of the alternatives of `apt-get|apt` fits, among those that begin as `word` does. Byte by byte: this is asked
/// hundreds of times for every command, of lists that are too short for a search to begin.
fn any(alternatives: &str, word: &str, fits: impl Fn(&str) -> bool) -> bool {
    let Some(first) = word.bytes().next() else { return false };
    let bytes = alternatives.as_bytes();
    let end = |from: usize| bytes[from..].iter().position(|byte| *byte == b'|').map(|length| from + length);
    let mut start = 0;
    loop {
        let next = end(start);
        if bytes.get(start) == Some(&first) && fits(&alternatives[start..next.unwrap_or(bytes.len())]) {
            return true;
        }
        match next {
            Some(next) => start = next + 1,
            None => return false,
        }
    }
}

impl Command {
    /// Whether it is this program with these first operands, flags in between skipped: `is(&["npm", "ci"])` holds for
    /// `npm --prefix app ci`. An element may give alternatives: `is(&["apt-get|apt", "install"])`. A version behind the
    /// program's name does not matter: `pip3.12` is `pip`.
    pub fn is(&self, head: &[&str]) -> bool {
        self.last_of(head).is_some()
    }

    /// The word that the last element of `head` is, when the command is that: `install` of `apt-get -y install curl`. What is
    /// said to a subcommand goes behind it.
    pub fn last_of(&self, head: &[&str]) -> Option<&Word> {
        let (program, subcommands) = head.split_first()?;
        let name = self.name()?;
        if !any(program, name, |known| is_version_of(name, known)) {
            return None;
        }
        let mut operands = self.operands();
        let mut last = self.words.first()?;
        for subcommand in subcommands {
            last = operands.next()?;
            let operand = last.value()?;
            if !any(subcommand, operand, |known| known == operand) {
                return None;
            }
        }
        Some(last)
    }

    /// The first operand's value: `install` of `apt-get -y install curl`.
    pub fn subcommand(&self) -> Option<&str> {
        self.operands().next().and_then(Word::value)
    }

    /// The arguments, told apart. Which flags take a value is known for well-known programs; for others none does. Behind
    /// `--` all are operands, and so is a word of which nothing is known (`$FLAGS`).
    pub fn told_apart(&self) -> impl Iterator<Item = Argument<'_>> {
        self.told_apart_with(&[])
    }

    /// As [`Command::told_apart`], with further flags that take the next word as their value.
    pub fn told_apart_with<'c>(&'c self, valued: &'c [&'c str]) -> impl Iterator<Item = Argument<'c>> {
        let tool = self.tool;
        let mut words = self.arguments().iter();
        let mut only_operands = false;
        std::iter::from_fn(move || {
            let mut word = words.next()?;
            if !only_operands && word.is("--") {
                only_operands = true;
                word = words.next()?;
            }
            if only_operands || !word.is_flag() {
                return Some(Argument::Operand(word));
            }
            let takes_value = takes_next(word.prefix(), tool, valued) && !word.is_dynamic();
            Some(Argument::Flag(word, if takes_value { words.next() } else { None }))
        })
    }

    /// The words that are neither flags nor values of flags, the subcommand included.
    pub fn operands(&self) -> impl Iterator<Item = &Word> {
        self.operands_with(&[])
    }

    /// As [`Command::operands`], with further flags that take the next word as their value.
    pub fn operands_with<'c>(&'c self, valued: &'c [&'c str]) -> impl Iterator<Item = &'c Word> {
        self.told_apart_with(valued).filter_map(|argument| match argument {
            Argument::Operand(word) => Some(word),
            Argument::Flag(..) => None,
        })
    }

    /// The words that are flags.
    pub fn flags(&self) -> impl Iterator<Item = &Word> {
        self.told_apart().filter_map(|argument| match argument {
            Argument::Flag(word, _) => Some(word),
            Argument::Operand(_) => None,
        })
    }

    /// The word that holds the flag `name`: `-y` is in `-y`, `-qy`; `--quiet` in `--quiet` and `--quiet=2`.
    pub fn flag(&self, name: &str) -> Option<&Word> {
        self.flags().find(|word| holds(word, name, self.tool))
    }

    /// Whether the flag `name` is there, also within a cluster (`-y` in `-qy`) or with a value (`--quiet=2`).
    pub fn has_flag(&self, name: &str) -> bool {
        self.flag(name).is_some()
    }

    /// Whether one of the flags is there.
    pub fn has_any_flag(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has_flag(name))
    }

    /// The value of the first flag that is one of `names`: the next word of `-t x`, the rest of `-tx` and `--target=x`.
    /// `None` when no such flag is there or the value depends on a variable.
    pub fn flag_value<'c>(&'c self, names: &'c [&'c str]) -> Option<&'c str> {
        self.flag_values(names).next().flatten()
    }

    /// The values of all flags that are one of `names`, in order; `None` for a value that depends on a variable.
    pub fn flag_values<'c>(&'c self, names: &'c [&'c str]) -> impl Iterator<Item = Option<&'c str>> {
        let tool = self.tool;
        self.told_apart_with(names).filter_map(move |argument| {
            let Argument::Flag(word, next) = argument else { return None };
            let name = names.iter().find(|name| holds(word, name, tool))?;
            Some(match attached(word, name, tool) {
                Attached::Value(value) => Some(value),
                Attached::Unknown => None,
                Attached::Nothing => next.and_then(Word::value),
            })
        })
    }
}

/// Whether the flag takes the next word: by name, or as the last letter of a cluster (`tar -xzf x`).
fn takes_next(flag: &str, tool: Option<&Tool>, valued: &[&str]) -> bool {
    if valued.contains(&flag) || tool.is_some_and(|tool| tool.takes_value(flag)) {
        return true;
    }
    if !is_cluster(flag, tool) {
        return false;
    }
    let takes = |letter: char| {
        let is_letter = |flag: &&str| flag.strip_prefix('-').is_some_and(|flag| flag.chars().eq([letter]));
        valued.iter().any(is_letter) || tool.is_some_and(|tool| tool.letter_takes_value(letter))
    };
    // The first letter that takes a value takes the rest of the word; only when there is no rest, the next word.
    let first = flag[1..].char_indices().find(|(_, letter)| takes(*letter));
    first.is_some_and(|(at, letter)| 1 + at + letter.len_utf8() == flag.len())
}

fn is_cluster(flag: &str, tool: Option<&Tool>) -> bool {
    flag.len() > 2
        && !flag.starts_with("--")
        && !tool.is_some_and(|tool| tool.long_with_one_dash || tool.takes_value(flag))
}

/// Whether the flag word is, or holds, the flag `name`.
fn holds(word: &Word, name: &str, tool: Option<&Tool>) -> bool {
    let flag = word.prefix();
    if let Some(rest) = flag.strip_prefix(name) {
        // `--name`, `--name=…`, `-nvalue`.
        if rest.is_empty() || rest.starts_with('=') {
            return true;
        }
    }
    let Some(letter) = name.strip_prefix('-').filter(|letter| letter.chars().count() == 1 && *letter != "-") else {
        return false;
    };
    if !is_cluster(flag, tool) {
        return false;
    }
    // Letters behind one that takes a value are its value: `-oDpkg::Options` holds no `-p`.
    for candidate in flag[1..].chars() {
        if letter.starts_with(candidate) {
            return true;
        }
        if !candidate.is_alphanumeric() || tool.is_some_and(|tool| tool.letter_takes_value(candidate)) {
            return false;
        }
    }
    false
}

/// What stands behind a flag within its own word.
enum Attached<'c> {
    Value(&'c str),
    /// A value that depends on a variable.
    Unknown,
    Nothing,
}

fn attached<'c>(word: &'c Word, name: &str, tool: Option<&Tool>) -> Attached<'c> {
    let flag = word.prefix();
    let behind = match flag.strip_prefix(name) {
        Some(rest) => rest.strip_prefix('=').unwrap_or(rest),
        None if is_cluster(flag, tool) => match name.chars().nth(1).and_then(|letter| flag.split_once(letter)) {
            Some((_, rest)) => rest,
            None => return Attached::Nothing,
        },
        None => return Attached::Nothing,
    };
    if word.is_dynamic() {
        return Attached::Unknown;
    }
    if behind.is_empty() && !flag.ends_with('=') { Attached::Nothing } else { Attached::Value(behind) }
}
