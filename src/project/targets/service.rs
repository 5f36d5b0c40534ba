//! What a service of a Compose file says about its build, and how one is laid over another.

use std::collections::BTreeMap;

use build::BuildOptions;

use super::files::join;
use super::interpolate::interpolate;
use super::{Dockerfile, Problem, Target, Variables, is_directory, unknown_place};
use crate::yaml::{Node, Tag};

/// How what a file says is understood.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// Where relative paths start.
    pub directory: &'p str,
    /// What variables hold.
    pub variables: &'p Variables,
}

/// A service, as far as files say something of it.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub name: String,
    /// Why not all of it is known.
    pub problem: Option<Problem>,
    /// Whether it is built, where that is said.
    is_built: Option<bool>,
    said: BTreeMap<&'static str, Said>,
}

/// A value; `None` if it depends on what is not known.
type Known = Option<String>;

/// What is said of one thing.
#[derive(Clone, Debug)]
struct Said {
    /// Whether it counts alone, whatever it is laid over: `!override`, `!reset`.
    is_alone: bool,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Nothing,
    Text(Known),
    Items(Vec<Known>),
    /// A name without a value takes away what is said of it below.
    Pairs(BTreeMap<String, Option<Known>>),
}

/// How a thing is written.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    /// A directory, or a URL.
    Directory,
    Items,
    /// `key: value` or `- key=value`.
    Pairs,
    /// The same with directories.
    Directories,
}

/// What a service says that matters to its image.
const OF_SERVICE: [(&str, Shape); 2] = [("image", Shape::Text), ("platform", Shape::Text)];

/// What its `build` says.
const OF_BUILD: [(&str, Shape); 8] = [
    ("context", Shape::Directory),
    ("dockerfile", Shape::Text),
    ("dockerfile_inline", Shape::Text),
    ("target", Shape::Text),
    ("args", Shape::Pairs),
    ("additional_contexts", Shape::Directories),
    ("platforms", Shape::Items),
    ("tags", Shape::Items),
];

/// What `x-bake` in it says besides to `docker buildx bake`.
const OF_BAKE: [(&str, Shape); 2] = [("contexts", Shape::Directories), ("tags", Shape::Items)];

impl Service {
    /// What `node` says.
    pub fn new(name: &str, node: &Node, place: Place) -> Self {
        let mut service = Self { name: name.to_owned(), problem: None, is_built: None, said: BTreeMap::new() };
        service.say(&OF_SERVICE, node, place);
        let Some(build) = node.get("build").filter(|build| !is_null(build) || build.tag.is_some()) else {
            return service;
        };
        service.is_built = Some(build.tag != Some(Tag::Reset));
        if build.tag.is_some() {
            service.said.extend(OF_BUILD.map(|(key, _)| (key, Said { is_alone: true, what: What::Nothing })));
        }
        match build.text() {
            _ if build.tag == Some(Tag::Reset) => {}
            Some(_) => drop(service.said.insert("context", Said::of(build, Shape::Directory, place))),
            None => {
                service.say(&OF_BUILD, build, place);
                if let Some(bake) = build.get("x-bake") {
                    service.say(&OF_BAKE, bake, place);
                }
            }
        }
        service
    }

    fn say(&mut self, keys: &[(&'static str, Shape)], node: &Node, place: Place) {
        for (key, shape) in keys {
            if let Some(value) = node.get(key).filter(|value| !is_null(value) || value.tag.is_some()) {
                let said = Said::of(value, *shape, place);
                let said = match self.said.remove(key) {
                    Some(before) => said.over(before),
                    None => said,
                };
                self.said.insert(key, said);
            }
        }
    }

    /// What the two say together; what this one says outweighs what `base` says.
    pub fn over(mut self, base: Self) -> Self {
        for (key, below) in base.said {
            let said = match self.said.remove(key) {
                Some(mine) => mine.over(below),
                None => below,
            };
            self.said.insert(key, said);
        }
        self.is_built = self.is_built.or(base.is_built);
        self.problem = self.problem.or(base.problem);
        self
    }

    /// It can't be said what it extends, and so not even that it isn't built.
    pub fn fail(&mut self, problem: Problem) {
        self.problem = Some(problem);
        self.is_built.get_or_insert(true);
    }

    /// The context is `directory`, unless another is said.
    pub fn or_context(&mut self, directory: &str) {
        if self.value("context").is_none() {
            self.said.insert("context", Said { is_alone: false, what: What::Text(Some(or_here(directory))) });
        }
    }

    /// How it is built in a project of `directory`; `None` if it isn't.
    pub fn target(&self, directory: &str) -> Option<Target> {
        if self.is_built != Some(true) {
            return None;
        }
        let is_whole = self.problem.is_none();
        let context = self.value("context");
        let dockerfile = match (self.value("dockerfile_inline"), self.value("dockerfile")) {
            (Some(inline), _) => inline.clone().map(Dockerfile::Inline),
            (None, Some(path)) => path.clone().map(Dockerfile::Path),
            (None, None) => Some(Dockerfile::Path("Dockerfile".to_owned())),
        };
        let text = |key| self.value(key).cloned().flatten();
        Some(Target {
            name: self.name.clone(),
            context: context.map_or_else(|| Some(or_here(directory)), Clone::clone).filter(|_| is_whole),
            says_context: context.is_some(),
            dockerfile: dockerfile.filter(|_| is_whole).unwrap_or(Dockerfile::Unknown),
            images: text("image").into_iter().chain(self.items("tags").iter().flatten().cloned()).collect(),
            options: BuildOptions {
                args: self.pairs("args").collect(),
                target: text("target"),
                platform: self.only_item("platforms").or_else(|| text("platform")),
                contexts: self.contexts(),
                ..BuildOptions::default()
            },
            problem: self.problem.clone(),
        })
    }

    fn value(&self, key: &str) -> Option<&Known> {
        match &self.said.get(key)?.what {
            What::Text(known) => Some(known),
            _ => None,
        }
    }

    fn pairs(&self, key: &str) -> impl Iterator<Item = (String, Known)> {
        let pairs = match self.said.get(key) {
            Some(Said { what: What::Pairs(pairs), .. }) => Some(pairs),
            _ => None,
        };
        pairs.into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.clone()?)))
    }

    fn contexts(&self) -> BTreeMap<String, String> {
        let place = |(name, place): (String, Known)| {
            let place = place.unwrap_or_else(|| unknown_place(&name));
            (name, place)
        };
        self.pairs("additional_contexts").chain(self.pairs("contexts")).map(place).collect()
    }

    /// With several platforms, none of them is the one.
    fn only_item(&self, key: &str) -> Known {
        <&[_; 1]>::try_from(self.items(key)).ok()?[0].clone()
    }

    fn items(&self, key: &str) -> &[Known] {
        match self.said.get(key) {
            Some(Said { what: What::Items(items), .. }) => items,
            _ => &[],
        }
    }
}

impl Said {
    fn of(node: &Node, shape: Shape, place: Place) -> Self {
        let what = match shape {
            _ if node.tag == Some(Tag::Reset) => What::Nothing,
            Shape::Text => What::Text(text(node, place)),
            Shape::Directory => What::Text(text(node, place).and_then(|path| directory(&path, place))),
            Shape::Items => What::Items(node.items().iter().map(|item| text(item, place)).collect()),
            Shape::Pairs => What::Pairs(pairs(node, place)),
            Shape::Directories => {
                let mut pairs = pairs(node, place);
                for known in pairs.values_mut().flatten() {
                    *known = known.take().and_then(|path| directory(&path, place));
                }
                What::Pairs(pairs)
            }
        };
        Self { is_alone: node.tag.is_some(), what }
    }

    fn over(self, base: Self) -> Self {
        if self.is_alone {
            return self;
        }
        let what = match (self.what, base.what) {
            (What::Pairs(mine), What::Pairs(mut pairs)) => {
                pairs.extend(mine);
                What::Pairs(pairs)
            }
            (What::Items(mine), What::Items(mut items)) => {
                let new: Vec<Known> = mine.into_iter().filter(|item| !items.contains(item)).collect();
                items.extend(new);
                What::Items(items)
            }
            (mine, _) => mine,
        };
        Self { is_alone: base.is_alone, what }
    }
}

/// The directory that all is relative to has no name.
fn or_here(directory: &str) -> String {
    if directory.is_empty() { ".".to_owned() } else { directory.to_owned() }
}

/// Whether nothing is written.
fn is_null(node: &Node) -> bool {
    matches!(node.text(), Some("" | "~" | "null"))
}

pub(super) fn text(node: &Node, place: Place) -> Known {
    node.text().and_then(|text| interpolate(text, place.variables))
}

/// `path` from where the project is. Where a user's home is, nobody knows.
fn directory(path: &str, place: Place) -> Known {
    if path.starts_with('~') {
        return None;
    }
    Some(if is_directory(path) { join(place.directory, path) } else { path.to_owned() })
}

fn pairs(node: &Node, place: Place) -> BTreeMap<String, Option<Known>> {
    let named = |name: &str| place.variables.get(name).cloned();
    let of_entry = |(name, value): (&Node, &Node)| {
        // `args: { TAG: }` takes the value from the environment.
        let value = match value.tag {
            Some(Tag::Reset) => None,
            _ if is_null(value) => Some(named(name.text()?)),
            _ => Some(text(value, place)),
        };
        Some((name.text()?.to_owned(), value))
    };
    let of_item = |item: &Node| {
        let item = item.text()?;
        Some(match item.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(interpolate(value, place.variables))),
            None => (item.to_owned(), Some(named(item))),
        })
    };
    node.merged_entries().into_iter().filter_map(of_entry).chain(node.items().iter().filter_map(of_item)).collect()
}
