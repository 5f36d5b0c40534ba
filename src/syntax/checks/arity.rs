//! How many arguments an instruction wants.

use text::TextRange;

use super::Fault;
use crate::{Command, Instruction, Kind};

/// Reports too few or too many arguments.
pub(super) fn check(instruction: &Instruction, faults: &mut Vec<Fault>) {
    let what = match &instruction.kind {
        Kind::Copy(copy) | Kind::Add(copy) if copy.destination.is_none() => {
            "requires at least two arguments, but only one was provided. Destination could not be determined"
        }
        Kind::User(None) | Kind::Workdir(None) | Kind::Stopsignal(None) | Kind::Maintainer(None) => {
            "requires exactly one argument"
        }
        Kind::Shell(Command::Shell(word)) if !word.text.is_empty() => "requires the arguments to be in JSON form",
        kind if wants_one(kind) => "requires at least one argument",
        _ => return,
    };
    faults.push(Fault::new(place(instruction), format!("{} {what}", instruction.keyword.keyword.name())));
}

/// Whether an instruction that wants at least one argument has none.
fn wants_one(kind: &Kind) -> bool {
    match kind {
        Kind::Expose(words) | Kind::Shell(Command::Exec(words)) => words.is_empty(),
        Kind::Volume(list) => list.words.is_empty(),
        Kind::Env(pairs) | Kind::Label(pairs) => pairs.pairs.is_empty(),
        Kind::Arg(args) => args.is_empty(),
        Kind::Onbuild(trigger) => trigger.is_none(),
        Kind::Shell(Command::Shell(_)) => true,
        Kind::Healthcheck(healthcheck) => healthcheck.kind.is_none(),
        _ => false,
    }
}

/// Where a wrong number of arguments is shown: at the arguments, or at the keyword when there are none.
pub(super) fn place(instruction: &Instruction) -> TextRange {
    if instruction.rest.is_empty() {
        instruction.keyword.range
    } else {
        instruction.joined.range_to_source(instruction.rest)
    }
}
