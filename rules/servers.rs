//! The commands that start a server, or something else that runs until it is stopped: `data/servers.json`.

use std::sync::LazyLock;

use serde::Deserialize;
use shell::{Command, Word};

use crate::by_program::ByProgram;

/// A command that starts a server.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Server<'t> {
    /// As [`Command::is`] takes it.
    #[serde(borrow)]
    run: Vec<&'t str>,
    /// The directory that the program is in, where its name does not matter.
    #[serde(borrow)]
    path: Option<&'t str>,
    /// The last operand is one of these.
    #[serde(borrow)]
    last: Vec<&'t str>,
    /// One of these flags must be there.
    #[serde(borrow)]
    with: Vec<&'t str>,
    /// With one of these flags or operands it does something else, and ends.
    #[serde(borrow)]
    not: Vec<&'t str>,
    /// Whether it goes to the background by itself.
    daemon: bool,
    /// Words, or parts of them, with which it does not.
    #[serde(borrow)]
    foreground: Vec<&'t str>,
    /// The flags with which it does.
    #[serde(borrow)]
    daemon_flags: Vec<&'t str>,
    /// `false`: in a RUN it may as well be a program that ends.
    in_run: Option<bool>,
    /// The script of `package.json` that decides what it is.
    #[serde(borrow)]
    pub(crate) script: Option<&'t str>,
    /// The flags whose value is a port or an address with one.
    #[serde(borrow)]
    pub(crate) port_flags: Vec<&'t str>,
    /// Whether the last operand may be a port or an address with one.
    pub(crate) port_operand: bool,
    /// The port that it listens on unless something else says otherwise.
    pub(crate) port: Option<u16>,
    /// Whether it listens on what the variable `PORT` says.
    pub(crate) listens_to_port: bool,
    /// Whether the first operand is its source.
    pub(crate) code: bool,
}

static SERVERS: LazyLock<ByProgram<Server<'static>>> = LazyLock::new(|| {
    let rows: Vec<Server> = serde_json::from_str(include_str!("data/servers.json")).expect("the table is well formed");
    ByProgram::new(rows, |server| server.path.map_or(server.run.first().copied(), |_| None))
});

/// What any program takes for a question that it answers and ends.
const QUESTIONS: [&str; 7] = ["--version", "--help", "-version", "-help", "version", "help", "configtest"];

/// The server that `command` starts, if it is known to be one.
pub(crate) fn server(command: &Command) -> Option<&'static Server<'static>> {
    let server = SERVERS.of(command).find(|server| server.is(command))?;
    let asks = |word: &Word| QUESTIONS.iter().any(|question| word.is(question));
    let asks_alone = matches!(command.arguments(), [word] if ["-v", "-V", "-h", "-?"].iter().any(|flag| word.is(flag)));
    (!asks_alone && !command.arguments().iter().any(asks)).then_some(server)
}

impl Server<'_> {
    fn is(&self, command: &Command) -> bool {
        let program = match self.path {
            Some(path) => command.words.first().is_some_and(|word| word.prefix().starts_with(path)),
            None => command.is(&self.run),
        };
        let last = || command.operands().last().and_then(Word::value);
        program
            && (self.last.is_empty() || last().is_some_and(|last| self.last.contains(&last)))
            && (self.with.is_empty() || command.has_any_flag(&self.with))
            && !command.has_any_flag(&self.not)
            && !command.operands().any(|word| self.not.iter().any(|not| word.is(not)))
    }

    /// Whether it is one beyond doubt in a RUN too.
    pub(crate) fn in_run(&self) -> bool {
        self.in_run != Some(false)
    }

    /// Whether `command` comes back while the server goes on.
    pub(crate) fn goes_to_background(&self, command: &Command) -> bool {
        let stays = command.arguments().iter().any(|word| self.foreground.iter().any(|text| word.text.contains(text)));
        command.place.background || self.daemon && !stays || command.has_any_flag(&self.daemon_flags)
    }
}
