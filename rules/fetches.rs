//! Commands that fetch what later ones use, and where they put it: `data/fetches.json`.

use std::sync::LazyLock;

use build::{Step, covers, lies_in};
use serde::Deserialize;
use shell::Command;

use crate::by_program::ByProgram;

/// A command that fetches.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fetch<'t> {
    /// As [`Command::is`] takes it.
    #[serde(borrow)]
    fetch: Vec<&'t str>,
    /// The commands that use it, in the same way.
    #[serde(borrow, rename = "use")]
    used_by: Vec<&'t str>,
    /// Where it is: an absolute path, one in whichever home (`~/`), or one in the working directory (`./`).
    #[serde(borrow)]
    places: Vec<&'t str>,
    /// Variables that may say otherwise.
    #[serde(borrow, default)]
    unless: Vec<&'t str>,
}

/// What a step fetches.
pub(crate) struct Fetched<'b> {
    /// The step.
    pub(crate) step: Step<'b>,
    /// The command of it.
    pub(crate) command: &'b Command,
    fetch: &'static Fetch<'static>,
}

static FETCHES: LazyLock<ByProgram<Fetch<'static>>> = LazyLock::new(|| {
    let rows: Vec<Fetch> = serde_json::from_str(include_str!("data/fetches.json")).expect("the table is well formed");
    ByProgram::new(rows, |fetch| fetch.fetch.first().copied())
});

/// What `step` fetches for certain, and where that is not changed by a variable.
pub(crate) fn fetched(step: Step<'_>) -> impl Iterator<Item = Fetched<'_>> {
    let commands = step.script().commands.iter().filter(|command| command.is_certain());
    commands.filter_map(move |command| {
        let fetch = FETCHES.of(command).find(|fetch| command.is(&fetch.fetch))?;
        let elsewhere =
            fetch.unless.iter().any(|name| step.variable(name).is_some() || command.assigned(name).is_some());
        (!elsewhere).then_some(Fetched { step, command, fetch })
    })
}

impl Fetched<'_> {
    /// The command without flags: `go mod download`.
    pub(crate) fn shown(&self) -> String {
        let words = self.command.operands().take(self.fetch.fetch.len() - 1).filter_map(|word| word.value());
        std::iter::once(self.command.name().unwrap_or_default()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Whether what it fetches lies where `target` is mounted.
    pub(crate) fn lies_in(&self, target: &str) -> bool {
        self.fetch.places.iter().any(|place| match place.strip_prefix("./") {
            Some(name) => {
                self.command.cwd() == Some(".") && self.step.place(name).is_some_and(|place| lies_in(&place, target))
            }
            None => covers(target, place),
        })
    }

    /// Whether it is in the directory of the project, and not among the caches of a user.
    pub(crate) fn is_in_project(&self) -> bool {
        self.fetch.places.iter().any(|place| place.starts_with("./"))
    }

    /// The command of `step` that uses it.
    pub(crate) fn used_by<'s>(&self, step: Step<'s>) -> Option<&'s Command> {
        // `go build -mod=vendor` has the packages beside the sources.
        step.script().commands.iter().find(|command| command.is(&self.fetch.used_by) && !command.has_flag("-mod"))
    }

    /// Whether `step` has a cache mount over it.
    pub(crate) fn is_mounted_in(&self, step: Step) -> bool {
        step.mounts("cache").any(|(_, target)| self.lies_in(&target))
    }
}
