//! What a build is made of: the Dockerfile and what a user passes to `docker build`.

use std::collections::BTreeMap;
use std::sync::Arc;

use shell::shellcheck::ShellCheck;
use text::SourceFile;

use crate::Context;
use crate::scope::{PLATFORM_ARGS, Value};

/// All that a build model is made of.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The Dockerfile.
    pub file: SourceFile,
    /// The build context; `None` when it is not known.
    pub context: Option<Arc<Context>>,
    /// The directories among [`BuildOptions::contexts`], by name.
    pub named_contexts: BTreeMap<String, Arc<Context>>,
    /// What a user would pass to `docker build`.
    pub options: BuildOptions,
    /// `ShellCheck` itself, where it may be run; whether it is asked is a rule's affair.
    pub shellcheck: Option<Arc<dyn ShellCheck>>,
}

impl Inputs {
    /// A Dockerfile alone: no context, no options.
    pub fn of_file(file: SourceFile) -> Self {
        Self {
            file,
            context: None,
            named_contexts: BTreeMap::new(),
            options: BuildOptions::default(),
            shellcheck: None,
        }
    }
}

/// What a user would pass to `docker build`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// `--build-arg NAME=VALUE`; `None` for one of which nobody knows what is given, or whether.
    pub args: BTreeMap<String, Option<String>>,
    /// `--target`; the last stage without it.
    pub target: Option<String>,
    /// `--platform`, such as `linux/arm64`; unknown without it.
    pub platform: Option<String>,
    /// The platform of the builder, such as `linux/amd64`; unknown unless it is said.
    pub build_platform: Option<String>,
    /// `--build-context NAME=PLACE`: a directory, or `docker-image://`, `target:`, a URL.
    pub contexts: BTreeMap<String, String>,
    /// What is taken for the rest of the world.
    pub world: World,
}

/// What is taken for that which neither Dockerfile nor options say: the configuration of base images, the builder's
/// platform, the arguments that nobody gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum World {
    /// It is not known, and neither is what depends on it.
    #[default]
    Unknown,
    /// Nothing is there: base images set `PATH` alone, the platform is `linux/amd64`, an argument that nobody gives is
    /// empty. So `docker build --check` judges a file.
    Bare,
}

/// The platform of builder and image in a [`World::Bare`].
const BARE_PLATFORM: &str = "linux/amd64";

impl BuildOptions {
    /// These options in a bare world.
    pub fn bare(&self) -> Self {
        // `--platform` does not reach the request that runs the checks (moby/buildkit `frontend/dockerfile/builder/build.go`).
        let platform = Some(BARE_PLATFORM.to_owned());
        Self { platform: platform.clone(), build_platform: platform, world: World::Bare, ..self.clone() }
    }

    /// The values of the ARGs that `BuildKit` gives for the platform, such as `TARGETARCH`: what is not among the options
    /// depends on the machine.
    pub fn platform_args(&self) -> PlatformArgs {
        let target = Value::Known(self.target.as_deref().unwrap_or("default").into());
        let mut values = Vec::with_capacity(1 + PLATFORM_ARGS.len());
        values.push(("TARGETSTAGE", target));
        for name in PLATFORM_ARGS {
            let (platform, part) = match name.strip_prefix("TARGET") {
                Some(part) => (&self.platform, part),
                None => (&self.build_platform, name.trim_start_matches("BUILD")),
            };
            let known = platform.as_ref().and_then(|platform| platform_part(platform, part));
            values.push((name, known.map_or(Value::Unknown, |known| Value::Known(known.into()))));
        }
        PlatformArgs(values)
    }

    /// The named context that stands for the stage or image `name`, and what it is.
    ///
    /// An image counts by its familiar name, so `docker.io/library/alpine:latest` is `alpine`
    /// (moby/buildkit `frontend/dockerui/namedcontext.go`).
    pub fn context_for(&self, name: &str) -> Option<(&str, &str)> {
        if self.contexts.is_empty() {
            return None;
        }
        let wanted = familiar(name);
        self.contexts.iter().find(|(key, _)| familiar(key) == wanted).map(|(key, place)| (key.as_str(), place.as_str()))
    }
}

/// A part of `os/arch/variant` by the name that the ARGs have for it; `None` when it does not say.
fn platform_part<'p>(platform: &'p str, part: &str) -> Option<&'p str> {
    let mut parts = platform.splitn(3, '/');
    let (os, arch, variant) = (parts.next(), parts.next(), parts.next());
    match part {
        "PLATFORM" => Some(platform),
        "OS" => os,
        "ARCH" => arch,
        "VARIANT" => Some(variant.unwrap_or_default()),
        // Only Windows has versions.
        _ => os.filter(|os| *os != "windows").map(|_| ""),
    }
}

/// The ARGs for the platform with their values. They are few, and made for each build: a list is faster than a map.
#[derive(Clone, Debug)]
pub struct PlatformArgs(Vec<(&'static str, Value)>);

impl PlatformArgs {
    /// The value of the ARG `name`; `None` when it is none of these.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

/// The short form of an image name: without the default registry, repository and tag.
fn familiar(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let name = lower.strip_prefix("docker.io/").unwrap_or(&lower);
    let name = name.strip_prefix("library/").unwrap_or(name);
    name.strip_suffix(":latest").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_context_stands_for_every_spelling_of_an_image() {
        let options =
            BuildOptions { contexts: [("alpine".to_owned(), "./dir".to_owned())].into(), ..BuildOptions::default() };
        for name in ["alpine", "alpine:latest", "docker.io/library/alpine", "Alpine"] {
            assert_eq!(options.context_for(name), Some(("alpine", "./dir")), "{name}");
        }
        assert_eq!(options.context_for("alpine:3"), None);
    }
}
