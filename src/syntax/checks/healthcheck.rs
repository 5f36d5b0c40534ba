//! HEALTHCHECK: its type and the values of its flags.

use super::duration::{self, MILLISECOND};
use super::{Fault, arity, flags};
use crate::parser::quote;
use crate::{Command, Healthcheck, Instruction, Word};

/// Looks at a HEALTHCHECK. The flags of `HEALTHCHECK NONE` are ignored, as `BuildKit` does.
pub(super) fn check(instruction: &Instruction, healthcheck: &Healthcheck, faults: &mut Vec<Fault>) {
    let Some(kind) = &healthcheck.kind else { return arity::check(instruction, faults) };
    let no_words = match &healthcheck.command {
        None => true,
        Some(Command::Exec(words)) => words.is_empty(),
        Some(Command::Shell(_)) => false,
    };
    let name = kind.text.to_uppercase();
    if name == "NONE" {
        if !no_words {
            faults.push(Fault::new(arity::place(instruction), "HEALTHCHECK NONE takes no arguments"));
        }
        return;
    }
    flags::check(instruction, faults);
    if name != "CMD" {
        let message = format!("Unknown type {} in HEALTHCHECK (try CMD)", quote::go(&name));
        faults.push(Fault::new(kind.range, message));
    } else if no_words {
        faults.push(Fault::new(kind.range, "Missing command after HEALTHCHECK CMD"));
    }
    for name in ["interval", "timeout", "start-period", "start-interval"] {
        faults.extend(value(instruction, name).and_then(|value| interval(name, value)));
    }
    faults.extend(value(instruction, "retries").and_then(retries));
}

fn value<'a>(instruction: &'a Instruction, name: &str) -> Option<&'a Word> {
    let flag = instruction.flags.iter().find(|flag| flag.name == name)?;
    flag.value.as_ref().filter(|value| !value.text.is_empty())
}

fn interval(name: &str, value: &Word) -> Option<Fault> {
    let message = match duration::parse(&value.text) {
        Ok(duration) if duration != 0 && duration < MILLISECOND => {
            format!("Interval {} cannot be less than 1ms", quote::go(name))
        }
        Ok(_) => return None,
        Err(message) => message,
    };
    Some(Fault::new(value.range, message))
}

/// A whole number of 32 bits that is not negative.
fn retries(value: &Word) -> Option<Fault> {
    let text = value.text.as_str();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let message = match text.parse::<i32>() {
        Ok(0..) => return None,
        Ok(retries) => format!("--retries cannot be negative ({retries})"),
        Err(_) => {
            let why = if number { "value out of range" } else { "invalid syntax" };
            format!("strconv.ParseInt: parsing {}: {why}", quote::go(text))
        }
    };
    Some(Fault::new(value.range, message))
}
