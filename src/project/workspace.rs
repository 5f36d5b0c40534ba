//! The Compose and Bake files around a Dockerfile, and how they build it.

mod survey;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use build::BuildOptions;

use crate::source;
use crate::targets::{self, Dockerfile, Format, Project, Target, is_directory};

/// A target, and where on the disk it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The Compose or Bake file.
    pub file: PathBuf,
    /// What it says.
    pub target: Target,
    /// The directory that is its context; `None` when that is remote or not known.
    pub context: Option<PathBuf>,
    /// Its Dockerfile; `None` when that is inline, remote or not known.
    pub dockerfile: Option<PathBuf>,
}

/// Finds the Compose and Bake files around Dockerfiles, and reads each once.
#[derive(Debug, Default)]
pub struct Finder {
    directories: HashMap<PathBuf, Directory>,
    /// By their tops, the directories of repositories whose files may name Dockerfiles above them or beside.
    repositories: HashMap<PathBuf, Vec<PathBuf>>,
    /// By the directory of a Dockerfile, those whose files name a Dockerfile and may mean it.
    around: HashMap<PathBuf, Vec<PathBuf>>,
}

/// What is known of a directory.
#[derive(Debug)]
struct Directory {
    /// What its files name, by the Dockerfile.
    named: HashMap<PathBuf, Vec<Named>>,
    /// The files elsewhere that are included in its files, and are no projects of their own.
    parts: Vec<PathBuf>,
    /// Whether it is the top of a repository.
    is_top: bool,
}

impl Finder {
    /// The targets that build `dockerfile`, an [`absolute`] path: of all Compose and Bake files in its directory, the ones above,
    /// and everywhere in its repository.
    pub fn building(&mut self, dockerfile: &Path) -> Vec<Named> {
        let Some(beside) = dockerfile.parent() else { return Vec::new() };
        if !self.around.contains_key(beside) {
            let places = self.look_around(beside);
            self.around.insert(beside.to_owned(), places);
        }
        let places = &self.around[beside];
        let known: Vec<&Directory> = places.iter().filter_map(|place| self.directories.get(place)).collect();
        let is_part = |named: &&Named| known.iter().any(|directory| directory.parts.contains(&named.file));
        let named = known.iter().filter_map(|directory| directory.named.get(dockerfile)).flatten();
        named.filter(|named| !is_part(named)).cloned().collect()
    }

    /// The directories above one, and those elsewhere in its repository, whose files name something.
    fn look_around(&mut self, beside: &Path) -> Vec<PathBuf> {
        let mut places = Vec::new();
        for directory in beside.ancestors() {
            places.push(directory.to_owned());
            if self.directory(directory, None).is_top {
                let elsewhere = self.repository(directory).iter().filter(|place| !beside.starts_with(place));
                places.extend(elsewhere.cloned());
                break;
            }
        }
        places.retain(|place| self.directories.get(place).is_some_and(Directory::says_something));
        places
    }

    /// Looks through a repository at the first question about it.
    fn repository(&mut self, top: &Path) -> &[PathBuf] {
        if !self.repositories.contains_key(top) {
            let mut places = Vec::new();
            for (place, names) in survey::directories(top) {
                if leads_out(&place, &names) {
                    self.directory(&place, Some(&names));
                    places.push(place);
                }
            }
            self.repositories.insert(top.to_owned(), places);
        }
        &self.repositories[top]
    }

    /// Looks into a directory at the first question about it; `names` are those of its Compose and Bake files, if that is known.
    fn directory(&mut self, path: &Path, names: Option<&[String]>) -> &Directory {
        if !self.directories.contains_key(path) {
            let projects = match names {
                Some(names) => projects(path, names),
                None => projects(path, &names_in(path)),
            };
            self.directories.insert(path.to_owned(), Directory::new(path, projects));
        }
        &self.directories[path]
    }
}

impl Directory {
    fn says_something(&self) -> bool {
        !self.named.is_empty() || !self.parts.is_empty()
    }

    fn new(path: &Path, projects: Vec<Project>) -> Self {
        let mut directory = Self { named: HashMap::new(), parts: Vec::new(), is_top: path.join(".git").exists() };
        for project in projects {
            directory.parts.extend(project.parts().map(|part| clean(&path.join(part))));
            for target in of_project(path, project) {
                let Some(dockerfile) = target.dockerfile.clone() else { continue };
                directory.named.entry(dockerfile).or_default().push(target);
            }
        }
        directory
    }
}

/// Whether those files may name a Dockerfile that is not below `directory`: only `..` leads there. Most do not, and to look for it
/// is much faster than to understand them.
fn leads_out(directory: &Path, names: &[String]) -> bool {
    let says_so = |name: &str| {
        let bytes = source::bytes(&directory.join(name)).unwrap_or_default();
        bytes.windows(2).any(|pair| pair == b"..")
    };
    names.iter().map(String::as_str).chain([".env"]).any(says_so)
}

/// The names of the Compose and Bake files in `directory`, in order.
fn names_in(directory: &Path) -> Vec<String> {
    let Ok(listed) = fs::read_dir(directory) else { return Vec::new() };
    let names = listed.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| Format::of(name).is_some()).collect();
    names.sort_unstable();
    names
}

/// The projects of the files of these names. A file that can't be read names no targets.
fn projects(directory: &Path, names: &[String]) -> Vec<Project> {
    let read = |path: &str| String::from_utf8(source::bytes(&directory.join(path)).ok()?).ok();
    targets::stand_alone(names.iter().map(|name| targets::read(name, &read)).collect())
}

fn of_project(directory: &Path, project: Project) -> Vec<Named> {
    let file = directory.join(&project.file);
    let is_main = Format::of(&project.file).is_some_and(|format| format.is_main(&project.file));
    let whole = |mut target: Target| {
        // Files of other names are mostly laid over the main one. What such a file leaves out is not what a build has without it.
        if !target.says_context && !is_main {
            target.context = None;
        }
        target
    };
    project.targets.into_iter().map(|target| named(&file, directory, whole(target))).collect()
}

/// Contexts are looked up from the directory of the file. Bake takes the working directory, which is that in practice.
fn named(file: &Path, directory: &Path, mut target: Target) -> Named {
    let context = target
        .context
        .as_deref()
        .filter(|context| is_directory(context))
        .map(|context| clean(&directory.join(context)));
    let dockerfile = match (&context, &target.dockerfile) {
        (Some(context), Dockerfile::Path(path)) => Some(clean(&context.join(path))),
        _ => None,
    };
    for place in target.options.contexts.values_mut() {
        if is_directory(place) {
            *place = clean(&directory.join(place.as_str())).to_string_lossy().into_owned();
        }
    }
    Named { file: file.to_owned(), target, context, dockerfile }
}

/// `path` from the root, without `.` and `..`. Links are not looked at, as paths of an editor are not either.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if path.components().any(|part| part == Component::ParentDir) { clean(&path) } else { path }
}

fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

/// What all of `targets` pass to their build. An argument or a named context that they do not agree on is given, and not known.
pub fn agreed(targets: &[Named]) -> BuildOptions {
    let Some((first, others)) = targets.split_first() else { return BuildOptions::default() };
    let mut options = first.target.options.clone();
    for other in others.iter().map(|named| &named.target.options) {
        lay(&mut options.args, &other.args, |_| None);
        lay(&mut options.contexts, &other.contexts, targets::unknown_place);
        options.target = options.target.filter(|target| other.target.as_ref() == Some(target));
        options.platform = options.platform.filter(|platform| other.platform.as_ref() == Some(platform));
    }
    options
}

/// Keeps what both give alike, and has `unknown` stand for all else that one of them gives.
fn lay<V: PartialEq>(all: &mut BTreeMap<String, V>, other: &BTreeMap<String, V>, unknown: impl Fn(&str) -> V) {
    let names: BTreeSet<String> = all.keys().chain(other.keys()).cloned().collect();
    for name in names {
        if all.get(&name) != other.get(&name) {
            let value = unknown(&name);
            all.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_directory(files: &[(&str, &str)], check: impl FnOnce(&Path, Vec<Named>)) {
        let directory = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
        check(
            directory.path(),
            found
                .filter(|path| path.is_dir())
                .chain([directory.path().to_owned()])
                .flat_map(|path| {
                    let of_project = |project| of_project(&path, project);
                    projects(&path, &names_in(&path)).into_iter().flat_map(of_project).collect::<Vec<_>>()
                })
                .collect(),
        );
    }

    #[test]
    fn a_dockerfile_is_looked_up_from_its_context() {
        let compose = "services:\n  web:\n    build:\n      context: ..\n      dockerfile: docker/Dockerfile.$KIND\n";
        in_directory(&[("deploy/compose.yaml", compose), ("deploy/.env", "KIND=dev\n")], |root, found| {
            assert_eq!(found[0].context.as_deref(), Some(root));
            assert_eq!(found[0].dockerfile, Some(root.join("docker/Dockerfile.dev")));
        });
    }

    #[test]
    fn a_remote_context_is_nowhere() {
        let bake = "target \"a\" {\n  context = \"https://github.com/a/b.git\"\n  contexts = { lib = \"../lib\", img = \
                    \"docker-image://a\" }\n}\n";
        in_directory(&[("x/docker-bake.hcl", bake)], |root, found| {
            assert_eq!((&found[0].context, &found[0].dockerfile), (&None, &None));
            let contexts = &found[0].target.options.contexts;
            assert_eq!(contexts["lib"], root.join("lib").to_string_lossy());
            assert_eq!(contexts["img"], "docker-image://a");
        });
    }

    #[test]
    fn targets_agree_on_what_is_the_same_in_all() {
        let compose = "services:\n  a:\n    build: {context: ., target: x, args: {A: '1', B: '2'}}\n  b:\n    build: {context: \
                       ., target: y, args: {A: '1', B: '3'}}\n";
        in_directory(&[("compose.yaml", compose)], |_, found| {
            let options = agreed(&found);
            assert_eq!(options.args, [("A".to_owned(), Some("1".to_owned())), ("B".to_owned(), None)].into());
            assert_eq!(options.target, None);
        });
    }
}
