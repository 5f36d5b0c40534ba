//! How a Dockerfile was read: as a tree for people, and as JSON for programs.

mod json;
mod tree;

pub use json::json;
pub use tree::tree;

use syntax::{Command, Copy, Kind, Word};

/// Name and arguments of the form in which an instruction is written.
enum Form<'a> {
    /// `["a", "b"]`.
    Json(Vec<&'a Word>),
    /// Text for a shell; none when there is nothing.
    Shell(Vec<&'a Word>),
    /// Words.
    Words(Vec<&'a Word>),
    /// One text, blanks included.
    Text(Vec<&'a Word>),
    /// `name=value …`.
    Pairs(&'a [(Word, Word)]),
    /// `name value`.
    Legacy(&'a [(Word, Word)]),
    /// Nothing, or something of another kind.
    None(Vec<&'a Word>),
}

impl<'a> Form<'a> {
    fn of(kind: &'a Kind) -> Self {
        match kind {
            Kind::From(from) => Self::Words(from.words.iter().collect()),
            Kind::Run(run) => Self::command(&run.command),
            Kind::Cmd(command) | Kind::Entrypoint(command) | Kind::Shell(command) => Self::command(command),
            Kind::Copy(copy) | Kind::Add(copy) => Self::list(copy.json, copied(copy)),
            Kind::Volume(list) => Self::list(list.json, list.words.iter().collect()),
            Kind::Expose(words) => Self::Words(words.iter().collect()),
            Kind::Arg(args) => Self::Words(args.iter().map(|arg| &arg.word).collect()),
            Kind::Env(pairs) | Kind::Label(pairs) if pairs.legacy => Self::Legacy(&pairs.pairs),
            Kind::Env(pairs) | Kind::Label(pairs) => Self::Pairs(&pairs.pairs),
            Kind::User(text) | Kind::Workdir(text) | Kind::Stopsignal(text) | Kind::Maintainer(text) => {
                Self::Text(text.iter().collect())
            }
            Kind::Healthcheck(healthcheck) => {
                let kind = healthcheck.kind.iter();
                match &healthcheck.command {
                    Some(Command::Exec(words)) => Self::Json(kind.chain(words).collect()),
                    Some(Command::Shell(word)) => Self::Shell(kind.chain([word]).collect()),
                    None => Self::None(kind.collect()),
                }
            }
            Kind::Onbuild(_) | Kind::Unknown => Self::None(Vec::new()),
        }
    }

    fn command(command: &'a Command) -> Self {
        match command {
            Command::Exec(words) => Self::Json(words.iter().collect()),
            Command::Shell(word) => Self::Shell(Some(word).filter(|word| !word.text.is_empty()).into_iter().collect()),
        }
    }

    fn list(json: bool, words: Vec<&'a Word>) -> Self {
        if json { Self::Json(words) } else { Self::Words(words) }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Json(_) => "json",
            Self::Shell(_) => "shell",
            Self::Words(_) => "words",
            Self::Text(_) => "text",
            Self::Pairs(_) => "pairs",
            Self::Legacy(_) => "legacy",
            Self::None(_) => "none",
        }
    }
}

fn copied(copy: &Copy) -> Vec<&Word> {
    copy.sources.iter().chain(&copy.destination).collect()
}
