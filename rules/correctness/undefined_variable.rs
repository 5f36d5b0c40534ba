use std::collections::HashSet;

use build::{Build, Mention, Step};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;
use text::Edit;

use crate::unknowns::Unknowns;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct UndefinedVariable {
    /// What becomes of variables that the base image may set: `open` reports only what is hardly meant so, `absent` all.
    unknowns: Unknowns,
}

impl Rule for UndefinedVariable {
    const META: Meta = Meta {
        name: "undefined-variable",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("UndefinedVar")],
        page: include_str!("undefined_variable.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { unknowns: Unknowns::of(preset) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in self.unknowns.view(build).executed() {
            let mut seen = HashSet::new();
            for mention in step.mentions() {
                let name = mention.variable.name.as_str();
                // PATH is set in every image. A word that mentions a name twice is wrong once.
                let known = mention.declared || name == "PATH";
                if known || !seen.insert((mention.part, name.to_owned())) {
                    continue;
                }
                if self.unknowns != Unknowns::Absent && may_be_set(step, &mention) {
                    continue;
                }
                let hint = Hint::of(step, name);
                if self.unknowns == Unknowns::Absent || is_certain(step, &hint) {
                    report(step, &mention, hint, out);
                }
            }
        }
    }
}

/// Among more variables than this none is looked for that may have been meant: for each mention all are compared.
const MANY: usize = 500;

/// What may have been meant.
enum Hint {
    /// A global ARG, which a stage sees once it declares it again.
    Global,
    /// A variable that is there, and nearly of that name.
    Close(String),
    /// Nothing is known.
    None,
}

impl Hint {
    fn of(step: Step<'_>, name: &str) -> Self {
        if step.build().global_arg(name).is_some() {
            return Self::Global;
        }
        if step.build().variables().len() > MANY {
            return Self::None;
        }
        let names: Vec<_> = step.variables().into_iter().map(|variable| &*variable.name).collect();
        let close = lint::suggest(name, names).filter(|close| is_slip(name, close));
        close.map_or(Self::None, |close| Self::Close(close.to_owned()))
    }
}

/// Whether one of the names is the other mistyped: short names are alike without that.
fn is_slip(name: &str, close: &str) -> bool {
    let number = |name: &str| name.ends_with(|char: char| char.is_ascii_digit());
    let length = name.len().min(close.len());
    let distance = strsim::damerau_levenshtein(name, close);
    length >= 5 && distance <= 2.min(length / 4) && !(number(name) && number(close))
}

/// Whether nothing is wrong with a mention of what is not set here.
fn may_be_set(step: Step<'_>, mention: &Mention) -> bool {
    // A default says that it may be unset.
    mention.variable.operator.is_some()
        // A stage that starts from who knows where may have what it sets.
        || matches!(step.stage().root(), build::Base::Unknown)
        // `ENV X=/more:$X` goes on from what the base image may have, whatever it is called.
        || sets(step, &mention.variable.name)
}

/// Whether no base image will set it: it is hardly meant to come from there.
fn is_certain(step: Step<'_>, hint: &Hint) -> bool {
    !matches!(hint, Hint::None) || matches!(step.stage().root(), build::Base::Scratch)
}

/// Whether the step is an ENV that sets `name`.
fn sets(step: Step<'_>, name: &str) -> bool {
    matches!(step.kind(), Kind::Env(pairs) if pairs.pairs.iter().any(|(key, _)| key.text == name))
}

fn report(step: Step<'_>, mention: &Mention, hint: Hint, out: &mut Diagnostics) {
    let name = &mention.variable.name;
    let range = step.shown_at(mention.variable.range);
    match hint {
        Hint::Global => {
            let message = format!("this stage does not declare `{name}`, so it is empty here");
            let global = step.build().global_arg(name).map(|global| global.name_range);
            let found = out.report(range, message);
            if let Some(global) = global {
                found.label(global, format!("`ARG {name}` in the stage brings it in"));
            }
        }
        Hint::Close(close) => {
            let found = out.report(range, format!("nothing sets `{name}`, so it is empty here"));
            found.note(format!("did you mean `{close}`?"));
            if !step.is_trigger() {
                let edit = Edit::replace(mention.variable.name_range, close.clone());
                found.fix(Fix::manual(format!("write `{close}`"), [edit]));
            }
        }
        Hint::None => drop(
            out.report(range, format!("nothing in this file sets `{name}`, so it is empty unless the base image does")),
        ),
    }
}
