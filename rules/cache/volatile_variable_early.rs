use build::{Build, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;

use crate::ecosystems::installs;

#[derive(Default, Serialize, Deserialize)]
pub struct VolatileVariableEarly {}

impl Rule for VolatileVariableEarly {
    const META: Meta = Meta {
        name: "volatile-variable-early",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("volatile_variable_early.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps().filter(|step| step.keyword() == Keyword::Arg) {
            for variable in step.declares().iter().filter(|variable| is_volatile(&variable.name)) {
                let name = &*variable.name;
                // What is used first decides: if that is a RUN, it has to run again anyway.
                let behind = std::iter::successors(step.next(), |step| step.next());
                let unused = behind.take_while(|later| !uses(*later, name));
                let Some((run, command)) = unused.into_iter().find_map(|later| Some((later, expensive(later)?))) else {
                    continue;
                };
                let message = format!("every new `{name}` runs `{command}` again, which does not use it");
                out.report(variable.name_range, message).label(run.range(), "it could be declared behind this");
            }
        }
    }
}

/// Names of values that change with every build or commit.
const VOLATILE: [&str; 22] = [
    "BUILD_DATE",
    "BUILDDATE",
    "BUILD_TIME",
    "BUILDTIME",
    "BUILD_TIMESTAMP",
    "BUILD_NUMBER",
    "BUILD_ID",
    "BUILD_SHA",
    "GIT_SHA",
    "GIT_COMMIT",
    "GIT_REV",
    "GIT_REVISION",
    "GIT_HASH",
    "GIT_COMMIT_SHA",
    "COMMIT",
    "COMMIT_SHA",
    "COMMIT_HASH",
    "SOURCE_COMMIT",
    "VCS_REF",
    "CI_COMMIT_SHA",
    "GITHUB_SHA",
    "CACHEBUST",
];

fn is_volatile(name: &str) -> bool {
    // Whose purpose it is to run everything again is declared where it is wanted.
    name != "CACHEBUST" && VOLATILE.iter().any(|volatile| name.eq_ignore_ascii_case(volatile))
}

/// Whether the instruction names the variable, to the builder or to a shell.
fn uses(step: Step, name: &str) -> bool {
    let text = step.build().file().slice(step.range());
    step.keyword() != Keyword::Arg
        && text.match_indices(name).any(|(at, _)| {
            let before = text[..at].ends_with(['$', '{']);
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            before && !text[at + name.len()..].starts_with(word)
        })
}

/// What takes long in a RUN: the installation of packages.
fn expensive(step: Step) -> Option<String> {
    step.run()?;
    if let Some(install) = installs(step.script()).next() {
        return Some(install.shown());
    }
    let heads = ["apt-get|apt|apk|yum|dnf|microdnf|zypper|pacman", "install|add|update|upgrade|-S"];
    let system = step.script().find(&heads).next()?;
    Some(format!("{} {}", system.name()?, system.subcommand()?))
}
