//! Settings as they are in force for one file. How they are written is in [`layer`] and [`document`].

pub mod document;
mod fail_on;
pub mod layer;
mod read;
pub mod schema;

use std::collections::BTreeMap;

pub use fail_on::FailOn;

use crate::{Diagnostic, Edition, Level, Meta, Preset, Tool};

/// What is in force for one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The rules to begin with.
    pub preset: Preset,
    /// The state of that preset.
    pub edition: Edition,
    /// The mildest level that makes the exit code 1.
    pub fail_on: FailOn,
    /// Rules turned on and off besides, by name or alias; of two that speak of the same rule the later one counts.
    pub switches: Vec<Switch>,
    /// Levels of findings, by the name or an alias of their rule; of two that speak of the same finding the later one counts.
    pub levels: Vec<(String, Level)>,
    /// Options, by the rule's own name.
    pub options: BTreeMap<&'static str, toml::Table>,
}

/// A rule turned on or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The rule, by name or alias.
    pub rule: String,
    /// On (`select`) or off (`ignore`).
    pub to: On,
}

/// Whether a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum On {
    /// It runs: `select`.
    Selected,
    /// It runs, because the preset holds it.
    InPreset,
    /// It does not run: `ignore`, or the preset does not hold it.
    Off,
}

impl Settings {
    /// Nothing but `preset`.
    pub fn of_preset(preset: Preset) -> Self {
        Self { preset, ..Self::default() }
    }

    /// One rule, and no other.
    pub fn only(rule: &Meta) -> Self {
        let off = Switch { rule: "all".to_owned(), to: On::Off };
        Self { switches: vec![off, Switch { rule: rule.name.to_owned(), to: On::Selected }], ..Self::default() }
    }

    /// Whether the rule runs: for some of its findings at least.
    pub fn of_rule(&self, meta: &Meta) -> On {
        let each = meta.aliases.iter().map(|alias| self.decide(meta, |name| alias.name.eq_ignore_ascii_case(name)));
        let whole = self.decide(meta, |_| false);
        std::iter::once(whole).chain(each).min().unwrap_or(whole)
    }

    /// Whether a finding of the rule is wanted: a switch may name one alias of several, and the preset of another tool
    /// takes only what goes by a name of that tool.
    pub fn of_diagnostic(&self, diagnostic: &Diagnostic, meta: &Meta) -> On {
        let on = self.decide(meta, |name| diagnostic.is_called(name, meta));
        let foreign =
            |tool: &Tool| !diagnostic.aliases.is_empty() && diagnostic.aliases(meta).all(|alias| alias.tool != *tool);
        match self.preset.tools() {
            [] => on,
            tools if on == On::InPreset && tools.iter().all(foreign) => On::Off,
            _ => on,
        }
    }

    /// What the last switch says that speaks of the rule as a whole or by a name that `also` knows, else the preset.
    fn decide(&self, meta: &Meta, also: impl Fn(&str) -> bool) -> On {
        let speaks_of = |switch: &&Switch| switch.rule == "all" || switch.rule == meta.name || also(&switch.rule);
        match self.switches.iter().rev().find(speaks_of) {
            Some(switch) => switch.to,
            None if meta.is_in(self.preset, self.edition) => On::InPreset,
            None => On::Off,
        }
    }

    /// The level of the rule's findings, where the rule does not say otherwise itself.
    pub fn level(&self, meta: &Meta) -> Level {
        let named = self.levels.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(meta.name));
        named.map_or(meta.level, |(_, level)| *level)
    }

    /// The level that is set for a finding of the rule, by any name that it goes by.
    pub fn level_of(&self, diagnostic: &Diagnostic, meta: &Meta) -> Option<Level> {
        self.levels.iter().rev().find(|(name, _)| diagnostic.is_called(name, meta)).map(|(_, level)| *level)
    }
}
