//! Compose files: the services that are built, with what overrides, `extends` and `include` say about them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::files::{Files, parent, path_in};
use super::service::{Place, Service, text};
use super::{Problem, Target, Variables, read_env};
use crate::yaml::{Node, Tag};

/// The files that `docker compose` takes when it is not told which: the first that is there.
pub(super) const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The files that it lays over that one: again the first that is there.
const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];

/// A chain of `extends` that is longer is taken for an endless one.
const LONGEST: usize = 64;

/// No real project includes so many files or extends so many services, each counted as often as that is done.
const MOST_INCLUDED: usize = 256;
const MOST_EXTENDED: usize = 10_000;

/// The services of the Compose file at `path` that have a `build`.
pub(super) fn read(path: &str, files: &Files) -> Vec<Target> {
    let first = |names: &[&str]| {
        let mut paths = names.iter().map(|name| path_in(parent(path), name));
        paths.find(|path| files.text(path).is_some())
    };
    let mut paths = vec![path.to_owned()];
    if first(&NAMES).as_deref() == Some(path) {
        paths.extend(first(&OVERRIDES));
    }
    services(&paths, files).iter().filter_map(|service| service.target(parent(path))).collect()
}

/// The services of a project made of the files at `paths`, each laid over those before it.
pub(super) fn services(paths: &[String], files: &Files) -> Vec<Service> {
    let directory = paths.first().map_or("", |path| parent(path));
    let variables = files.text(&path_in(directory, ".env")).map(|text| read_env(&text)).unwrap_or_default();
    let project = Project { files, read: RefCell::default(), included: Cell::new(0), extended: Cell::new(0) };
    project.services(paths, Place { directory, variables: &variables }, &mut Vec::new())
}

/// A Compose file.
struct File {
    path: String,
    text: Rc<str>,
    root: Node,
}

impl File {
    /// `message` about what is written at `node`.
    fn problem(&self, node: &Node, message: String) -> Problem {
        let before = self.text.get(..node.range.start as usize).unwrap_or_default();
        Problem { file: self.path.clone(), line: before.matches('\n').count() + 1, message }
    }
}

/// Why there is no [`File`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unread {
    Missing,
    Broken,
}

struct Project<'f> {
    files: &'f Files<'f>,
    read: RefCell<HashMap<String, Result<Rc<File>, Unread>>>,
    included: Cell<usize>,
    extended: Cell<usize>,
}

impl Project<'_> {
    fn file(&self, path: &str) -> Result<Rc<File>, Unread> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let file = self.files.text(path).ok_or(Unread::Missing).and_then(|text| {
            let says_nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
            match Node::read(&text) {
                Some(root) => Ok(Rc::new(File { path: path.to_owned(), text, root })),
                None if text.lines().all(says_nothing) => Err(Unread::Missing),
                None => Err(Unread::Broken),
            }
        });
        self.read.borrow_mut().insert(path.to_owned(), file.clone());
        file
    }

    /// `including` are the files that led here by `include`.
    fn services(&self, paths: &[String], place: Place, including: &mut Vec<String>) -> Vec<Service> {
        let mut all = Layers::default();
        let mut problem = None;
        for (at, path) in paths.iter().enumerate() {
            if at > 0 {
                self.files.is_part(path);
            }
            let file = match self.file(path) {
                Ok(file) => file,
                Err(Unread::Broken) if at > 0 => {
                    problem = Some(Problem { file: path.clone(), line: 1, message: "it is not YAML".to_owned() });
                    continue;
                }
                Err(_) => continue,
            };
            including.push(path.clone());
            for service in self.included(&file, place, including) {
                all.lay(service, None);
            }
            including.pop();
            let services = file.root.get("services").map(Node::merged_entries).unwrap_or_default();
            for (name, node) in services {
                let Some(name) = name.text() else { continue };
                let mut chain = vec![(path.clone(), name.to_owned())];
                all.lay(self.service(&file, name, node, place, &mut chain), node.tag);
            }
        }
        all.finish(problem.as_ref())
    }

    /// A service with what it takes from those that it extends; `chain` is the way to it.
    fn service(
        &self,
        file: &Rc<File>,
        name: &str,
        node: &Node,
        place: Place,
        chain: &mut Vec<(String, String)>,
    ) -> Service {
        let mut service = Service::new(name, node, place);
        let Some(extends) = node.get("extends") else { return service };
        match self.extended(file, extends, place, chain) {
            Ok(base) => service.over(base),
            Err(message) => {
                service.fail(file.problem(extends, message));
                service
            }
        }
    }

    /// What `extends` names: a service of the same file, or of another one.
    fn extended(
        &self,
        file: &Rc<File>,
        extends: &Node,
        place: Place,
        chain: &mut Vec<(String, String)>,
    ) -> Result<Service, String> {
        let known = |node: &Node| text(node, place).ok_or("what it extends depends on what is not known");
        let name = known(extends.get("service").unwrap_or(extends))?;
        let other = match extends.get("file") {
            Some(node) => {
                let path = known(node)?;
                let there = path_in(place.directory, &path);
                Some(self.file(&there).map_err(|unread| match unread {
                    Unread::Missing => format!("it extends a service of `{path}`, which is not there"),
                    Unread::Broken => format!("it extends a service of `{path}`, which is not YAML"),
                })?)
            }
            None => None,
        };
        let (file, place) = match &other {
            Some(other) => (other, Place { directory: parent(&other.path), ..place }),
            None => (file, place),
        };
        let node = file.root.get("services").and_then(|services| services.get(&name));
        let node = node.ok_or_else(|| format!("it extends `{name}`, and `{}` has no such service", file.path))?;
        let next = (file.path.clone(), name.clone());
        if chain.contains(&next) {
            return Err(format!("it extends `{name}`, which extends it in turn"));
        }
        self.extended.set(self.extended.get() + 1);
        if chain.len() >= LONGEST || self.extended.get() > MOST_EXTENDED {
            return Err(format!("it extends `{name}`, and too many services extend each other"));
        }
        chain.push(next);
        let service = self.service(file, &name, node, place, chain);
        chain.pop();
        Ok(service)
    }

    /// The services that `file` includes. Files that are elsewhere are passed over, and so are those that include themselves.
    fn included(&self, file: &File, place: Place, including: &mut Vec<String>) -> Vec<Service> {
        let mut services = Vec::new();
        for item in file.root.get("include").map_or(&[][..], Node::items) {
            let known = |node: &Node| text(node, place).map(|path| path_in(place.directory, &path));
            let all = |node: &Node| match node.items() {
                [] => known(node).into_iter().collect(),
                items => items.iter().filter_map(known).collect::<Vec<_>>(),
            };
            let paths = all(item.get("path").unwrap_or(item));
            let Some(first) = paths.first() else { continue };
            self.included.set(self.included.get() + 1);
            if including.contains(first) || self.included.get() > MOST_INCLUDED {
                continue;
            }
            self.files.is_part(first);
            let directory = item.get("project_directory").and_then(known);
            let directory = directory.unwrap_or_else(|| parent(first).to_owned());
            let env = match item.get("env_file") {
                Some(files) => all(files),
                None => vec![path_in(&directory, ".env")],
            };
            let mut variables = Variables::new();
            for text in env.iter().filter_map(|path| self.files.text(path)) {
                variables.extend(read_env(&text));
            }
            variables.extend(place.variables.clone());
            let place = Place { directory: &directory, variables: &variables };
            let mut own = self.services(&paths, place, including);
            for service in &mut own {
                service.or_context(&directory);
            }
            services.extend(own);
        }
        services
    }
}

/// Services, each with what later files say of it laid over what earlier ones do; in the order in which they come up.
#[derive(Default)]
struct Layers {
    services: Vec<Option<Service>>,
    places: HashMap<String, usize>,
}

impl Layers {
    fn lay(&mut self, service: Service, tag: Option<Tag>) {
        let at = *self.places.entry(service.name.clone()).or_insert(self.services.len());
        if at == self.services.len() {
            self.services.push(None);
        }
        let below = self.services[at].take();
        self.services[at] = match (tag, below) {
            (Some(Tag::Reset), _) => None,
            (None, Some(below)) => Some(service.over(below)),
            (Some(Tag::Override), _) | (None, None) => Some(service),
        };
    }

    /// All of them, and `problem` with those that have none of their own.
    fn finish(self, problem: Option<&Problem>) -> Vec<Service> {
        let mut services: Vec<Service> = self.services.into_iter().flatten().collect();
        for service in &mut services {
            service.problem = service.problem.take().or_else(|| problem.cloned());
        }
        services
    }
}

#[cfg(test)]
mod tests;
