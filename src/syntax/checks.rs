//! What `BuildKit` asks of an instruction once all lines are read (`frontend/dockerfile/instructions/parse.go`): known
//! names and flags, the number of arguments, values.

mod arity;
mod duration;
mod flags;
mod healthcheck;
mod run;
mod suggest;
#[cfg(test)]
mod tests;

use text::TextRange;

use crate::parser::heredoc;
use crate::parser::quote;
use crate::{Copy, From, Instruction, Keyword, Kind, Layer, Pairs, SyntaxError};
use suggest::Case;

/// Looks at one instruction after the other.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// Whether a FROM was seen.
    in_stage: bool,
    /// Whether an instruction outside of any stage was reported; once is enough.
    outside_reported: bool,
}

/// Something wrong: where, what, and a word that was maybe meant.
struct Fault {
    range: TextRange,
    message: String,
    suggestion: Option<String>,
}

impl Fault {
    fn new(range: TextRange, message: impl Into<String>) -> Self {
        Self { range, message: message.into(), suggestion: None }
    }
}

impl Checks {
    /// Looks at the next instruction of the file and adds what is wrong, in the order in which `BuildKit` looks. Of one
    /// that is not `readable`, which was reported already, only its place is looked at.
    pub fn instruction(&mut self, instruction: &Instruction, readable: bool, errors: &mut Vec<SyntaxError>) {
        let mut faults = Vec::new();
        if readable {
            check(instruction, &mut faults);
        }
        self.place(instruction, faults.is_empty() && readable, &mut faults);
        errors.extend(faults.into_iter().map(|fault| SyntaxError {
            range: fault.range,
            line: Some(instruction.line),
            message: fault.message,
            suggestion: fault.suggestion,
            layer: Layer::Instructions,
        }));
    }

    /// Before the first FROM, only ARG may stand.
    fn place(&mut self, instruction: &Instruction, sound: bool, faults: &mut Vec<Fault>) {
        self.in_stage |= instruction.keyword.keyword == Keyword::From;
        let outside = !self.in_stage && instruction.keyword.keyword != Keyword::Arg;
        if outside && sound && !self.outside_reported {
            self.outside_reported = true;
            faults.push(Fault::new(instruction.keyword.range, "no build stage in current context"));
        }
    }
}

/// Looks at flags and arguments, in `BuildKit`'s order: it names the first fault only.
/// What `BuildKit` refuses about the trigger of an ONBUILD when a later stage runs it; before, nobody looks.
pub fn trigger_error(trigger: &Instruction) -> Option<SyntaxError> {
    let mut errors = Vec::new();
    Checks { in_stage: true, ..Checks::default() }.instruction(trigger, true, &mut errors);
    errors.into_iter().next()
}

fn check(instruction: &Instruction, faults: &mut Vec<Fault>) {
    let keyword = instruction.keyword.keyword;
    match &instruction.kind {
        Kind::Unknown => unknown(instruction, faults),
        Kind::From(from) => {
            stage(instruction, from, faults);
            flags::check(instruction, faults);
        }
        Kind::Env(pairs) | Kind::Label(pairs) => {
            flags::check(instruction, faults);
            arity::check(instruction, faults);
            blank_names(keyword, pairs, faults);
        }
        Kind::Healthcheck(healthcheck) => healthcheck::check(instruction, healthcheck, faults),
        Kind::Run(_) => run::check(instruction, faults),
        Kind::Cmd(_) | Kind::Entrypoint(_) => flags::check(instruction, faults),
        Kind::Shell(_) => {
            flags::check(instruction, faults);
            arity::check(instruction, faults);
        }
        Kind::Arg(args) => {
            arity::check(instruction, faults);
            let blank = args.iter().find(|arg| arg.default.is_some() && arg.name.text.is_empty());
            faults.extend(blank.map(|arg| Fault::new(arg.word.range, "ARG names can not be blank")));
        }
        Kind::Stopsignal(_) => arity::check(instruction, faults),
        _ => {
            arity::check(instruction, faults);
            flags::check(instruction, faults);
            values(instruction, faults);
        }
    }
}

fn unknown(instruction: &Instruction, faults: &mut Vec<Fault>) {
    let keyword = &instruction.keyword;
    let known = Keyword::ALL.map(|(_, name)| name);
    faults.push(Fault {
        range: keyword.range,
        message: format!("unknown instruction: {}", keyword.text),
        suggestion: suggest::nearest(&keyword.text, &known, Case::Ignored),
    });
}

/// `FROM image` or `FROM image AS name`.
fn stage(instruction: &Instruction, from: &From, faults: &mut Vec<Fault>) {
    match (&from.name, from.words.len()) {
        (None, 1) => {}
        (Some(name), 3) => {
            let lower = name.text.to_lowercase();
            let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
            if !lower.starts_with(|c: char| c.is_ascii_lowercase()) || !lower.chars().all(known) {
                let what = quote::go(&name.text);
                let why = "name can't start with a number or contain symbols";
                faults.push(Fault::new(name.range, format!("invalid name for build stage: {what}, {why}")));
            }
        }
        _ => faults.push(Fault::new(arity::place(instruction), "FROM requires either one or three arguments")),
    }
}

fn blank_names(keyword: Keyword, pairs: &Pairs, faults: &mut Vec<Fault>) {
    if let Some((name, value)) = pairs.pairs.iter().find(|(name, _)| name.text.is_empty()) {
        faults.push(Fault::new(name.range.cover(value.range), format!("{} names can not be blank", keyword.name())));
    }
}

/// What is asked of arguments beyond their number.
fn values(instruction: &Instruction, faults: &mut Vec<Fault>) {
    match &instruction.kind {
        Kind::Copy(copy) | Kind::Add(copy) => destination(instruction.keyword.keyword, copy, faults),
        Kind::Volume(list) => {
            let blank = list.words.iter().find(|word| word.text.trim().is_empty());
            faults.extend(blank.map(|word| Fault::new(word.range, "VOLUME specified can not be an empty string")));
        }
        Kind::Onbuild(Some(trigger)) => match trigger.keyword.keyword {
            Keyword::Onbuild => {
                let message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
                faults.push(Fault::new(trigger.keyword.range, message));
            }
            keyword @ (Keyword::From | Keyword::Maintainer) => {
                let message = format!("{} isn't allowed as an ONBUILD trigger", keyword.name());
                faults.push(Fault::new(trigger.keyword.range, message));
            }
            _ => {}
        },
        _ => {}
    }
}

fn destination(keyword: Keyword, copy: &Copy, faults: &mut Vec<Fault>) {
    let heredoc = copy.destination.as_ref().filter(|word| heredoc::open(&word.text, word.joined).is_some());
    let message = format!("{} cannot accept a heredoc as a destination", keyword.name());
    faults.extend(heredoc.map(|word| Fault::new(word.range, message)));
}
