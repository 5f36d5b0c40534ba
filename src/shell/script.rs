//! A script: its commands in order of appearance.

use std::fmt;
use std::ops::Range;

use text::TextRange;

use crate::{Command, Dialect, Target, Wrapper};

/// What a RUN, CMD, ENTRYPOINT or HEALTHCHECK says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The language it is read as.
    pub dialect: Dialect,
    /// The simple commands in order of appearance, those in groups, functions, substitutions and `sh -c "…"` included.
    pub commands: Vec<Command>,
    /// The pipelines of more than one command, outer ones before those inside of them.
    pub pipelines: Vec<Pipeline>,
    /// How their names begin: most questions are about programs that are not there.
    pub(crate) initials: Initials,
    /// What could not be read: behind a syntax error, what `eval` gets, a whole script in another language.
    pub unread: Vec<TextRange>,
}

/// How names begin: a bit for their first two bytes, which others may share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Initials(u64);

impl Initials {
    pub(crate) fn add(&mut self, name: &str) {
        self.0 |= Self::bit(name.as_bytes());
    }

    /// False when no name begins as one of `apt-get|apt` does.
    fn may_hold_any(self, alternatives: &str) -> bool {
        let mut begins = true;
        let mut places = alternatives.bytes().enumerate();
        places.any(|(at, byte)| {
            std::mem::replace(&mut begins, byte == b'|')
                && match alternatives.as_bytes().get(at + 1) {
                    // Of a single letter nothing more is known: a version may stand behind it.
                    None | Some(b'|') => self.0 != 0,
                    Some(_) => self.0 & Self::bit(&alternatives.as_bytes()[at..]) != 0,
                }
        })
    }

    fn bit(name: &[u8]) -> u64 {
        match name {
            [] => 0,
            [first] => 1 << (first & 63),
            [first, second, ..] => 1 << ((first ^ second.rotate_left(3)) & 63),
        }
    }
}

/// `a | b`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// Its elements in order: the commands of each, as indices into [`Script::commands`]. A group has several.
    pub elements: Vec<Range<usize>>,
}

impl Script {
    /// Whether all of it was read. A rule about something that is missing stops where this is false.
    pub fn understood(&self) -> bool {
        self.unread.is_empty()
    }

    /// Whether it is `sh` or one of its kin: where rules about shell commands apply.
    pub fn is_posix(&self) -> bool {
        self.dialect.is_posix()
    }

    /// The commands that are `head`, as [`Command::is`] has it.
    pub fn find<'s>(&'s self, head: &'s [&'s str]) -> impl Iterator<Item = &'s Command> {
        let commands = if self.may_run(head) { self.commands.as_slice() } else { &[] };
        commands.iter().filter(|command| command.is(head))
    }

    /// Whether a command is `head`, as [`Command::is`] has it.
    pub fn runs(&self, head: &[&str]) -> bool {
        self.may_run(head) && self.commands.iter().any(|command| command.is(head))
    }

    /// Whether a name begins as one of the programs of `head` does.
    fn may_run(&self, head: &[&str]) -> bool {
        head.first().is_some_and(|programs| self.initials.may_hold_any(programs))
    }

    /// The commands behind `command`, in order.
    pub fn after<'s>(&'s self, command: &'s Command) -> impl Iterator<Item = &'s Command> {
        self.commands.iter().skip_while(move |other| !std::ptr::eq(*other, command)).skip(1)
    }

    /// The elements of a pipeline, each with its commands.
    pub fn elements<'s>(&'s self, pipeline: &'s Pipeline) -> impl Iterator<Item = &'s [Command]> {
        pipeline.elements.iter().map(|element| &self.commands[element.clone()])
    }

    /// The pipelines, each as its elements.
    pub fn pipelines(&self) -> impl Iterator<Item = Vec<&[Command]>> {
        self.pipelines.iter().map(|pipeline| self.elements(pipeline).collect())
    }

    /// The commands that read what `command` writes through a pipe; empty at the end of a pipeline and outside of one.
    pub fn piped_to(&self, command: &Command) -> &[Command] {
        let next = command.place.pipe.and_then(|pipe| self.pipelines[pipe.pipeline].elements.get(pipe.element + 1));
        next.map_or(&[], |element| &self.commands[element.clone()])
    }

    /// The wrappers called `name`, each once, also when it runs a script of several commands: every `sudo`.
    pub fn wrappers(&self, name: &str) -> Vec<&Wrapper> {
        let mut found: Vec<&Wrapper> = Vec::new();
        for wrapper in self.commands.iter().filter_map(|command| command.wrapper(name)) {
            if found.last().is_none_or(|last| last.range != wrapper.range) {
                found.push(wrapper);
            }
        }
        found
    }
}

/// A listing for tests and for people: a line per command, indented by depth, the operator in front, what it is inside of
/// behind `#`.
impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for command in &self.commands {
            write!(f, "{:1$}", "", usize::from(command.place.depth) * 2)?;
            write_command(f, command)?;
            let notes = notes(command);
            if !notes.is_empty() {
                write!(f, "  # {}", notes.join(", "))?;
            }
            writeln!(f)?;
        }
        if !self.understood() {
            writeln!(f, "# {} not read", if self.unread.len() == 1 { "a part is" } else { "parts are" })?;
        }
        Ok(())
    }
}

fn write_command(f: &mut fmt::Formatter<'_>, command: &Command) -> fmt::Result {
    use crate::Operator;
    f.write_str(match command.before {
        Operator::Start | Operator::Newline => "",
        Operator::And => "&& ",
        Operator::Or => "|| ",
        Operator::Sequence => "; ",
        Operator::Pipe => "| ",
        Operator::Background => "& ",
    })?;
    let mut said = Vec::new();
    for wrapper in &command.wrappers {
        said.push(format!("[{}]", wrapper.name()));
    }
    for assignment in &command.assignments {
        said.push(format!("{}={}", assignment.name, assignment.value.as_ref().map_or("()", |value| &value.text)));
    }
    said.extend(command.words.iter().map(|word| word.text.clone()));
    for redirect in &command.redirects {
        let target = match &redirect.target {
            Target::Word(word) => &word.text,
            Target::Heredoc { .. } => "…",
        };
        let fd = redirect.fd.map(|fd| fd.to_string()).unwrap_or_default();
        said.push(format!("{fd}{}{target}", redirect.operator.sign()));
    }
    f.write_str(&said.join(" "))
}

fn notes(command: &Command) -> Vec<String> {
    let place = &command.place;
    let flags = [
        (place.substitutions > 0, "substitution"),
        (place.subshell && place.substitutions == 0, "subshell"),
        (place.in_loop, "loop"),
        (place.background, "background"),
        (place.tested, "tested"),
        (command.options.errexit, "errexit"),
        (command.options.pipefail, "pipefail"),
    ];
    let mut notes: Vec<String> = Vec::new();
    if let Some(pipe) = place.pipe {
        notes.push(format!("pipe {}.{}", pipe.pipeline, pipe.element));
    }
    notes.extend(flags.into_iter().filter(|(on, _)| *on).map(|(_, note)| note.to_owned()));
    notes.extend(place.condition.map(|condition| format!("if {condition:?}").to_lowercase()));
    notes.extend(place.function.as_ref().map(|name| format!("function {name}")));
    match command.cwd() {
        Some(".") => {}
        Some(cwd) => notes.push(format!("in {cwd}")),
        None => notes.push("in ?".to_owned()),
    }
    notes
}
