//! A command: its words, what it is wrapped in, and where in the script it stands.

use std::sync::Arc;

use text::TextRange;

use crate::names::base_name;
use crate::tools::Tool;
use crate::{Options, Word};

/// A simple command. One that is run by another (`sudo x`, `env A=b x`, `sh -c "x; y"`) stands for itself, and what runs
/// it is in [`Command::wrappers`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Range in the Dockerfile: assignments, wrappers, words and redirections.
    pub range: TextRange,
    /// The name and its arguments. Empty for a lone assignment or redirection.
    pub words: Vec<Word>,
    /// What runs the command, outermost first.
    pub wrappers: Vec<Wrapper>,
    /// `A=b` in front of the name, those given to `env` and `sudo` included.
    pub assignments: Vec<Assignment>,
    /// Its redirections, in order.
    pub redirects: Vec<Redirect>,
    /// What stands between the command in front and this one.
    pub before: Operator,
    /// What it is inside of.
    pub place: Place,
    /// The options in force when it runs.
    pub options: Options,
    pub(crate) cwd: Option<Arc<str>>,
    /// What is known of its flags; looked up once, as rules ask for it with nearly every question.
    pub(crate) tool: Option<&'static Tool>,
}

/// A command that runs another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapper {
    /// Its words, flags and values included; for a shell, the script too.
    pub words: Vec<Word>,
    /// From the first of its words to the last.
    pub range: TextRange,
}

impl Wrapper {
    /// The name of the wrapper, without a directory.
    pub fn name(&self) -> &str {
        self.words.first().and_then(Word::value).map_or("", base_name)
    }
}

/// `NAME=value` in front of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The whole assignment.
    pub range: TextRange,
    /// The name; of an array element, without the index.
    pub name: String,
    /// What stands behind the `=`; `None` for an array.
    pub value: Option<Word>,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// From the file descriptor to the target.
    pub range: TextRange,
    /// The file descriptor in front, if one is written.
    pub fd: Option<u32>,
    /// What is done.
    pub operator: RedirectOperator,
    /// Where to or from.
    pub target: Target,
}

/// The operator of a redirection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectOperator {
    /// `>` and `>|`.
    Write,
    /// `>>`.
    Append,
    /// `<`.
    Read,
    /// `<>`.
    ReadWrite,
    /// `>&`, as in `2>&1`.
    DuplicateOutput,
    /// `<&`.
    DuplicateInput,
    /// `&>` of bash: both outputs.
    WriteBoth,
    /// `<<` and `<<-`.
    Heredoc,
    /// `<<<` of bash.
    HereString,
}

/// The target of a redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file, a descriptor or, for `<<<`, a text.
    Word(Word),
    /// The body of a heredoc.
    Heredoc {
        /// The body in the Dockerfile.
        body: TextRange,
        /// Whether variables in it are expanded.
        expand: bool,
    },
}

/// What stands in front of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Operator {
    /// Nothing: the first of the script or of a substitution.
    #[default]
    Start,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `;`, and the words of the language: `then`, `do`.
    Sequence,
    /// A line end.
    Newline,
    /// `|` or `|&`.
    Pipe,
    /// `&`.
    Background,
}

/// Why a command may not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// In a branch of `if`.
    If,
    /// In an arm of `case`.
    Case,
    /// In the body of a loop, which may run not at all.
    Loop,
    /// Behind `||`.
    Or,
    /// Behind a test and `&&`: `[ -f x ] && …`.
    Test,
}

/// What a command is inside of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Place {
    /// How many groups, branches, functions and scripts it is inside of.
    pub depth: u16,
    /// How many `$(…)`, backticks and `<(…)` it is inside of.
    pub substitutions: u16,
    /// In `( … )`, a substitution or another script: what it sets and where it goes ends with that.
    pub subshell: bool,
    /// In the body of a loop.
    pub in_loop: bool,
    /// With `&` behind it, or behind what it is inside of.
    pub background: bool,
    /// Whether something looks at its exit status: left of `||`, behind `!`, the condition of an `if` or a loop.
    pub tested: bool,
    /// Why it may not run: the innermost reason.
    pub condition: Option<Condition>,
    /// The function in whose body it is: it runs where that is called.
    pub function: Option<Arc<str>>,
    /// The innermost pipeline it belongs to.
    pub pipe: Option<Pipe>,
}

/// A place in a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pipe {
    /// Index into [`crate::Script::pipelines`].
    pub pipeline: usize,
    /// Which of its elements, from 0.
    pub element: usize,
}

impl Command {
    /// The name without a directory: `apt-get` for `/usr/bin/apt-get` and `\apt-get`. `None` when it is not known, or when
    /// there is none.
    pub fn name(&self) -> Option<&str> {
        self.words.first()?.value().map(base_name)
    }

    /// The words behind the name.
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The words alone: from the name to the last argument, without wrappers and redirections in front or behind.
    pub fn words_range(&self) -> TextRange {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => first.range.cover(last.range),
            _ => self.range,
        }
    }

    /// The working directory when it runs, relative to that at the start: `.` there, `app` behind `cd app`, an absolute
    /// path behind `cd /app`. `None` when it is not known.
    pub fn cwd(&self) -> Option<&str> {
        self.cwd.as_deref()
    }

    /// The wrapper called `name` that it runs through: `sudo` of `sudo apt-get update`.
    pub fn wrapper(&self, name: &str) -> Option<&Wrapper> {
        self.wrappers.iter().find(|wrapper| wrapper.name() == name)
    }

    /// The value assigned to `name` in front of the command.
    pub fn assigned(&self, name: &str) -> Option<&Assignment> {
        self.assignments.iter().rev().find(|assignment| assignment.name == name)
    }

    /// Whether it runs whenever the script gets to it: under no condition and in no function.
    pub fn is_certain(&self) -> bool {
        self.place.condition.is_none() && self.place.function.is_none()
    }
}

impl RedirectOperator {
    /// The operator as it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Write => ">",
            Self::Append => ">>",
            Self::Read => "<",
            Self::ReadWrite => "<>",
            Self::DuplicateOutput => ">&",
            Self::DuplicateInput => "<&",
            Self::WriteBoth => "&>",
            Self::Heredoc => "<<",
            Self::HereString => "<<<",
        }
    }
}
