//! The images that a repository builds: what its Compose and Bake files name, and each Dockerfile that they do not.

mod context_of;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use build::{BuildOptions, Inputs};
use text::SourceFile;

use crate::git::{History, Side, join};
use crate::targets::{self, Dockerfile, Format, Problem, Project, Target, is_directory};
use crate::{Error, find};

/// An image that is built. Paths are relative to the top of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The service, the target, or the path of the Dockerfile.
    pub name: String,
    /// What names it.
    pub kind: Kind,
    /// The file that names it.
    pub file: String,
    /// How it is built.
    pub recipe: Recipe,
    /// The names that it is given.
    pub tags: Vec<String>,
    /// Why it can't be built, or why nobody knows how.
    pub problem: Option<Problem>,
    /// The files that say how it is built, and those that would if they were there.
    sources: Arc<BTreeSet<String>>,
}

/// What names an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A service of a Compose file.
    Compose,
    /// A target of a Bake file.
    Bake,
    /// Nothing but its Dockerfile.
    Dockerfile,
}

impl Kind {
    /// Its name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compose => "compose",
            Self::Bake => "bake",
            Self::Dockerfile => "dockerfile",
        }
    }
}

/// How an image is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The context's directory; `None` if it is not known, or no directory of the repository.
    pub directory: Option<String>,
    /// The Dockerfile; a path is relative to the top of the repository.
    pub dockerfile: Dockerfile,
    /// What else is passed to the build.
    pub options: BuildOptions,
}

impl Recipe {
    /// Whether a change of `path` could make another image of it.
    pub fn may_take(&self, path: &str) -> bool {
        let below = |directory: &str| directory.is_empty() || is_below(path, directory);
        let is_dockerfile = match &self.dockerfile {
            Dockerfile::Path(own) => {
                path.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest == ".dockerignore")
            }
            Dockerfile::Inline(_) | Dockerfile::Unknown => false,
        };
        is_dockerfile
            || self.directory.as_deref().is_some_and(below)
            || self.named_directories().any(|(_, place)| below(place))
    }

    /// The named contexts that are directories of the repository.
    fn named_directories(&self) -> impl Iterator<Item = (&str, &str)> {
        let contexts = self.options.contexts.iter().map(|(name, place)| (name.as_str(), place.as_str()));
        contexts.filter(|(_, place)| is_directory(place))
    }

    /// What a build was or is made of; `None` if that is not known, or its Dockerfile was not there.
    pub fn inputs(&self, history: &History, side: Side) -> Result<Option<Inputs>, Error> {
        let (Some(directory), Some(file)) = (&self.directory, self.file(history, side)) else { return Ok(None) };
        let dockerfile = match &self.dockerfile {
            Dockerfile::Path(path) => Some(path.as_str()),
            Dockerfile::Inline(_) | Dockerfile::Unknown => None,
        };
        let context = history.context(side, directory, dockerfile)?;
        let mut named_contexts = BTreeMap::new();
        for (name, place) in self.named_directories() {
            named_contexts.insert(name.to_owned(), history.context(side, place, None)?);
        }
        let options = self.options.clone();
        Ok(Some(Inputs { context: Some(context), named_contexts, options, ..Inputs::of_file(file) }))
    }

    /// The Dockerfile's text.
    pub fn file(&self, history: &History, side: Side) -> Option<SourceFile> {
        match &self.dockerfile {
            Dockerfile::Path(path) => history.file(side, path),
            Dockerfile::Inline(text) => Some(SourceFile::new("Dockerfile", text)),
            Dockerfile::Unknown => None,
        }
    }
}

/// The images that are built below `directory`, in the order of the files that name them.
pub fn find(directory: &Path, history: &History) -> Result<Vec<Image>, Error> {
    let below = from_top(directory, history)?;
    let wanted = |name: &str| find::is_dockerfile(name) || Format::of(name).is_some();
    let found = find::files(directory, wanted)?;
    let paths = found.iter().map(|file| {
        let file = file.strip_prefix(directory).unwrap_or(file);
        join(&below, &file.to_string_lossy().replace('\\', "/"))
    });
    let (naming, dockerfiles): (Vec<_>, Vec<_>) = paths.partition(|path| Format::of(file_name(path)).is_some());
    let projects = naming.iter().map(|path| project(path, history, Side::Now)).collect();
    let mut images: Vec<Image> = targets::stand_alone(projects).into_iter().flat_map(of_project).collect();
    let named: HashSet<String> = images.iter().filter_map(|image| image.recipe.path().map(str::to_owned)).collect();
    let alone = dockerfiles.into_iter().filter(|path| !named.contains(path));
    images.extend(alone.map(|path| of_dockerfile(path, history)));
    images.sort_by(|a, b| (&a.file, a.kind).cmp(&(&b.file, b.kind)));
    Ok(images)
}

/// Images as they were. Each file that says otherwise now is read once.
#[derive(Debug, Default)]
pub struct Before {
    /// By their file and their name, of files that changed.
    images: HashMap<String, HashMap<String, Image>>,
}

impl Before {
    /// What is to be known of `images` before they are asked for one by one.
    pub fn new(images: &[Image], history: &History) -> Self {
        let changed: BTreeSet<&str> = history.changed().collect();
        let mut before = Self::default();
        for image in images {
            let is_other = || image.sources.iter().any(|path| changed.contains(path.as_str()));
            if !before.images.contains_key(&image.file) && is_other() {
                let then = of_project(project(&image.file, history, Side::Then));
                // Of two with the same name, the first counts.
                let by_name = then.into_iter().rev().map(|image| (image.name.clone(), image)).collect();
                before.images.insert(image.file.clone(), by_name);
            }
        }
        before
    }

    /// The image as it was, by its file and name; `None` if it was not there.
    pub fn of(&self, image: &Image, history: &History) -> Option<Image> {
        match (image.kind, self.images.get(&image.file)) {
            (Kind::Dockerfile, _) => image.recipe.file(history, Side::Then).map(|_| image.clone()),
            (_, Some(then)) => then.get(&image.name).cloned(),
            (_, None) => Some(image.clone()),
        }
    }
}

impl Recipe {
    /// Where its Dockerfile is.
    pub fn path(&self) -> Option<&str> {
        match &self.dockerfile {
            Dockerfile::Path(path) => Some(path),
            Dockerfile::Inline(_) | Dockerfile::Unknown => None,
        }
    }
}

/// What the Compose or Bake file at `path` says. Files outside of the repository are not asked.
fn project(path: &str, history: &History, side: Side) -> Project {
    let read = |path: &str| history.file(side, &resolve("", path)?).map(|file| file.text().to_owned());
    targets::read(path, &read)
}

fn of_project(project: Project) -> Vec<Image> {
    let kind = if Format::of(file_name(&project.file)) == Some(Format::Compose) { Kind::Compose } else { Kind::Bake };
    let sources = Arc::new(project.sources);
    let image = |target| of_target(target, kind, &project.file, &sources);
    project.targets.into_iter().map(image).collect()
}

fn of_target(target: Target, kind: Kind, file: &str, sources: &Arc<BTreeSet<String>>) -> Image {
    let directory = target.context.as_deref().filter(|place| is_directory(place)).and_then(|place| resolve("", place));
    let dockerfile = match (target.dockerfile, &directory) {
        (Dockerfile::Path(path), Some(directory)) => {
            resolve(directory, &path).map_or(Dockerfile::Unknown, Dockerfile::Path)
        }
        (Dockerfile::Path(_), None) => Dockerfile::Unknown,
        (dockerfile, _) => dockerfile,
    };
    let mut options = target.options;
    for place in options.contexts.values_mut().filter(|place| is_directory(place)) {
        // One outside of the repository never changes.
        *place = resolve("", place).unwrap_or_else(|| format!("outside://{place}"));
    }
    let recipe = Recipe { directory, dockerfile, options };
    Image {
        name: target.name,
        kind,
        file: file.to_owned(),
        recipe,
        tags: target.images,
        problem: target.problem,
        sources: Arc::clone(sources),
    }
}

fn of_dockerfile(path: String, history: &History) -> Image {
    let directory = Some(context_of::dockerfile(&path, history));
    let recipe = Recipe { directory, dockerfile: Dockerfile::Path(path.clone()), options: BuildOptions::default() };
    Image {
        name: path.clone(),
        kind: Kind::Dockerfile,
        file: path,
        recipe,
        tags: Vec::new(),
        problem: None,
        sources: Arc::default(),
    }
}

/// `directory` from the top of the repository.
fn from_top(directory: &Path, history: &History) -> Result<String, Error> {
    let real = std::fs::canonicalize(directory).map_err(|error| Error::io("look for images in", directory, &error))?;
    let top = std::fs::canonicalize(history.top()).map_err(|error| Error::io("find", history.top(), &error))?;
    let below = real.strip_prefix(&top).unwrap_or(Path::new(""));
    Ok(below.to_string_lossy().replace('\\', "/"))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The directory that `path` lies in.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

/// `path`, as written in a file of `directory`; `None` if it leads out of the repository.
fn resolve(directory: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_within_the_repository() {
        assert_eq!(resolve("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(resolve("a", "..").as_deref(), Some(""));
        assert_eq!(resolve("a", "../.."), None);
        assert_eq!(resolve("a", "/etc"), None);
    }

    #[test]
    fn a_recipe_takes_what_is_in_its_contexts_and_its_dockerfile() {
        let contexts =
            [("lib", "libs/x"), ("base", "target:base")].map(|(name, place)| (name.to_owned(), place.to_owned()));
        let recipe = Recipe {
            directory: Some("app".to_owned()),
            dockerfile: Dockerfile::Path("docker/app.Dockerfile".to_owned()),
            options: BuildOptions { contexts: contexts.into(), ..BuildOptions::default() },
        };
        for (path, takes) in [
            ("app/main.c", true),
            ("apple/main.c", false),
            ("docker/app.Dockerfile", true),
            ("docker/app.Dockerfile.dockerignore", true),
            ("docker/app.Dockerfile.bak", false),
            ("libs/x/y", true),
        ] {
            assert_eq!(recipe.may_take(path), takes, "{path}");
        }
    }
}
