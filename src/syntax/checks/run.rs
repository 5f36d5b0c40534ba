//! The values of RUN's flags (`frontend/dockerfile/instructions/commands_run*.go`). What depends on variables, as most of
//! `--mount` does, is looked at when the build is known.

use text::Joined;

use super::suggest::{Case, nearest};
use super::{Fault, flags};
use crate::parser::{mount, quote};
use crate::{Instruction, Word};

/// Looks at the flags of a RUN.
pub(super) fn check(instruction: &Instruction, faults: &mut Vec<Fault>) {
    flags::check(instruction, faults);
    for (name, check) in CHECKS {
        let values = instruction.flags.iter().filter(|flag| flag.name == *name).filter_map(|flag| flag.value.as_ref());
        faults.extend(values.filter_map(check));
    }
}

type Check = fn(&Word) -> Option<Fault>;

/// In the order in which `BuildKit` looks at them.
const CHECKS: &[(&str, Check)] = &[("device", device), ("mount", mount), ("network", network), ("security", security)];

fn network(value: &Word) -> Option<Fault> {
    let known = matches!(value.text.as_str(), "default" | "none" | "host");
    (!known).then(|| Fault::new(value.range, format!("invalid network mode {}", quote::go(&value.text))))
}

fn security(value: &Word) -> Option<Fault> {
    let known = matches!(value.text.as_str(), "insecure" | "sandbox");
    (!known).then(|| Fault::new(value.range, format!("security {} is not valid", quote::go(&value.text))))
}

fn mount(value: &Word) -> Option<Fault> {
    let record = mount::record(&Joined::of(&value.text, 0));
    if let Some(error) = record.error {
        return Some(Fault::new(value.range, format!("failed to parse csv mounts: {error}")));
    }
    let variable = |text: &str| text.find('$').is_some_and(|at| at + 1 < text.len());
    record.fields.iter().find_map(|field| {
        let (key, from) = field.text().split_once('=')?;
        let message = "'from' doesn't support variable expansion, define alias stage instead";
        (key.eq_ignore_ascii_case("from") && variable(from)).then(|| Fault::new(value.range, message))
    })
}

/// `vendor.com/class=name,required`: a name, or fields.
fn device(value: &Word) -> Option<Fault> {
    let record = mount::record(&Joined::of(&value.text, 0));
    if let Some(error) = record.error {
        return Some(Fault::new(value.range, format!("failed to parse csv devices: {error}")));
    }
    let mut name = String::new();
    for field in &record.fields {
        let field = field.text();
        let (key, text) = field.split_once('=').map_or((field, None), |(key, text)| (key, Some(text)));
        let key = key.to_lowercase();
        match (key.as_str(), text) {
            ("required", None) => {}
            ("name", Some(_)) if !name.is_empty() => {
                return Some(Fault::new(value.range, format!("device name already set to {name}")));
            }
            ("name", Some(text)) => text.clone_into(&mut name),
            ("required", Some(text)) if is_bool(text) => {}
            ("required", Some(text)) => {
                return Some(Fault::new(value.range, format!("invalid value for required: {text}")));
            }
            _ if name.is_empty() => field.clone_into(&mut name),
            (_, None) => {
                let message = format!("invalid field '{field}' must be a key=value pair");
                return Some(Fault::new(value.range, message));
            }
            _ => {
                let suggestion = nearest(&key, &["name", "required"], Case::Kept);
                let message = format!("unexpected key '{key}' in '{field}'");
                return Some(Fault { suggestion, ..Fault::new(value.range, message) });
            }
        }
    }
    None
}

/// Whether Go's `strconv.ParseBool` takes `text`.
fn is_bool(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True" | "0" | "f" | "F" | "false" | "FALSE" | "False")
}
