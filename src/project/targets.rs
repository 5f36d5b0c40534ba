//! What Compose and Bake files say about how a Dockerfile is built: with which context, stage and arguments.
//!
//! Reading is pure: whoever asks hands in what reads a file. A value that depends on the environment and has no default is
//! unknown, and a file that can't be read names no targets; saying what is wrong with such a file is not the business of a
//! Dockerfile linter. What makes a target unknown is told, though.

mod bake;
mod compose;
mod files;
mod hcl;
mod interpolate;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use build::BuildOptions;

pub use files::Reader;
use files::{Files, file_name};
use interpolate::read_env;

/// One way to build an image: a service of a Compose file or a target of a Bake file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of the service or target.
    pub name: String,
    /// The context: a directory, relative to what the path of the file is relative to, or a URL. `None` if it is not known.
    pub context: Option<String>,
    /// Whether the context is written, and is not merely what a build has without one.
    pub says_context: bool,
    /// Which Dockerfile.
    pub dockerfile: Dockerfile,
    /// The names that the image is given: `image` of a service, `tags` of a target.
    pub images: Vec<String>,
    /// What else is passed to the build.
    pub options: BuildOptions,
    /// Why it can't be built, or why nobody knows how.
    pub problem: Option<Problem>,
}

/// What is wrong with how a target is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The path of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in lower case.
    pub message: String,
}

/// What a Compose or Bake file and all that belong to it say. Paths are relative to the same directory.
#[derive(Clone, Debug)]
pub struct Project {
    /// The path of the file.
    pub file: String,
    /// In the order in which they come up.
    pub targets: Vec<Target>,
    /// All files that were looked for, those that are not there among them: no other file bears on the targets.
    pub sources: BTreeSet<String>,
    /// The files that are laid over it or included, and are no projects of their own.
    parts: BTreeSet<String>,
}

impl Project {
    /// The files that are laid over it or included.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(String::as_str)
    }
}

/// The Dockerfile of a [`Target`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dockerfile {
    /// A path, relative to the context.
    Path(String),
    /// It is written in the file itself.
    Inline(String),
    /// It depends on what is not known.
    Unknown,
}

/// The kinds of files that name targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `compose.yaml` and the like.
    Compose,
    /// `docker-bake.hcl`.
    BakeHcl,
    /// `docker-bake.json`.
    BakeJson,
}

impl Format {
    /// The format of a file with this name; `None` if it is none that is read.
    ///
    /// Compose files have many names in practice (`docker-compose.prod.yml`), so every name that starts like one counts.
    pub fn of(file_name: &str) -> Option<Self> {
        let is = |part: Option<&str>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word));
        let starts = |word: &str| is(file_name.get(..word.len()), word);
        let ends = |word: &str| is(file_name.len().checked_sub(word.len()).and_then(|at| file_name.get(at..)), word);
        if (starts("compose") || starts("docker-compose")) && (ends(".yaml") || ends(".yml")) {
            Some(Self::Compose)
        } else if starts("docker-bake") && ends(".hcl") {
            Some(Self::BakeHcl)
        } else if starts("docker-bake") && ends(".json") {
            Some(Self::BakeJson)
        } else {
            None
        }
    }
}

impl Format {
    /// Whether that is the name of the file that the program takes when it is not told which.
    pub fn is_main(self, file_name: &str) -> bool {
        let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
        match self {
            Self::Compose => matches!(stem, "compose" | "docker-compose"),
            Self::BakeHcl | Self::BakeJson => stem == "docker-bake",
        }
    }
}

/// Whether a context is a directory, and no URL, image, repository, other target or service.
pub fn is_directory(place: &str) -> bool {
    !place.contains("://") && !["target:", "service:", "git@"].iter().any(|other| place.starts_with(other))
}

/// What stands for a named context of which nobody knows where it is.
pub(crate) fn unknown_place(name: &str) -> String {
    format!("unknown://{name}")
}

/// Values that stand for variables of a Compose or Bake file: the environment's, or those of a `.env`.
pub type Variables = BTreeMap<String, String>;

/// What the file at `path` says of targets, with what the files say that belong to it.
pub fn read(path: &str, reader: &Reader<'_>) -> Project {
    let files = Files::new(reader);
    let targets = match Format::of(file_name(path)) {
        Some(Format::Compose) => compose::read(path, &files),
        Some(Format::BakeHcl | Format::BakeJson) => bake::read(path, &files),
        None => Vec::new(),
    };
    let (sources, parts) = files.into_paths();
    Project { file: path.to_owned(), targets, sources, parts }
}

/// The projects that are not part of another one. Of those that are parts of each other, the first stays.
pub fn stand_alone(projects: Vec<Project>) -> Vec<Project> {
    let wholes: Vec<_> = projects.iter().enumerate().filter(|(_, project)| !project.parts.is_empty()).collect();
    let is_alone = |(at, project): (usize, &Project)| {
        !wholes.iter().any(|(whole_at, whole)| {
            let is_mutual = project.parts.contains(&whole.file);
            *whole_at != at && whole.parts.contains(&project.file) && !(is_mutual && at < *whole_at)
        })
    };
    let alone: Vec<bool> = projects.iter().enumerate().map(is_alone).collect();
    projects.into_iter().zip(alone).filter(|(_, is_alone)| *is_alone).map(|(project, _)| project).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_format() {
        for (name, format) in [
            ("compose.yaml", Some(Format::Compose)),
            ("docker-compose.prod.yml", Some(Format::Compose)),
            ("docker-bake.override.hcl", Some(Format::BakeHcl)),
            ("docker-bake.json", Some(Format::BakeJson)),
            ("compose.rs", None),
            ("values.yaml", None),
        ] {
            assert_eq!(Format::of(name), format, "{name}");
        }
    }
}
