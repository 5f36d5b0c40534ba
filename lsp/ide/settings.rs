//! `layerwise.toml` in the editor: its keys and their values, as the schema has them, and the names of rules.

use std::sync::LazyLock;

use lint::settings::schema::schema;
use serde_json::{Map, Value};
use text::TextRange;

use crate::ide::completion::{Candidate, CandidateKind, comments};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| schema(rules::registry()));

/// What may be typed at `offset`: keys where a line begins, values in quotes, and rules behind `[rules.`.
pub fn complete(text: &str, offset: u32) -> Vec<Candidate> {
    let before = &text[..offset as usize];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &before[start..];
    let typed = line.len() - line.trim_end_matches(is_of_name).len();
    let range = TextRange::new(offset - typed as u32, offset);
    let line = line[..line.len() - typed].trim_start();
    if line.starts_with("[rules.") || line.starts_with("[overrides.rules.") {
        return comments::rules(None, range);
    }
    let Some(keys) = keys_at(&before[..start]) else { return Vec::new() };
    let open = key_at(before);
    if line.is_empty() && open.is_none() {
        return keys.iter().filter_map(|(key, schema)| offer_key(key, schema, range)).collect();
    }
    let in_quotes = line.ends_with('"') && line.matches('"').count() % 2 == 1;
    match open.and_then(|key| keys.get(key)).filter(|_| in_quotes) {
        Some(schema) if schema["items"]["$ref"].is_string() => comments::rules(None, range),
        Some(schema) => values(schema).map(|value| Candidate::new(CandidateKind::Value, value, range)).collect(),
        None => Vec::new(),
    }
}

fn is_of_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '-'
}

/// The keys of the table that `before` ends in; `None` if there is no such table.
fn keys_at(before: &str) -> Option<&'static Map<String, Value>> {
    let header = before.lines().rev().map(str::trim).find(|line| line.starts_with('[') && line.ends_with(']'));
    let path = header.map(|header| header.trim_matches(['[', ']'])).unwrap_or_default();
    let mut keys = SCHEMA["properties"].as_object()?;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let table = keys.get(part)?;
        keys = table.get("items").unwrap_or(table)["properties"].as_object()?;
    }
    Some(keys)
}

/// The key whose value `before` ends in: that of the line, or of an array that goes over lines.
fn key_at(before: &str) -> Option<&str> {
    let mut end = before.len();
    loop {
        let start = before[..end].rfind('\n').map_or(0, |at| at + 1);
        let key = before[start..end].split_once('=').map(|(key, _)| key.trim());
        if let Some(key) = key.filter(|key| !key.is_empty() && key.chars().all(is_of_name)) {
            let value = &before[start..];
            let is_open = end == before.len() || value.matches('[').count() > value.matches(']').count();
            return is_open.then_some(key);
        }
        end = start.checked_sub(1)?;
    }
}

/// A key with a plain value; tables have headers.
fn offer_key(key: &str, schema: &Value, range: TextRange) -> Option<Candidate> {
    let candidate = |label: &str| Candidate::new(CandidateKind::Keyword, label, range);
    let offered = match key {
        "rules" => candidate("[rules.").goes_on(),
        "overrides" => candidate("[[overrides]]"),
        _ if schema["type"] == "object" => return None,
        _ => candidate(key).inserts(format!("{key} = ")),
    };
    Some(offered.detail(schema["description"].as_str().unwrap_or_default()))
}

fn values(schema: &'static Value) -> impl Iterator<Item = &'static str> {
    schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(text: &str) -> bool {
        let offset = text.find('|').unwrap() as u32;
        let found = complete(&text.replace('|', ""), offset);
        found.iter().any(|candidate| candidate.label == "latest-tag")
    }

    fn labels(text: &str) -> Vec<String> {
        let offset = text.find('|').unwrap() as u32;
        complete(&text.replace('|', ""), offset).into_iter().map(|candidate| candidate.label).collect()
    }

    #[test]
    fn keys_are_offered_where_a_line_begins() {
        let top = ["[[overrides]]", "[rules.", "edition", "fail-on", "ignore", "preset", "select"];
        let mut found = labels("preset = \"all\"\nfa|");
        found.sort_unstable();
        assert_eq!(found, top);
        assert!(labels("[[overrides]]\n|").contains(&"paths".to_owned()));
        assert!(labels("[rules.latest-tag]\n|").contains(&"level".to_owned()));
        assert_eq!(labels("[rules.no-such]\n|"), [""; 0]);
        assert_eq!(labels("ignore = [\n  |\n]"), [""; 0]);
        assert!(labels("ignore = [\n]\n|").contains(&"select".to_owned()));
    }

    #[test]
    fn values_are_offered_in_quotes() {
        assert!(labels("preset = \"|\"").contains(&"strict".to_owned()));
        assert!(labels("[rules.latest-tag]\nlevel = \"|").contains(&"error".to_owned()));
        assert!(offers("ignore = [\n  \"untagged-image\",\n  \"|"));
        assert_eq!(labels("[[overrides]]\npaths = [\"|"), [""; 0]);
    }

    #[test]
    fn rules_are_offered_where_they_are_named() {
        assert!(offers("ignore = [\"untagged-image\", \"la|\"]"));
        assert!(offers("[rules.la|]"));
        assert!(!offers("la|"));
        assert!(!offers("ignore = [\"untagged-image\"|]"));
    }
}
