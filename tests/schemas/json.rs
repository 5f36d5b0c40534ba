//! JSON Schema, as far as the schemas here go. A keyword that is not known panics: it would allow what it forbids.
//!
//! The libraries for it bring dozens of crates, for formats and remote schemas that nothing here has.

use regex::Regex;
use serde_json::Value;

/// What is wrong with `value`, a line each.
pub fn faults(root: &Value, value: &Value) -> String {
    let mut faults = Vec::new();
    Schema { root, schema: root }.check(value, "", &mut faults);
    faults.join("\n")
}

#[derive(Clone, Copy)]
struct Schema<'s> {
    root: &'s Value,
    schema: &'s Value,
}

impl<'s> Schema<'s> {
    fn inner(self, schema: &'s Value) -> Self {
        Self { schema, ..self }
    }

    fn accepts(self, value: &Value) -> bool {
        let mut faults = Vec::new();
        self.check(value, "", &mut faults);
        faults.is_empty()
    }

    /// What stands beside a reference does not count.
    fn check(self, value: &Value, at: &str, faults: &mut Vec<String>) {
        if let Some(place) = self.schema["$ref"].as_str() {
            let schema = self.root.pointer(place.trim_start_matches('#')).unwrap();
            return self.inner(schema).check(value, at, faults);
        }
        for (keyword, limit) in self.schema.as_object().unwrap() {
            if !self.heeds(keyword, limit, value, at, faults) {
                faults.push(format!("{at}: not of `{keyword}`: {limit}"));
            }
        }
    }

    /// Whether the value itself is as the keyword wants it; what is inside of it is checked on the way.
    fn heeds(self, keyword: &str, limit: &'s Value, value: &Value, at: &str, faults: &mut Vec<String>) -> bool {
        let count = limit.as_u64().unwrap_or_default() as usize;
        match keyword {
            "type" => is_of(value, limit.as_str().unwrap()),
            "enum" => limit.as_array().unwrap().contains(value),
            "const" => limit == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= limit.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= limit.as_f64().unwrap()),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() >= count),
            "pattern" => value.as_str().is_none_or(|text| Regex::new(limit.as_str().unwrap()).unwrap().is_match(text)),
            "minItems" => value.as_array().is_none_or(|items| items.len() >= count),
            "uniqueItems" => limit == false || value.as_array().is_none_or(|items| are_unique(items)),
            "anyOf" => limit.as_array().unwrap().iter().any(|schema| self.inner(schema).accepts(value)),
            "oneOf" => limit.as_array().unwrap().iter().filter(|schema| self.inner(schema).accepts(value)).count() == 1,
            "required" => {
                let keys = limit.as_array().unwrap().iter().filter_map(Value::as_str);
                value.as_object().is_none_or(|entries| keys.into_iter().all(|key| entries.contains_key(key)))
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.inner(limit).check(item, &format!("{at}/{index}"), faults);
                }
                true
            }
            "properties" => {
                for (key, schema) in limit.as_object().unwrap() {
                    if let Some(inside) = value.get(key) {
                        self.inner(schema).check(inside, &format!("{at}/{key}"), faults);
                    }
                }
                true
            }
            "additionalProperties" => {
                for (key, inside) in value.as_object().into_iter().flatten() {
                    if self.schema["properties"].get(key).is_some() || limit == true {
                        continue;
                    }
                    if limit == false {
                        faults.push(format!("{at}: `{key}` is not allowed"));
                    } else {
                        self.inner(limit).check(inside, &format!("{at}/{key}"), faults);
                    }
                }
                true
            }
            "$schema" | "$comment" | "id" | "title" | "description" | "default" | "definitions" | "format" => true,
            _ => panic!("{at}: the keyword `{keyword}` is not known"),
        }
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => panic!("the type `{kind}` is not known"),
    }
}

fn are_unique(items: &[Value]) -> bool {
    items.iter().enumerate().all(|(index, item)| !items[..index].contains(item))
}
