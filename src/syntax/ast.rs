//! What a Dockerfile is made of. Every part knows its range in the source.

use text::{Joined, TextRange};

/// A Dockerfile as it was read. `BuildKit` may refuse it: see [`crate::Parse::errors`].
#[derive(Clone, Debug, Default)]
pub struct Dockerfile {
    /// The character that continues a line and escapes: `\`, or `` ` `` under `# escape=`.
    pub escape: Escape,
    /// The parser directives of the block at the top, in order.
    pub directives: Vec<Directive>,
    /// All comments, those inside continued instructions and directives' lines that are none included, in order.
    pub comments: Vec<Comment>,
    /// All instructions, in order.
    pub instructions: Vec<Instruction>,
}

/// The escape character in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escape {
    /// `\`, the default.
    #[default]
    Backslash,
    /// `` ` ``, for Windows paths.
    Backtick,
}

/// `# name=value` at the top of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The whole line without its end.
    pub range: TextRange,
    /// `syntax`, `escape` or `check`, in lower case.
    pub name: String,
    /// Range of the name.
    pub name_range: TextRange,
    /// The value, trimmed.
    pub value: String,
    /// Range of the value.
    pub value_range: TextRange,
}

/// A comment line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line, without the line end.
    pub range: TextRange,
    /// The text after the `#`, trimmed.
    pub text: String,
    /// Whether blanks stand before the `#` (`BuildKit` then does not read it as an inline `check` comment).
    pub indented: bool,
    /// Whether it lies inside a continued instruction.
    pub inside: bool,
}

/// One instruction, from its keyword to the end of its last line, heredoc bodies included.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// From the first byte of the keyword to the end of the last line, without that line's end.
    pub range: TextRange,
    /// First physical line, from 1.
    pub line: u32,
    /// Last physical line, from 1: continuation lines, heredoc bodies and terminators included.
    pub end_line: u32,
    /// The word it begins with.
    pub keyword: KeywordWord,
    /// The words starting with `--` in front of the arguments.
    pub flags: Vec<Flag>,
    /// The logical line: escapes, line ends, comments and blank lines inside are taken out.
    pub joined: Joined,
    /// What stands after keyword and flags, trimmed: a range of `joined`.
    pub rest: TextRange,
    /// The arguments, as this instruction reads them.
    pub kind: Kind,
    /// The heredocs, in order.
    pub heredocs: Vec<Heredoc>,
    /// The comments directly in front, as `BuildKit` attaches them: indices into [`Dockerfile::comments`].
    pub comments: Vec<usize>,
    /// The last blank line inside the continued instruction, if there is any (deprecated in `BuildKit`).
    pub empty_continuation: Option<TextRange>,
}

/// The word an instruction begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeywordWord {
    /// Which instruction it is.
    pub keyword: Keyword,
    /// The word as typed, with an escape and line end inside it taken out.
    pub text: String,
    /// Its range.
    pub range: TextRange,
}

/// The instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are the instructions themselves")]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// A word that is no instruction.
    Unknown,
}

/// A word of an instruction, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Range in the source.
    pub range: TextRange,
    /// Range in [`Instruction::joined`].
    pub joined: TextRange,
    /// The text: quotes, escapes and variables as written; for a word of a JSON array the decoded string.
    pub text: String,
}

/// `--name` or `--name=value` in front of the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The whole flag; its text is as `BuildKit` has it, quotes and escapes removed.
    pub word: Word,
    /// The name without the dashes, as typed.
    pub name: String,
    /// Range of the name.
    pub name_range: TextRange,
    /// The value behind the `=`, quotes and escapes removed.
    pub value: Option<Word>,
}

/// The arguments of an instruction.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is named for its instruction")]
pub enum Kind {
    From(From),
    Run(Run),
    Cmd(Command),
    Entrypoint(Command),
    Shell(Command),
    Copy(Copy),
    Add(Copy),
    Arg(Vec<Arg>),
    Env(Pairs),
    Label(Pairs),
    Expose(Vec<Word>),
    Volume(List),
    User(Option<Word>),
    Workdir(Option<Word>),
    Stopsignal(Option<Word>),
    Maintainer(Option<Word>),
    Healthcheck(Healthcheck),
    /// The trigger is an instruction of its own; its lines are those of the ONBUILD. `None` when nothing follows.
    Onbuild(Option<Box<Instruction>>),
    /// An unknown instruction, or one whose arguments could not be read.
    Unknown,
}

/// `FROM [--platform=…] image [AS name]`.
#[derive(Clone, Debug, Default)]
pub struct From {
    /// All words, also when there are too many or too few.
    pub words: Vec<Word>,
    /// The image, stage or `scratch`.
    pub image: Option<Word>,
    /// The word `AS`, as typed.
    pub as_word: Option<Word>,
    /// The stage's name as typed; `BuildKit` lower-cases it.
    pub name: Option<Word>,
}

/// `RUN [--mount=…] command`.
#[derive(Clone, Debug)]
pub struct Run {
    /// What is run.
    pub command: Command,
    /// The `--mount` flags, in order.
    pub mounts: Vec<Mount>,
}

/// A command in one of its two forms.
#[derive(Clone, Debug)]
pub enum Command {
    /// A line for the shell in force: `RUN npm ci`. Empty when nothing is there.
    Shell(Word),
    /// A JSON array: the words are run without a shell.
    Exec(Vec<Word>),
}

/// `--mount=type=cache,target=/c`.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The flag's value.
    pub range: TextRange,
    /// The fields, in order.
    pub fields: Vec<MountField>,
}

impl Mount {
    /// Whether `type` is `kind`, as written; a mount without a type is a `bind`.
    pub fn is(&self, kind: &str) -> bool {
        let of_type = self.fields.iter().rev().find(|field| field.key == "type");
        of_type.and_then(|field| field.value.as_ref()).map_or("bind", |value| &value.text) == kind
    }

    /// The value of the last field whose key is one of `keys`, as `BuildKit` takes it: `target`, `dst`, `destination`.
    pub fn value(&self, keys: &[&str]) -> Option<&Word> {
        self.fields.iter().rev().find(|field| keys.contains(&field.key.as_str()))?.value.as_ref()
    }
}

/// `key=value` or a bare `key` of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountField {
    /// The key in lower case.
    pub key: String,
    /// Range of the key.
    pub key_range: TextRange,
    /// The value; `None` for a bare key.
    pub value: Option<Word>,
}

/// The arguments of COPY and ADD.
#[derive(Clone, Debug, Default)]
pub struct Copy {
    /// Whether they are a JSON array.
    pub json: bool,
    /// All but the last word; heredoc words (`<<EOF`) are among them, as written.
    pub sources: Vec<Word>,
    /// The last word; `None` when there are fewer than two.
    pub destination: Option<Word>,
}

/// `name` or `name=default` of an ARG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg {
    /// The whole word, quotes kept.
    pub word: Word,
    /// The name, as written.
    pub name: Word,
    /// What stands behind the `=`, quotes kept.
    pub default: Option<Word>,
}

/// The pairs of ENV and LABEL.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// Whether it is the legacy form `ENV name the rest`, which has one pair.
    pub legacy: bool,
    /// Name and value, quotes and escapes as written.
    pub pairs: Vec<(Word, Word)>,
}

/// The arguments of VOLUME.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Whether they are a JSON array.
    pub json: bool,
    /// The words.
    pub words: Vec<Word>,
}

/// The arguments of HEALTHCHECK.
#[derive(Clone, Debug)]
pub struct Healthcheck {
    /// `NONE`, `CMD` or whatever was typed.
    pub kind: Option<Word>,
    /// What follows the type.
    pub command: Option<Command>,
}

/// A heredoc of ADD, COPY or RUN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that opens it, such as `3<<-"EOF"`.
    pub word: TextRange,
    /// Its name, quotes removed.
    pub name: String,
    /// Whether variables in the body are expanded: no part of the name was quoted.
    pub expand: bool,
    /// Whether it is `<<-`: leading tabs go away when the body is used.
    pub chomp: bool,
    /// The file descriptor in front, else 0.
    pub fd: u32,
    /// The body: all lines between the instruction and the terminator, with their line ends.
    pub body: TextRange,
    /// The terminator without its line end; empty at the end of the file when it is missing.
    pub terminator: TextRange,
}
