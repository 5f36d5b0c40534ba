//! Puts a script together from what a reader finds: knows what each command is inside of, which directory and options are in
//! force, and looks through commands that run others.
//!
//! Readers call it in the order of the text: `list` … `operator` … `command`. It knows no parser.

use std::sync::Arc;

use text::{Joined, TextRange};

use crate::command::Pipe;
use crate::directory;
use crate::tools::tool;
use crate::wrapper::{self, Handed};
use crate::{
    Assignment, Command, Condition, Operator, Options, Pipeline, Place, Redirect, Script, ShellInForce, Target, Word,
    Wrapper, quotes,
};

/// Scripts within scripts are read this deep.
const MAX_SCRIPTS: u8 = 8;

/// Where the words of a command come from, for the script that one of them may hold.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    /// A text in shell syntax.
    Shell(&'a Joined),
    /// The words of a JSON array.
    Exec(&'a Joined),
}

/// A command as a reader finds it.
#[derive(Default)]
pub(crate) struct Simple {
    pub(crate) range: TextRange,
    pub(crate) words: Vec<Word>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) redirects: Vec<Redirect>,
    /// The body of the heredoc on its standard input, in the text of the reader.
    pub(crate) input: Option<TextRange>,
}

/// What a command may change for those behind it.
#[derive(Clone)]
struct State {
    cwd: Option<Arc<str>>,
    /// The directories that `pushd` remembers.
    pushed: Vec<Option<Arc<str>>>,
    options: Options,
}

/// A list in the making: `a && b || c`.
pub(crate) struct List {
    /// Its first command.
    first: usize,
    condition: Option<Condition>,
    /// The state when what is behind `||`, or behind a test and `&&`, does not run; and how often the directory had
    /// changed by then.
    otherwise: Option<(State, u32)>,
}

/// A pipeline in the making.
pub(crate) struct Pipes {
    state: State,
    moves: u32,
    outer: Option<Pipe>,
    /// The first command of the element that is being read.
    element: usize,
    pipeline: Option<usize>,
}

/// Branches in the making, of which one, none or several run.
pub(crate) struct Branches {
    state: State,
    moves: u32,
    first: usize,
}

pub(crate) struct Builder {
    script: Script,
    place: Place,
    state: State,
    before: Operator,
    /// What runs the script that is being read.
    wrappers: Vec<Wrapper>,
    scripts: u8,
    /// How often the directory changed.
    moves: u32,
    /// The functions that change the directory.
    movers: Vec<Arc<str>>,
}

impl Builder {
    pub(crate) fn new(shell: &ShellInForce) -> Self {
        Self {
            script: Script { dialect: shell.dialect.clone(), ..Script::default() },
            place: Place::default(),
            state: State { cwd: Some(Arc::from(".")), pushed: Vec::new(), options: shell.options },
            before: Operator::Start,
            wrappers: Vec::new(),
            scripts: 0,
            moves: 0,
            movers: Vec::new(),
        }
    }

    pub(crate) fn finish(self) -> Script {
        self.script
    }

    /// Marks a part as not read.
    pub(crate) fn unread(&mut self, range: TextRange) {
        self.script.unread.push(range);
    }

    /// Says what stands in front of the next command.
    pub(crate) fn before(&mut self, operator: Operator) {
        self.before = operator;
    }

    /// Adds a command and what it runs. Gives whether a script in its words or its input was read: substitutions in them
    /// are then known.
    pub(crate) fn command(&mut self, simple: Simple, origin: Origin<'_>) -> bool {
        let mut command = Command {
            range: simple.range,
            words: simple.words,
            wrappers: self.wrappers.clone(),
            assignments: simple.assignments,
            redirects: simple.redirects,
            before: std::mem::replace(&mut self.before, Operator::Sequence),
            place: self.place.clone(),
            options: self.state.options,
            cwd: self.state.cwd.clone(),
            tool: None,
        };
        let wrapped = unwrap(&mut command);
        command.tool = command.name().and_then(tool);
        if let Some(handed) = wrapper::handed(&command) {
            return self.handed(command, &handed, simple.input, origin);
        }
        if command.name() == Some("eval") {
            self.unread(command.words_range());
        }
        if let Some(name) = command.name() {
            self.script.initials.add(name);
        }
        self.script.commands.push(command);
        if !wrapped {
            self.take_effect();
        }
        false
    }

    /// A shell and the script it is given: the script's commands stand for the shell.
    fn handed(&mut self, command: Command, handed: &Handed, input: Option<TextRange>, origin: Origin<'_>) -> bool {
        let script = match (&handed.script, origin) {
            (wrapper::Place::Word(index), Origin::Shell(source)) => {
                command.words.get(*index).map(|word| quotes::unquoted(source, word.joined))
            }
            (wrapper::Place::Word(index), Origin::Exec(source)) => {
                command.words.get(*index).and_then(|word| crate::exec::decoded(source, word.joined))
            }
            (wrapper::Place::Input, Origin::Shell(source)) => input.map(|body| source.slice(body)),
            (wrapper::Place::Input, Origin::Exec(_)) => None,
        };
        let unknown = match handed.script {
            wrapper::Place::Word(index) => {
                let unseen = |word: &Word| word.prefix().is_empty() && !word.is("");
                script.is_none() || command.words.get(index).is_none_or(unseen)
            }
            wrapper::Place::Input => false,
        };
        let script = script.filter(|script| !unknown && !script.text().trim().is_empty());
        let too_deep = script.is_some() && self.scripts == MAX_SCRIPTS;
        if unknown || too_deep {
            self.unread(command.words_range());
        }
        match script {
            Some(script) if !too_deep => {
                self.inner(command, handed, &script);
                true
            }
            // `curl … | sh` has no script to read, and that is no gap in the reading.
            _ => {
                self.script.commands.push(command);
                false
            }
        }
    }

    /// Reads a script within the script.
    fn inner(&mut self, command: Command, handed: &Handed, script: &Joined) {
        let outer = std::mem::take(&mut self.wrappers);
        let range = command.words_range();
        self.wrappers = command.wrappers;
        self.wrappers.push(Wrapper { words: command.words, range });
        self.scripts += 1;
        self.before = command.before;
        let (first, options) = (self.script.commands.len(), handed.options);
        self.isolated(
            |place| place.subshell = true,
            |builder| {
                builder.state.options = options;
                crate::read_into(script, &handed.dialect, builder);
            },
        );
        // What is written around the script (`A=b sh -c … > f`) holds for its first command, where a rule can see it.
        if let Some(first) = self.script.commands.get_mut(first) {
            first.assignments.splice(0..0, command.assignments);
            first.redirects.extend(command.redirects);
        }
        self.scripts -= 1;
        self.wrappers = outer;
        self.before = Operator::Sequence;
    }

    /// Where `cd` goes and what `set` sets, for the commands behind the last one.
    fn take_effect(&mut self) {
        let Some(command) = self.script.commands.last() else { return };
        let Some(name) = command.name() else { return };
        match name {
            "cd" | "pushd" => {
                let target = command.operands().next();
                let next = target.and_then(|target| directory::enter(self.state.cwd.as_deref(), target));
                if name == "pushd" {
                    self.state.pushed.push(self.state.cwd.clone());
                }
                self.state.cwd = next.map(Arc::from);
                self.moves += 1;
            }
            "popd" => {
                self.state.cwd = self.state.pushed.pop().flatten();
                self.moves += 1;
            }
            "set" => {
                self.state.options.apply(command.arguments().iter().map(Word::value));
            }
            _ if self.movers.iter().any(|mover| **mover == *name) => {
                self.state.cwd = None;
                self.moves += 1;
            }
            _ => {}
        }
    }

    /// Begins a list: commands joined by `&&` and `||`.
    pub(crate) fn begin_list(&mut self) -> List {
        List { first: self.script.commands.len(), condition: self.place.condition, otherwise: None }
    }

    /// `&&` within a list.
    pub(crate) fn and(&mut self, list: &mut List) {
        self.before = Operator::And;
        if self.script.commands[list.first..].last().is_some_and(is_test) {
            self.conditional(list, Condition::Test);
        }
    }

    /// `||` within a list.
    pub(crate) fn or(&mut self, list: &mut List) {
        self.before = Operator::Or;
        let substitutions = self.place.substitutions;
        let left = &mut self.script.commands[list.first..];
        for command in left.iter_mut().filter(|command| command.place.substitutions == substitutions) {
            command.place.tested = true;
        }
        // What is on the left failed, so a `cd` in it may not have happened; behind the list it has, or the right side
        // would have ended the script.
        let went = left.iter().any(|command| matches!(command.name(), Some("cd" | "pushd" | "popd")));
        self.conditional(list, Condition::Or);
        if went {
            self.state.cwd = None;
        }
    }

    fn conditional(&mut self, list: &mut List, condition: Condition) {
        self.place.condition = Some(condition);
        if list.otherwise.is_none() {
            list.otherwise = Some((self.state.clone(), self.moves));
        }
    }

    /// Ends a list.
    pub(crate) fn end_list(&mut self, list: List) {
        self.place.condition = list.condition;
        if let Some((otherwise, moves)) = list.otherwise {
            self.settle(otherwise, moves);
        }
    }

    /// Takes `state` up again, behind something that may have run or not.
    fn settle(&mut self, state: State, moves: u32) {
        self.state = state;
        if self.moves != moves {
            self.state.cwd = None;
        }
    }

    /// Begins what may be a pipeline.
    pub(crate) fn begin_pipes(&mut self) -> Pipes {
        Pipes {
            state: self.state.clone(),
            moves: self.moves,
            outer: self.place.pipe,
            element: self.script.commands.len(),
            pipeline: None,
        }
    }

    /// `|` within a pipeline: each element runs in a subshell of its own.
    pub(crate) fn pipe(&mut self, pipes: &mut Pipes) {
        let pipeline = *pipes.pipeline.get_or_insert_with(|| {
            self.script.pipelines.push(Pipeline::default());
            self.script.pipelines.len() - 1
        });
        self.end_element(pipes, pipeline);
        let element = self.script.pipelines[pipeline].elements.len();
        self.place.pipe = Some(Pipe { pipeline, element });
        self.before = Operator::Pipe;
    }

    fn end_element(&mut self, pipes: &mut Pipes, pipeline: usize) {
        let end = self.script.commands.len();
        let elements = &mut self.script.pipelines[pipeline].elements;
        if elements.is_empty() {
            // The first element was read before it was known to be one.
            let first = Some(Pipe { pipeline, element: 0 });
            for command in &mut self.script.commands[pipes.element..] {
                if command.place.pipe == pipes.outer && command.place.substitutions == self.place.substitutions {
                    command.place.pipe = first;
                }
            }
        }
        elements.push(pipes.element..end);
        pipes.element = end;
        self.state = pipes.state.clone();
        self.moves = pipes.moves;
    }

    /// Ends what may have been a pipeline.
    pub(crate) fn end_pipes(&mut self, mut pipes: Pipes) {
        if let Some(pipeline) = pipes.pipeline {
            self.end_element(&mut pipes, pipeline);
        }
        self.place.pipe = pipes.outer;
    }

    /// Reads something that runs in a process of its own: what it sets and where it goes ends with it.
    pub(crate) fn isolated(&mut self, enter: impl FnOnce(&mut Place), read: impl FnOnce(&mut Self)) {
        let (place, state, moves) = (self.place.clone(), self.state.clone(), self.moves);
        self.place.depth += 1;
        enter(&mut self.place);
        read(self);
        self.place = place;
        self.state = state;
        self.moves = moves;
    }

    /// Reads something whose commands share a place, such as a group or the condition of an `if`.
    pub(crate) fn within(&mut self, enter: impl FnOnce(&mut Place), read: impl FnOnce(&mut Self)) {
        let place = self.place.clone();
        enter(&mut self.place);
        read(self);
        self.place = place;
    }

    /// Reads a substitution.
    pub(crate) fn substitution(&mut self, read: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.before);
        self.isolated(
            |place| {
                place.substitutions += 1;
                place.subshell = true;
                place.pipe = None;
                place.tested = false;
            },
            read,
        );
        self.before = before;
    }

    /// Reads the body of a function.
    pub(crate) fn function(&mut self, name: &str, read: impl FnOnce(&mut Self)) {
        let name: Arc<str> = Arc::from(name);
        let (state, moves, before) = (self.state.clone(), self.moves, std::mem::take(&mut self.before));
        let function = Arc::clone(&name);
        self.within(
            |place| {
                *place = Place { depth: place.depth + 1, function: Some(function), ..Place::default() };
            },
            |builder| {
                builder.state.cwd = None;
                read(builder);
            },
        );
        if self.moves != moves {
            self.movers.push(name);
        }
        self.state = state;
        self.moves = moves;
        self.before = before;
    }

    /// Begins branches.
    pub(crate) fn begin_branches(&mut self) -> Branches {
        Branches { state: self.state.clone(), moves: self.moves, first: self.script.commands.len() }
    }

    /// Reads one branch: it starts from where all of them do.
    pub(crate) fn branch(&mut self, branches: &Branches, condition: Condition, read: impl FnOnce(&mut Self)) {
        self.before = Operator::Sequence;
        self.within(
            |place| {
                place.depth += 1;
                place.condition = Some(condition);
                place.in_loop |= condition == Condition::Loop;
            },
            read,
        );
        self.state = branches.state.clone();
    }

    /// Ends branches: which of them ran is not known.
    pub(crate) fn end_branches(&mut self, branches: Branches) {
        self.settle(branches.state, branches.moves);
    }

    /// Ends the branches of a loop. Where it changes the directory, only an absolute path is known in its body, because
    /// the second round starts where the first ended.
    pub(crate) fn end_loop(&mut self, branches: Branches) {
        if self.moves != branches.moves {
            for command in &mut self.script.commands[branches.first..] {
                let known =
                    command.cwd().is_some_and(|cwd| cwd.starts_with('/') && Some(cwd) != branches.state.cwd.as_deref());
                if command.place.in_loop && !known {
                    command.cwd = None;
                }
            }
        }
        self.end_branches(branches);
    }

    /// The range of the words of the reader's text that a heredoc body holds, as a part of the Dockerfile.
    pub(crate) fn heredoc(source: &Joined, body: TextRange, expand: bool) -> Target {
        Target::Heredoc { body: source.range_to_source(body), expand }
    }
}

/// Moves the words that only run the rest into [`Command::wrappers`]. Gives whether the command then runs in a process of
/// its own, so that `cd` and `set` in it have no effect.
fn unwrap(command: &mut Command) -> bool {
    let mut apart = false;
    while let Some(own) = wrapper::own_words(command) {
        let rest = command.words.split_off(own);
        let words = std::mem::replace(&mut command.words, rest);
        let range = words[0].range.cover(words[words.len() - 1].range);
        let wrapper = Wrapper { words, range };
        apart |= !matches!(wrapper.name(), "command" | "builtin");
        for word in &wrapper.words[1..] {
            if let Some(name) = wrapper::assignment(word) {
                let value = Word::clone(word).tail(name + 1);
                let name = word.text[..name].to_owned();
                command.assignments.push(Assignment { range: word.range, name, value: Some(value) });
            }
        }
        command.wrappers.push(wrapper);
    }
    apart
}

/// Whether a command is asked for its answer rather than run for what it does.
fn is_test(command: &Command) -> bool {
    match command.name() {
        Some("[" | "[[" | "((" | "test" | "false" | "which" | "type" | "hash" | "grep" | "egrep" | "id" | "getent") => {
            true
        }
        Some("command") => command.arguments().first().is_some_and(|word| word.is("-v") || word.is("-V")),
        _ => false,
    }
}
