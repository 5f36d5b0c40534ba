//! The contract of a rule, and a rule whose type is forgotten.

use std::fmt;

use build::Build;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::suppressions::Suppression;
use crate::{Diagnostics, Meta, Preset};

/// Something that can be wrong. The fields of the type are the rule's options, its `Default` holds their defaults; a rule
/// that has options carries `#[serde(default, rename_all = "kebab-case")]`.
///
/// A rule sees one build and its own options: no other rule, no settings, no disk. What is unknown it does not report.
pub trait Rule: Default + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its name, level, aliases and page.
    const META: Meta;

    /// The options that it has in `preset`, unless settings say otherwise: where another tool decides differently.
    fn in_preset(_preset: Preset) -> Self {
        Self::default()
    }

    /// Reports what is wrong with `build`.
    fn check(&self, build: &Build, out: &mut Diagnostics);

    /// Reports what is wrong with the comments that silence rules, once all rules have spoken. Few rules care.
    fn check_suppressions(&self, _suppressions: &[Suppression], _build: &Build, _out: &mut Diagnostics) {}
}

/// A rule whose type is forgotten, with its options set.
pub trait Check: Send + Sync {
    /// See [`Rule::check`].
    fn check(&self, build: &Build, out: &mut Diagnostics);

    /// See [`Rule::check_suppressions`].
    fn check_suppressions(&self, suppressions: &[Suppression], build: &Build, out: &mut Diagnostics);
}

impl<R: Rule> Check for R {
    fn check(&self, build: &Build, out: &mut Diagnostics) {
        Rule::check(self, build, out);
    }

    fn check_suppressions(&self, suppressions: &[Suppression], build: &Build, out: &mut Diagnostics) {
        Rule::check_suppressions(self, suppressions, build, out);
    }
}

/// A rule as the registry lists it.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What is known of it.
    pub meta: Meta,
    make: fn(Preset, toml::Table) -> Result<Box<dyn Check>, OptionError>,
    defaults: fn() -> serde_json::Map<String, serde_json::Value>,
}

/// Why a rule does not take its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// The option; `None` when it is not one of them alone.
    pub option: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

impl Entry {
    /// The entry of the rule `R`.
    pub const fn of<R: Rule>() -> Self {
        Self { meta: R::META, make: make::<R>, defaults: defaults::<R> }
    }

    /// The rule with `options` set, and what `preset` gives it for all else.
    pub fn make(&self, preset: Preset, options: toml::Table) -> Result<Box<dyn Check>, OptionError> {
        if let Some(unknown) = options.keys().find(|key| !self.defaults().contains_key(*key)) {
            let option = Some(unknown.clone());
            return Err(OptionError { option, message: self.unknown_option(unknown) });
        }
        (self.make)(preset, options)
    }

    /// The rule's options and their defaults, in the order of its fields.
    pub fn defaults(&self) -> serde_json::Map<String, serde_json::Value> {
        (self.defaults)()
    }

    fn unknown_option(&self, name: &str) -> String {
        let defaults = self.defaults();
        let known = defaults.keys().map(String::as_str).chain(["level"]);
        match crate::suggest(name, known) {
            Some(close) => format!("`{}` has no option `{name}` (did you mean `{close}`?)", self.meta.name),
            None => format!("`{}` has no option `{name}`", self.meta.name),
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entry").field(&self.meta.name).finish()
    }
}

fn make<R: Rule>(preset: Preset, options: toml::Table) -> Result<Box<dyn Check>, OptionError> {
    // One option at a time, so that an error is known to be about that one.
    for (name, value) in &options {
        let alone = toml::Table::from_iter([(name.clone(), value.clone())]);
        if let Err(error) = alone.try_into::<R>() {
            return Err(OptionError { option: Some(name.clone()), message: error.message().to_owned() });
        }
    }
    if options.is_empty() {
        return Ok(Box::new(R::in_preset(preset)));
    }
    let mut all = toml::Table::try_from(R::in_preset(preset)).unwrap_or_default();
    all.extend(options);
    match all.try_into::<R>() {
        Ok(rule) => Ok(Box::new(rule)),
        Err(error) => Err(OptionError { option: None, message: error.message().to_owned() }),
    }
}

fn defaults<R: Rule>() -> serde_json::Map<String, serde_json::Value> {
    match serde_json::to_value(R::default()) {
        Ok(serde_json::Value::Object(options)) => options,
        _ => serde_json::Map::new(),
    }
}
