//! What Compose and Bake files say about how a Dockerfile is built: with which context, stage and arguments.
//!
//! Reading is pure: text in, [`Target`]s out. A value that depends on the environment and has no default is unknown, and a
//! file that can't be read names no targets; saying what is wrong with such a file is not the business of a Dockerfile linter.

mod bake;
mod compose;
mod hcl;
mod interpolate;

use std::collections::BTreeMap;

use build::BuildOptions;
use text::TextRange;

pub use interpolate::read_env;

/// One way to build an image: a service of a Compose file or a target of a Bake file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of the service or target.
    pub name: String,
    /// Where the name is written in its file.
    pub range: TextRange,
    /// The context as written: a directory relative to that of the file, or a URL. `None` if it is not known.
    pub context: Option<String>,
    /// Whether the context is written, and is not merely what a build has without one.
    pub says_context: bool,
    /// Which Dockerfile.
    pub dockerfile: Dockerfile,
    /// The names that the image is given: `image` of a service, `tags` of a target.
    pub images: Vec<String>,
    /// What else is passed to the build.
    pub options: BuildOptions,
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
        let name = file_name.to_ascii_lowercase();
        let is = |ending: &str| name.ends_with(ending);
        let starts = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
        if starts(&["compose", "docker-compose"]) && (is(".yaml") || is(".yml")) {
            Some(Self::Compose)
        } else if starts(&["docker-bake"]) && is(".hcl") {
            Some(Self::BakeHcl)
        } else if starts(&["docker-bake"]) && is(".json") {
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

/// Values that stand for variables of a Compose or Bake file: the environment's, or those of a `.env`.
pub type Variables = BTreeMap<String, String>;

/// The targets of a file, in its order.
pub fn read(format: Format, text: &str, variables: &Variables) -> Vec<Target> {
    match format {
        Format::Compose => compose::read(text, variables),
        Format::BakeHcl => bake::read_hcl(text, variables),
        Format::BakeJson => bake::read_json(text, variables),
    }
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
