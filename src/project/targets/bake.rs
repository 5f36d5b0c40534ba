//! Bake files: their targets, with what they inherit and what a matrix makes of them.

use std::collections::{BTreeMap, HashMap};

use build::BuildOptions;
use hcl_edit::Span as _;
use hcl_edit::structure::Body;
use text::TextRange;

use super::hcl::{Scope, Value, Written};
use super::{Dockerfile, Target, Variables};
use crate::yaml::Node;

/// A target as it is written.
struct Definition<'f> {
    name: &'f str,
    range: TextRange,
    attributes: HashMap<&'f str, Written<'f>>,
}

/// The targets of a `docker-bake.hcl`.
pub(super) fn read_hcl(text: &str, variables: &Variables) -> Vec<Target> {
    let Ok(body) = text.parse::<Body>() else { return Vec::new() };
    let mut defaults: HashMap<&str, Written> = hcl_attributes(&body);
    let mut definitions = Vec::new();
    for block in body.blocks() {
        let Some(label) = block.labels.first() else { continue };
        if block.has_ident("variable") {
            let default = block.body.get_attribute("default");
            defaults.extend(default.map(|default| (label.as_str(), Written::Hcl(&default.value))));
        } else if block.has_ident("target") {
            let range =
                label.span().map_or(TextRange::default(), |span| TextRange::new(span.start as u32, span.end as u32));
            definitions.push(Definition { name: label.as_str(), range, attributes: hcl_attributes(&block.body) });
        }
    }
    targets(&definitions, &Scope::new(variables, defaults))
}

fn hcl_attributes(body: &Body) -> HashMap<&str, Written<'_>> {
    body.attributes().map(|attribute| (attribute.key.as_str(), Written::Hcl(&attribute.value))).collect()
}

/// The targets of a `docker-bake.json`.
pub(super) fn read_json(text: &str, variables: &Variables) -> Vec<Target> {
    let Some(root) = Node::read(text) else { return Vec::new() };
    let section = |name: &str| root.get(name).map_or(&[][..], Node::entries);
    let defaults = section("variable")
        .iter()
        .filter_map(|(name, variable)| Some((name.text()?, Written::Json(variable.get("default")?))))
        .collect();
    let definitions: Vec<Definition> = section("target")
        .iter()
        .filter_map(|(name, target)| {
            let attributes =
                target.entries().iter().filter_map(|(key, value)| Some((key.text()?, Written::Json(value)))).collect();
            Some(Definition { name: name.text()?, range: name.range, attributes })
        })
        .collect();
    targets(&definitions, &Scope::new(variables, defaults))
}

fn targets(definitions: &[Definition], scope: &Scope) -> Vec<Target> {
    let of_definition = |definition| {
        let cells = matrix(definition, scope);
        cells.into_iter().map(move |cell| target(definition, definitions, &scope.with_matrix(cell))).collect::<Vec<_>>()
    };
    definitions.iter().flat_map(of_definition).collect()
}

/// One set of values for each cell of the matrix of `definition`; one empty set when it has none.
fn matrix(definition: &Definition, scope: &Scope) -> Vec<HashMap<String, String>> {
    let mut cells = vec![HashMap::new()];
    let Some(Value::Map(axes)) = definition.attributes.get("matrix").map(|written| scope.value(*written)) else {
        return cells;
    };
    for (name, values) in axes {
        let with = |cell: &HashMap<String, String>, value: &str| {
            let mut cell = cell.clone();
            cell.insert(name.clone(), value.to_owned());
            cell
        };
        cells = cells.iter().flat_map(|cell| values.texts().map(move |value| with(cell, value))).collect();
    }
    cells
}

fn target(definition: &Definition, all: &[Definition], scope: &Scope) -> Target {
    let mut lineage = Vec::new();
    inherit(definition, all, scope, &mut lineage);
    let value = |key: &str| {
        let written = lineage.iter().find_map(|layer| layer.attributes.get(key))?;
        Some(scope.value(*written)).filter(|value| *value != Value::Null)
    };
    let text_or = |key: &str, default: &str| match value(key) {
        Some(value) => value.text().map(str::to_owned),
        None => Some(default.to_owned()),
    };
    let dockerfile = match value("dockerfile-inline") {
        Some(inline) => inline.text().map(|text| Dockerfile::Inline(text.to_owned())),
        None => text_or("dockerfile", "Dockerfile").map(Dockerfile::Path),
    };
    let own_name = definition.attributes.get("name").map(|written| scope.value(*written));
    Target {
        name: own_name.and_then(|name| name.text().map(str::to_owned)).unwrap_or_else(|| definition.name.to_owned()),
        range: definition.range,
        context: text_or("context", "."),
        says_context: value("context").is_some(),
        dockerfile: dockerfile.unwrap_or(Dockerfile::Unknown),
        images: value("tags").map(|tags| tags.texts().map(str::to_owned).collect()).unwrap_or_default(),
        options: BuildOptions {
            args: merged(&lineage, "args", scope),
            target: value("target").and_then(|target| target.text().map(str::to_owned)),
            platform: value("platforms").and_then(|list| only_text(&list)),
            contexts: merged(&lineage, "contexts", scope),
            ..BuildOptions::default()
        },
    }
}

/// `definition` and what it inherits from, nearest first; of several parents the last one wins.
fn inherit<'d, 'f>(
    definition: &'d Definition<'f>,
    all: &'d [Definition<'f>],
    scope: &Scope,
    lineage: &mut Vec<&'d Definition<'f>>,
) {
    if lineage.iter().any(|seen| std::ptr::eq(*seen, definition)) {
        return;
    }
    lineage.push(definition);
    let Some(parents) = definition.attributes.get("inherits").map(|written| scope.value(*written)) else { return };
    let names: Vec<&str> = parents.texts().collect();
    for name in names.into_iter().rev() {
        if let Some(parent) = all.iter().find(|other| other.name == name) {
            inherit(parent, all, scope, lineage);
        }
    }
}

/// With several platforms, none of them is the one.
fn only_text(list: &Value) -> Option<String> {
    let mut texts = list.texts();
    texts.next().filter(|_| texts.next().is_none()).map(str::to_owned)
}

/// The pairs of `key` in all layers together. A pair whose value is not known is left out.
fn merged(lineage: &[&Definition], key: &str, scope: &Scope) -> BTreeMap<String, String> {
    let mut pairs = BTreeMap::new();
    for layer in lineage.iter().rev() {
        let Some(Value::Map(entries)) = layer.attributes.get(key).map(|written| scope.value(*written)) else {
            continue;
        };
        for (name, value) in entries {
            match value {
                Value::Text(text) => drop(pairs.insert(name, text)),
                // `null` takes away what was inherited; an unknown value hides it.
                _ => drop(pairs.remove(&name)),
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::read_env;
    use super::*;

    #[test]
    fn a_target_takes_what_it_inherits_and_variables_their_defaults() {
        let text = "variable \"TAG\" { default = \"3.${MINOR}\" }\nMINOR = 20\ntarget \"_common\" {\n  args = { TAG = TAG, MODE = \
                    \"debug\" }\n  context = \"app\"\n}\ntarget \"web\" {\n  inherits = [\"_common\"]\n  dockerfile = \
                    \"Dockerfile.web\"\n  target = \"run\"\n  args = { MODE = \"release\" }\n}\n";
        let targets = read_hcl(text, &Variables::new());
        let web = &targets[1];
        assert_eq!((&text[web.range], web.context.as_deref()), ("\"web\"", Some("app")));
        assert_eq!(web.dockerfile, Dockerfile::Path("Dockerfile.web".to_owned()));
        assert_eq!(web.options.target.as_deref(), Some("run"));
        let args: Vec<_> = web.options.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(args, ["MODE=release", "TAG=3.20"]);
    }

    #[test]
    fn a_matrix_makes_a_target_of_every_cell() {
        let text = "target \"app\" {\n  name = \"app-${os}-${kind}\"\n  matrix = { os = [\"a\", \"b\"], kind = [\"x\", \"y\"] }\n  \
                    target = kind\n}\n";
        let names: Vec<_> = read_hcl(text, &Variables::new())
            .into_iter()
            .map(|target| format!("{}:{}", target.name, target.options.target.unwrap_or_default()))
            .collect();
        assert_eq!(names, ["app-a-x:x", "app-a-y:y", "app-b-x:x", "app-b-y:y"]);
    }

    #[test]
    fn what_needs_a_function_is_unknown() {
        let text = "target \"a\" {\n  context = dirname(\"x/y\")\n  args = { A = timestamp(), B = X == \"\" ? \"none\" : X }\n}\n\
                    variable \"X\" { default = \"\" }\n";
        let targets = read_hcl(text, &Variables::new());
        assert_eq!(targets[0].context, None);
        assert_eq!(targets[0].options.args, [("B".to_owned(), "none".to_owned())].into());
    }

    #[test]
    fn variables_that_lead_in_a_circle_are_unknown() {
        let text = "variable \"A\" { default = B }\nvariable \"B\" { default = A }\ntarget \"t\" { context = A }\n";
        assert_eq!(read_hcl(text, &Variables::new())[0].context, None);
    }

    #[test]
    fn json_has_the_same_meaning() {
        let text = r#"{"variable": {"TAG": {"default": "3"}}, "target": {"web": {"context": "./web", "args": {"T": "v${TAG}"}}}}"#;
        let targets = read_json(text, &read_env("TAG=4"));
        assert_eq!(targets[0].options.args["T"], "v4");
        assert_eq!(targets[0].context.as_deref(), Some("./web"));
    }
}
