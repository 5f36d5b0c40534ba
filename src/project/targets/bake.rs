//! Bake files: their targets, with what they inherit and what a matrix makes of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use build::BuildOptions;
use hcl_edit::Span as _;
use hcl_edit::structure::Body;

use super::files::{Files, file_name, join, parent, path_in};
use super::hcl::{Scope, Value, Written};
use super::{Dockerfile, Format, Problem, Target, compose, is_directory, unknown_place};
use crate::yaml::Node;

/// The files that `docker buildx bake` takes when it is not told which: all that are there, one laid over the other. Compose
/// files come before them.
pub(super) const NAMES: [&str; 4] =
    ["docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"];

/// More targets than these are not made of one matrix: then what depends on it is unknown.
const MOST_CELLS: usize = 1000;

/// So many targets may stand behind one, which inherits from them.
const LONGEST: usize = 64;

/// A file that was read.
struct File {
    path: String,
    text: Rc<str>,
    syntax: Syntax,
}

enum Syntax {
    Hcl(Body),
    Json(Node),
}

/// What one file says of a target.
type Layer<'f> = HashMap<&'f str, Written<'f>>;

/// What the files say of one name, the latest word first.
#[derive(Default)]
struct Definition<'f> {
    layers: Vec<Layer<'f>>,
    /// The file and the line that name it first; none if only a Compose file does.
    place: Option<(&'f str, usize)>,
}

/// All definitions, by their names and in their order.
#[derive(Default)]
struct Definitions<'f> {
    names: Vec<&'f str>,
    by_name: HashMap<&'f str, Definition<'f>>,
    variables: HashMap<&'f str, Written<'f>>,
}

/// The targets of the Bake file at `path`, and of those that are read with it.
pub(super) fn read(path: &str, files: &Files) -> Vec<Target> {
    let directory = parent(path);
    let (mut paths, mut composed) = (vec![path.to_owned()], Vec::new());
    if NAMES.contains(&file_name(path)) {
        let there = |names: &[&str]| -> Vec<String> {
            let paths = names.iter().map(|name| path_in(directory, name));
            paths.filter(|path| files.text(path).is_some()).collect()
        };
        paths = there(&NAMES);
        let services = compose::services(&there(&compose::NAMES), files);
        composed = services.iter().filter_map(|service| service.target(directory)).map(of_service).collect();
        // Compose files are projects of their own all the same. Of the Bake files, the first stands for all.
        files.forget_parts();
        paths.iter().skip(1).for_each(|path| files.is_part(path));
    }
    let read: Option<Vec<File>> =
        paths.iter().filter_map(|path| files.text(path).map(|text| file(path, text))).collect();
    // A file that is broken breaks them all.
    let Some(read) = read else { return Vec::new() };
    let mut definitions = Definitions::default();
    for (name, attributes) in &composed {
        let layer = attributes.iter().map(|(key, value)| (*key, Written::Known(value))).collect();
        definitions.lay(name, layer, None);
    }
    for file in &read {
        definitions.read(file);
    }
    definitions.targets(directory)
}

fn file(path: &str, text: Rc<str>) -> Option<File> {
    let syntax = if Format::of(file_name(path)) == Some(Format::BakeJson) {
        Syntax::Json(Node::read(&text)?)
    } else {
        Syntax::Hcl(text.parse().ok()?)
    };
    Some(File { path: path.to_owned(), text, syntax })
}

/// A service as the target that Bake makes of it.
fn of_service(service: Target) -> (String, Vec<(&'static str, Value)>) {
    let known = |text: Option<String>| text.map_or(Value::Unknown, Value::Text);
    let options = service.options;
    let list = |texts: Vec<String>| Value::List(texts.into_iter().map(Value::Text).collect());
    let args = options.args.into_iter().map(|(name, value)| (name, known(value))).collect();
    let contexts = options.contexts.into_iter().map(|(name, place)| (name, Value::Text(place))).collect();
    let mut attributes = vec![
        ("context", known(service.context)),
        ("args", Value::Map(args)),
        ("contexts", Value::Map(contexts)),
        ("tags", list(service.images)),
        match service.dockerfile {
            Dockerfile::Inline(text) => ("dockerfile-inline", Value::Text(text)),
            Dockerfile::Path(path) => ("dockerfile", Value::Text(path)),
            Dockerfile::Unknown => ("dockerfile", Value::Unknown),
        },
    ];
    attributes.extend(options.target.map(|target| ("target", Value::Text(target))));
    attributes.extend(options.platform.map(|platform| ("platforms", list(vec![platform]))));
    (service.name, attributes)
}

impl<'f> Definitions<'f> {
    fn lay(&mut self, name: &'f str, layer: Layer<'f>, place: Option<(&'f str, usize)>) {
        let definition = self.by_name.entry(name).or_insert_with(|| {
            self.names.push(name);
            Definition::default()
        });
        definition.layers.insert(0, layer);
        definition.place = definition.place.or(place);
    }

    fn read(&mut self, file: &'f File) {
        let place = |at: usize| {
            let before = file.text.get(..at).unwrap_or_default();
            Some((file.path.as_str(), before.matches('\n').count() + 1))
        };
        match &file.syntax {
            Syntax::Hcl(body) => {
                self.variables.extend(hcl_attributes(body));
                for block in body.blocks() {
                    let Some(label) = block.labels.first() else { continue };
                    if block.has_ident("variable") {
                        let default = block.body.get_attribute("default");
                        self.variables.extend(default.map(|default| (label.as_str(), Written::Hcl(&default.value))));
                    } else if block.has_ident("target") {
                        let at = label.span().map_or(0, |span| span.start);
                        self.lay(label.as_str(), hcl_attributes(&block.body).collect(), place(at));
                    }
                }
            }
            Syntax::Json(root) => {
                let section = |name: &str| root.get(name).map_or(&[][..], Node::entries);
                for (name, variable) in section("variable") {
                    let default = name.text().zip(variable.get("default"));
                    self.variables.extend(default.map(|(name, default)| (name, Written::Json(default))));
                }
                for (name, target) in section("target") {
                    let Some(text) = name.text() else { continue };
                    let attributes =
                        target.entries().iter().filter_map(|(key, value)| Some((key.text()?, Written::Json(value))));
                    self.lay(text, attributes.collect(), place(name.range.start as usize));
                }
            }
        }
    }

    /// The targets that Bake files name. What only a Compose file does is a service of that.
    fn targets(&self, directory: &str) -> Vec<Target> {
        let scope = Scope::new(self.variables.clone());
        let named = self.names.iter().filter_map(|name| Some((*name, self.by_name.get(name)?)));
        let mut targets = Vec::new();
        for (name, definition) in named.filter(|(_, definition)| definition.place.is_some()) {
            for cell in matrix(definition, &scope.with_matrix(HashMap::new())) {
                targets.push(self.target(name, definition, directory, &scope.with_matrix(cell)));
            }
        }
        targets
    }

    fn target(&self, name: &str, definition: &Definition<'f>, directory: &str, scope: &Scope) -> Target {
        let mut lineage = Lineage { layers: Vec::new(), seen: HashSet::new(), missing: None };
        self.inherit(name, scope, &mut lineage);
        let layers = &lineage.layers;
        let value = |key: &str| layers.iter().find_map(|layer| written(layer, key, scope));
        let text_or = |key: &str, default: &str| match value(key) {
            Some((value, _)) => value.text().map(str::to_owned),
            None => Some(default.to_owned()),
        };
        let dockerfile = match value("dockerfile-inline") {
            Some((inline, _)) => inline.text().map(|text| Dockerfile::Inline(text.to_owned())),
            None => text_or("dockerfile", "Dockerfile").map(Dockerfile::Path),
        };
        let context = match value("context") {
            Some((Value::Text(place), is_local)) => Some(if is_local { local(directory, place) } else { place }),
            Some(_) => None,
            None => Some(local(directory, ".".to_owned())),
        };
        let own_name = layers.first().and_then(|layer| written(layer, "name", scope));
        let own_name = own_name.and_then(|(name, _)| name.text().map(str::to_owned));
        let problem = lineage.missing.map(|missing| {
            let (file, line) = definition.place.unwrap_or_default();
            Problem { file: file.to_owned(), line, message: missing }
        });
        let is_whole = problem.is_none();
        Target {
            name: own_name.unwrap_or_else(|| name.to_owned()),
            context: context.filter(|_| is_whole),
            says_context: value("context").is_some(),
            dockerfile: dockerfile.filter(|_| is_whole).unwrap_or(Dockerfile::Unknown),
            images: value("tags").map(|(tags, _)| tags.texts().map(str::to_owned).collect()).unwrap_or_default(),
            options: BuildOptions {
                args: merged(layers, "args", scope, None),
                target: value("target").and_then(|(target, _)| target.text().map(str::to_owned)),
                platform: value("platforms").and_then(|(list, _)| only_text(&list)),
                contexts: contexts(merged(layers, "contexts", scope, Some(directory))),
                ..BuildOptions::default()
            },
            problem,
        }
    }

    /// What is said of `name` and of what it inherits from, nearest first; of several parents the last one wins.
    fn inherit<'d>(&'d self, name: &str, scope: &Scope, lineage: &mut Lineage<'d, 'f>) {
        let Some((name, definition)) = self.by_name.get_key_value(name) else {
            // It may be a name that a matrix makes.
            let has_matrix =
                |definition: &Definition| definition.layers.iter().any(|layer| layer.contains_key("matrix"));
            if self.by_name.values().any(has_matrix) {
                lineage.is_unknown();
            }
            lineage.missing.get_or_insert_with(|| format!("it inherits from `{name}`, and there is no such target"));
            return;
        };
        if lineage.seen.len() >= LONGEST {
            lineage.missing.get_or_insert_with(|| format!("it inherits from more than {LONGEST} targets"));
            return;
        }
        if !lineage.seen.insert(name) {
            return;
        }
        lineage.layers.extend(&definition.layers);
        for layer in &definition.layers {
            match written(layer, "inherits", scope) {
                Some((Value::List(parents), _)) => {
                    for parent in parents.iter().rev() {
                        match parent.text() {
                            Some(parent) => self.inherit(parent, scope, lineage),
                            None => lineage.is_unknown(),
                        }
                    }
                }
                Some(_) => lineage.is_unknown(),
                None => {}
            }
        }
    }
}

/// What stands behind a target.
struct Lineage<'d, 'f> {
    layers: Vec<&'d Layer<'f>>,
    seen: HashSet<&'f str>,
    /// What of it is not known.
    missing: Option<String>,
}

impl Lineage<'_, '_> {
    fn is_unknown(&mut self) {
        self.missing.get_or_insert_with(|| "what it inherits from is not known".to_owned());
    }
}

fn hcl_attributes(body: &Body) -> impl Iterator<Item = (&str, Written<'_>)> {
    body.attributes().map(|attribute| (attribute.key.as_str(), Written::Hcl(&attribute.value)))
}

/// What `layer` says of `key`, and whether its paths are the Bake file's; `null` is not to say it.
fn written(layer: &Layer, key: &str, scope: &Scope) -> Option<(Value, bool)> {
    let written = layer.get(key)?;
    Some((scope.value(*written), !matches!(written, Written::Known(_)))).filter(|(value, _)| *value != Value::Null)
}

/// A directory from where the project is; any other context as it is.
fn local(directory: &str, place: String) -> String {
    if is_directory(&place) { join(directory, &place) } else { place }
}

/// One set of values for each cell of the matrix of `definition`; one empty set when it has none.
fn matrix(definition: &Definition, scope: &Scope) -> Vec<HashMap<String, String>> {
    let mut cells = vec![HashMap::new()];
    let found = definition.layers.iter().find_map(|layer| written(layer, "matrix", scope));
    let Some((Value::Map(axes), _)) = found else { return cells };
    for (name, values) in axes {
        if cells.len() * values.texts().count() > MOST_CELLS {
            return vec![HashMap::new()];
        }
        let with = |cell: &HashMap<String, String>, value: &str| {
            let mut cell = cell.clone();
            cell.insert(name.clone(), value.to_owned());
            cell
        };
        cells = cells.iter().flat_map(|cell| values.texts().map(move |value| with(cell, value))).collect();
    }
    cells
}

/// With several platforms, none of them is the one.
fn only_text(list: &Value) -> Option<String> {
    let mut texts = list.texts();
    texts.next().filter(|_| texts.next().is_none()).map(str::to_owned)
}

/// The pairs of `key` in all layers together, their paths from `directory`. A value is `None` if it is not known.
fn merged(layers: &[&Layer], key: &str, scope: &Scope, directory: Option<&str>) -> BTreeMap<String, Option<String>> {
    let mut pairs = BTreeMap::new();
    for layer in layers.iter().rev() {
        let Some((Value::Map(entries), is_local)) = written(layer, key, scope) else { continue };
        for (name, value) in entries {
            match (value, directory) {
                (Value::Text(text), Some(directory)) if is_local && !text.is_empty() => {
                    drop(pairs.insert(name, Some(local(directory, text))));
                }
                (Value::Text(text), _) => drop(pairs.insert(name, Some(text))),
                // What is `null` leaves what was inherited; what is unknown hides it.
                (Value::Null, _) => {}
                _ => drop(pairs.insert(name, None)),
            }
        }
    }
    pairs
}

fn contexts(pairs: BTreeMap<String, Option<String>>) -> BTreeMap<String, String> {
    let place = |(name, place): (String, Option<String>)| {
        let place = place.unwrap_or_else(|| unknown_place(&name));
        (name, place)
    };
    // A context that is empty is none.
    pairs.into_iter().map(place).filter(|(_, place)| !place.is_empty()).collect()
}

#[cfg(test)]
mod tests;
