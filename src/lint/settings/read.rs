//! From TOML to settings: every mistake has its place, and costs no more than the value it is in.

use std::borrow::Cow;
use std::ops::Range;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use text::{SourceFile, TextRange};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::FailOn;
use super::document::{Document, Override, SETTINGS_ERROR};
use super::layer::{Layer, Set};
use crate::{Diagnostic, Edition, Entry, Level, Preset, Registry, suggest};

/// The keys of the file and of an override.
const TOP_KEYS: [&str; 7] = ["preset", "edition", "fail-on", "select", "ignore", "rules", "overrides"];
const OVERRIDE_KEYS: [&str; 7] = ["paths", "preset", "edition", "fail-on", "select", "ignore", "rules"];

type Value<'t> = Spanned<DeValue<'t>>;

/// Reads the whole file.
pub(super) fn document(file: SourceFile, registry: &Registry) -> Document {
    let text = file.text().to_owned();
    let (table, errors) = DeTable::parse_recoverable(&text);
    let mut reader = Reader { registry, preset: Preset::default(), mistakes: Vec::new() };
    for error in errors {
        let span = error.span().unwrap_or_default();
        reader.mistake(range(&span), error.message().to_owned());
    }
    let table = table.get_ref();
    let base = reader.layer(table, &TOP_KEYS);
    let overrides = table.get("overrides").map(|value| reader.overrides(value)).unwrap_or_default();
    reader.mistakes.sort_by_key(|mistake| mistake.range);
    Document { file, base, overrides, imported: false, mistakes: reader.mistakes }
}

struct Reader<'r> {
    registry: &'r Registry,
    preset: Preset,
    mistakes: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn layer(&mut self, table: &DeTable<'_>, known: &[&'static str]) -> Layer {
        self.refuse_unknown(table, known);
        let mut layer = Layer {
            preset: self.named(table, "preset", Preset::from_name, &Preset::ALL.map(Preset::name)),
            edition: self.named(table, "edition", Edition::from_name, &Edition::ALL.map(Edition::name)),
            fail_on: self.named(table, "fail-on", FailOn::from_name, &FailOn::ALL.map(FailOn::name)),
            ..Layer::default()
        };
        self.preset = layer.preset.as_ref().map_or(self.preset, |set| set.value);
        let select = self.rule_names(table, "select");
        let ignore = self.rule_names(table, "ignore");
        layer.switch(select, ignore);
        let rules = table.get("rules").and_then(|value| self.table(value, "rules"));
        for (name, value) in rules.into_iter().flatten() {
            self.rule(name, value, &mut layer);
        }
        layer
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let Some(tables) = value.get_ref().as_array() else {
            self.wrong_type(value, "overrides", "an array of tables (`[[overrides]]`)");
            return Vec::new();
        };
        let mut overrides = Vec::new();
        for value in tables {
            let Some(table) = self.table(value, "overrides") else { continue };
            if !table.contains_key("paths") {
                self.mistake(range(&value.span()), "it has no `paths`, so it is for no file".to_owned());
            }
            let paths = self.paths(table);
            overrides.push(Override { paths, layer: self.layer(table, &OVERRIDE_KEYS) });
        }
        overrides
    }

    fn paths(&mut self, table: &DeTable<'_>) -> GlobSet {
        let mut globs = GlobSetBuilder::new();
        for Set { value, range } in self.strings(table, "paths") {
            match Glob::new(&value) {
                Ok(glob) => drop(globs.add(glob)),
                Err(error) => self.mistake(range, format!("`{value}` is no path pattern: {}", error.kind())),
            }
        }
        globs.build().unwrap_or_default()
    }

    /// `[rules.name]`: the level, and options.
    fn rule(&mut self, name: &Spanned<Cow<'_, str>>, value: &Value<'_>, layer: &mut Layer) {
        let Some(entry) = self.entry(name.get_ref(), range(&name.span())) else { return };
        let Some(table) = self.table(value, name.get_ref()) else { return };
        let levels = Level::ALL.map(Level::name);
        if let Some(Set { value: level, range }) = self.named(table, "level", Level::from_name, &levels) {
            layer.levels.push(Set { value: (name.get_ref().to_string(), level), range });
        }
        for (option, value) in table.iter().filter(|(key, _)| key.get_ref() != "level") {
            let name: &str = option.get_ref();
            let Ok(plain) = toml::Value::deserialize(value.clone().into_deserializer()) else { continue };
            let place = range(&value.span());
            match entry.make(self.preset, toml::Table::from_iter([(name.to_owned(), plain.clone())])) {
                Ok(_) => layer.options.push(Set { value: (entry.meta.name, name.to_owned(), plain), range: place }),
                Err(error) if entry.defaults().contains_key(name) => self.mistake(place, error.message),
                Err(error) => self.mistake(range(&option.span()), error.message),
            }
        }
    }

    /// The rule of that name; of an alias that several rules have, the first.
    fn entry(&mut self, name: &str, place: TextRange) -> Option<Entry> {
        let found = self.registry.find(name).next().copied();
        if found.is_none() {
            self.unknown("no rule is called", name, self.registry.suggest(name), place);
        }
        found
    }

    fn rule_names(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Set<String>> {
        let mut names = self.strings(table, key);
        names.retain(|Set { value, range }| value == "all" || self.entry(value, *range).is_some());
        names
    }

    fn strings(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Set<String>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "an array of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in array {
            match item.get_ref().as_str() {
                Some(text) => strings.push(Set { value: text.to_owned(), range: range(&item.span()) }),
                None => self.wrong_type(item, key, "an array of strings"),
            }
        }
        strings
    }

    /// A value that is one of a few names.
    fn named<T>(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        from_name: fn(&str) -> Option<T>,
        known: &[&'static str],
    ) -> Option<Set<T>> {
        let value = table.get(key)?;
        let place = range(&value.span());
        let Some(name) = value.get_ref().as_str() else {
            self.wrong_type(value, key, "a string");
            self.note(format!("known are `\"{}\"`", known.join("\"`, `\"")));
            return None;
        };
        let found = from_name(name).map(|value| Set { value, range: place });
        if found.is_none() {
            self.unknown(&format!("no {key} is called"), name, suggest(name, known.iter().copied()), place);
            self.note(format!("known are `{}`", known.join("`, `")));
        }
        found
    }

    fn table<'v, 't>(&mut self, value: &'v Value<'t>, key: &str) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, key, "a table");
        }
        table
    }

    fn refuse_unknown(&mut self, table: &DeTable<'_>, known: &[&'static str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let close = suggest(key.get_ref(), known.iter().copied());
            self.unknown("no setting is called", key.get_ref(), close, range(&key.span()));
        }
    }

    fn unknown(&mut self, what: &str, name: &str, close: Option<&str>, place: TextRange) {
        self.mistake(place, format!("{what} `{name}`"));
        if let Some(close) = close {
            self.note(format!("did you mean `{close}`?"));
        }
    }

    fn wrong_type(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        let is = value.get_ref().type_str();
        self.mistake(range(&value.span()), format!("`{key}` is {wanted}, and here it is of type {is}"));
    }

    fn mistake(&mut self, place: TextRange, message: String) {
        self.mistakes.push(Diagnostic::new(SETTINGS_ERROR, Level::Error, place, message));
    }

    fn note(&mut self, text: String) {
        if let Some(last) = self.mistakes.last_mut() {
            last.note(text);
        }
    }
}

fn range(span: &Range<usize>) -> TextRange {
    TextRange::new(span.start as u32, span.end as u32)
}
