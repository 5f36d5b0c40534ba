//! The Compose and Bake files of a directory, and which Dockerfiles they build how.

use std::fs;
use std::path::{Component, Path, PathBuf};

use build::BuildOptions;
use ignore::WalkBuilder;

use crate::targets::{self, Dockerfile, Format, Target, Variables};

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

/// The targets of all Compose and Bake files in `root` and below, less what `.gitignore` names, in the order of their paths.
/// A file that can't be read names none.
pub fn targets(root: &Path) -> Vec<Named> {
    let walk = WalkBuilder::new(root).hidden(false).filter_entry(|entry| entry.file_name() != ".git").build();
    let mut files: Vec<PathBuf> =
        walk.filter_map(Result::ok).map(ignore::DirEntry::into_path).filter(|path| format(path).is_some()).collect();
    files.sort();
    files.iter().flat_map(|file| of_file(file)).collect()
}

/// The targets of one Compose or Bake file.
pub fn of_file(file: &Path) -> Vec<Named> {
    let (Some(format), Ok(text)) = (format(file), fs::read_to_string(file)) else { return Vec::new() };
    let directory = file.parent().unwrap_or(Path::new(""));
    // Only Compose reads a `.env`.
    let env = (format == Format::Compose).then(|| fs::read_to_string(directory.join(".env")).ok()).flatten();
    let variables = env.map_or_else(Variables::new, |text| targets::read_env(&text));
    targets::read(format, &text, &variables).into_iter().map(|target| named(file, directory, target)).collect()
}

fn format(path: &Path) -> Option<Format> {
    Format::of(&path.file_name()?.to_string_lossy())
}

/// Contexts are looked up from the directory of the file. Bake takes the working directory, which is that in practice.
fn named(file: &Path, directory: &Path, mut target: Target) -> Named {
    let context =
        target.context.as_deref().filter(|context| is_local(context)).map(|context| clean(&directory.join(context)));
    let dockerfile = match (&context, &target.dockerfile) {
        (Some(context), Dockerfile::Path(path)) => Some(clean(&context.join(path))),
        _ => None,
    };
    for place in target.options.contexts.values_mut() {
        if is_local(place) {
            *place = clean(&directory.join(place.as_str())).to_string_lossy().into_owned();
        }
    }
    Named { file: file.to_owned(), target, context, dockerfile }
}

/// Whether a context is a directory, and no URL, image, repository or other target.
fn is_local(context: &str) -> bool {
    !context.contains("://") && !["target:", "service:", "git@"].iter().any(|prefix| context.starts_with(prefix))
}

/// `path` without `.` and `..`. Links are not looked at, as paths of an editor are not either.
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

/// What all of `targets` pass to their build: what they do not agree on is not among it.
pub fn agreed(targets: &[&Named]) -> BuildOptions {
    let Some((first, others)) = targets.split_first() else { return BuildOptions::default() };
    let mut options = first.target.options.clone();
    for other in others.iter().map(|named| &named.target.options) {
        options.args.retain(|name, value| other.args.get(name) == Some(value));
        options.contexts.retain(|name, place| other.contexts.get(name) == Some(place));
        options.target = options.target.filter(|target| other.target.as_ref() == Some(target));
        options.platform = options.platform.filter(|platform| other.platform.as_ref() == Some(platform));
    }
    options
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
        check(directory.path(), targets(directory.path()));
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
            let options = agreed(&found.iter().collect::<Vec<_>>());
            assert_eq!(options.args, [("A".to_owned(), "1".to_owned())].into());
            assert_eq!(options.target, None);
        });
    }
}
