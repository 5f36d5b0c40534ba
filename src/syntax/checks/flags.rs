//! Which flags an instruction takes (`frontend/dockerfile/instructions/bflag.go`).

use super::Fault;
use super::suggest::{Case, nearest};
use crate::{Flag, Instruction, Keyword};

/// What a flag wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// `true`, `false` or no value.
    Bool,
    /// A value, once.
    Value,
    /// A value, any number of times.
    Values,
}

use Takes::{Bool, Value, Values};

const FROM: &[(&str, Takes)] = &[("platform", Value)];
const COPY: &[(&str, Takes)] =
    &[("from", Value), ("chown", Value), ("chmod", Value), ("link", Bool), ("parents", Bool), ("exclude", Values)];
const ADD: &[(&str, Takes)] = &[
    ("chown", Value),
    ("chmod", Value),
    ("link", Bool),
    ("keep-git-dir", Bool),
    ("checksum", Value),
    ("unpack", Bool),
    ("exclude", Values),
];
const RUN: &[(&str, Takes)] = &[("mount", Values), ("device", Values), ("network", Value), ("security", Value)];
const HEALTHCHECK: &[(&str, Takes)] =
    &[("interval", Value), ("timeout", Value), ("start-period", Value), ("start-interval", Value), ("retries", Value)];

fn known(keyword: Keyword) -> &'static [(&'static str, Takes)] {
    match keyword {
        Keyword::From => FROM,
        Keyword::Copy => COPY,
        Keyword::Add => ADD,
        Keyword::Run => RUN,
        Keyword::Healthcheck => HEALTHCHECK,
        _ => &[],
    }
}

/// Reports flags that are unknown, twice there, or without the value they want.
pub(super) fn check(instruction: &Instruction, faults: &mut Vec<Fault>) {
    let known = known(instruction.keyword.keyword);
    // Of each known flag, whether it was seen.
    let mut seen = [false; 8];
    for flag in &instruction.flags {
        let Some(index) = known.iter().position(|(name, _)| *name == flag.name) else {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            faults.push(Fault {
                suggestion: nearest(&flag.name, &names, Case::Kept),
                ..Fault::new(flag.name_range, format!("unknown flag: --{}", flag.name))
            });
            continue;
        };
        let takes = known[index].1;
        if seen[index] && takes != Values {
            faults.push(Fault::new(flag.word.range, format!("duplicate flag specified: --{}", flag.name)));
        } else if let Some(message) = wrong_value(flag, takes) {
            faults.push(Fault::new(flag.value.as_ref().map_or(flag.word.range, |value| value.range), message));
        }
        seen[index] = true;
    }
}

fn wrong_value(flag: &Flag, takes: Takes) -> Option<String> {
    let value = flag.value.as_ref().map(|value| value.text.as_str());
    let missing = || Some(format!("missing a value on flag: --{}", flag.name));
    match (takes, value) {
        (Value | Values, None) | (Bool, Some("")) => missing(),
        (Bool, Some(text)) if !matches!(text.to_lowercase().as_str(), "true" | "false") => {
            Some(format!("expecting boolean value for flag --{}, not: {text}", flag.name))
        }
        _ => None,
    }
}
