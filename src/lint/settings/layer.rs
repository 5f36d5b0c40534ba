//! Settings as they are written: each value with its place, so that one can be told where it comes from.

use text::TextRange;

use super::{FailOn, On, Settings, Switch};
use crate::{Edition, Level, Preset};

/// A value and where it is written; an empty range for one from the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Its place in the file.
    pub range: TextRange,
}

/// What one place says: the body of a file, one of its overrides, or the command line.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The preset.
    pub preset: Option<Set<Preset>>,
    /// Its edition.
    pub edition: Option<Set<Edition>>,
    /// What makes the exit code 1.
    pub fail_on: Option<Set<FailOn>>,
    /// The rules that are turned on and off.
    pub switches: Vec<Set<Switch>>,
    /// The levels of findings, by rule or alias.
    pub levels: Vec<Set<(String, Level)>>,
    /// The options of rules: the rule, the option, its value.
    pub options: Vec<Set<(&'static str, String, toml::Value)>>,
}

impl Layer {
    /// Turns rules on and off. Of a rule that is in both lists it is off; `all` gives way to every name.
    pub fn switch(&mut self, select: Vec<Set<String>>, ignore: Vec<Set<String>>) {
        let mark = |names: Vec<Set<String>>, to: On| {
            names.into_iter().map(move |Set { value, range }| Set { value: Switch { rule: value, to }, range })
        };
        let mut switches: Vec<_> = mark(select, On::Selected).chain(mark(ignore, On::Off)).collect();
        switches.sort_by_key(|switch| switch.value.rule != "all");
        self.switches.extend(switches);
    }
}

impl Settings {
    /// What `layers` say together; of two that speak of the same thing the later one counts.
    pub fn of<'l>(layers: impl IntoIterator<Item = &'l Layer>) -> Self {
        let mut settings = Self::default();
        for layer in layers {
            settings.preset = layer.preset.as_ref().map_or(settings.preset, |set| set.value);
            settings.edition = layer.edition.as_ref().map_or(settings.edition, |set| set.value);
            settings.fail_on = layer.fail_on.as_ref().map_or(settings.fail_on, |set| set.value);
            settings.switches.extend(layer.switches.iter().map(|set| set.value.clone()));
            settings.levels.extend(layer.levels.iter().map(|set| set.value.clone()));
            for Set { value: (rule, option, value), .. } in &layer.options {
                settings.options.entry(rule).or_default().insert(option.clone(), value.clone());
            }
        }
        settings
    }
}
