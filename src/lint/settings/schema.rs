//! The JSON Schema of `layerwise.toml`, for editors that complete and check TOML.

use serde_json::{Map, Value, json};

use super::FailOn;
use crate::{Edition, Entry, Level, Preset, Registry};

/// The schema: what is in the file, with each rule's options and what they are by default.
pub fn schema(registry: &Registry) -> Value {
    let names: Vec<&str> = registry.entries().iter().flat_map(called).collect();
    let rules: Map<String, Value> =
        registry.entries().iter().map(|entry| (entry.meta.name.to_owned(), rule(entry))).collect();
    let list = json!({"type": "array", "items": {"$ref": "#/$defs/rule-name"}, "uniqueItems": true});
    let layer = json!({
        "preset": {"description": "the rules to begin with", "enum": Preset::ALL.map(Preset::name)},
        "edition": {"description": "the yearly state of the preset", "enum": Edition::ALL.map(Edition::name)},
        "fail-on": {
            "description": "the mildest level that makes the exit code 1",
            "enum": FailOn::ALL.map(FailOn::name),
            "default": FailOn::default().name(),
        },
        "select": with(&list, "description", json!("rules to turn on, by name or alias")),
        "ignore": with(&list, "description", json!("rules to turn off, by name or alias")),
        "rules": {
            "type": "object",
            "additionalProperties": false,
            "properties": rules,
            // A name of another tool: `DL3008`, `JSONArgsRecommended`.
            "patternProperties": {"^[A-Z][A-Za-z0-9]+$": {"type": "object"}},
        },
    });
    let paths = json!({
        "description": "the files it is for, as patterns of paths from this file's directory",
        "type": "array",
        "items": {"type": "string"},
    });
    let over = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["paths"],
        "properties": with(&layer, "paths", paths),
    });
    let overrides = json!({"description": "settings for some files", "type": "array", "items": over});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "layerwise.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": with(&layer, "overrides", overrides),
        "$defs": {"rule-name": {"enum": std::iter::once("all").chain(names).collect::<Vec<_>>()}},
    })
}

fn called(entry: &Entry) -> impl Iterator<Item = &'static str> {
    std::iter::once(entry.meta.name).chain(entry.meta.aliases.iter().map(|alias| alias.name))
}

fn rule(entry: &Entry) -> Value {
    let level = json!({"description": "the level of its findings", "enum": Level::ALL.map(Level::name), "default": entry.meta.level});
    let mut options: Map<String, Value> =
        entry.defaults().into_iter().map(|(name, value)| (name, option(&value))).collect();
    options.insert("level".to_owned(), level);
    json!({"description": entry.meta.summary(), "type": "object", "additionalProperties": false, "properties": options})
}

/// What an option takes, as its default shows it. One without a default may be anything.
fn option(default: &Value) -> Value {
    let kind = match default {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => return json!({}),
    };
    json!({"type": kind, "default": default})
}

/// `object` with one more member.
fn with(object: &Value, key: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[key] = value;
    object
}
