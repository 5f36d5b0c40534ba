//! Which files are Dockerfiles.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::Error;

/// The words that a Dockerfile's name begins or ends with.
const WORDS: [&str; 2] = ["dockerfile", "containerfile"];

/// Endings of files that become a Dockerfile only when something else has read them.
const TEMPLATES: [&str; 16] = [
    "cue", "ejs", "em", "erb", "gotmpl", "hbs", "in", "j2", "jinja", "jinja2", "m4", "mustache", "template", "tmpl",
    "tpl", "twig",
];

/// Endings of files that are about a Dockerfile, or were one.
const OTHERS: [&str; 24] = [
    "bak",
    "css",
    "diff",
    "dockerignore",
    "gz",
    "html",
    "json",
    "lock",
    "md",
    "old",
    "orig",
    "patch",
    "png",
    "rej",
    "rst",
    "save",
    "svg",
    "swp",
    "tar",
    "tmp",
    "toml",
    "xml",
    "yaml",
    "yml",
];

/// Endings of programs. `Dockerfile.go` is the one for Go; `dockerfile.go` and `Dockerfile-parser.js` are programs.
const PROGRAMS: [&str; 19] = [
    "c", "cpp", "cs", "ex", "go", "h", "java", "js", "jsx", "kt", "lua", "php", "pl", "py", "rb", "rs", "sh", "ts",
    "vim",
];

/// Directories that hold other people's files.
pub(crate) const PASSED_OVER: [&str; 2] = [".git", "node_modules"];

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, each once; those of a directory in the order of their paths.
    pub files: Vec<PathBuf>,
    /// What could not be looked at.
    pub errors: Vec<Error>,
}

/// The Dockerfiles in `paths`: a file is taken whatever its name, a directory is searched, what `.gitignore` names left out.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for path in paths {
        let before = found.files.len();
        match std::fs::metadata(path) {
            Ok(data) if data.is_dir() => walk(path, &is_dockerfile, usize::MAX, &mut found),
            Ok(_) => found.files.push(path.clone()),
            Err(error) => found.errors.push(Error::io("read", path, &error)),
        }
        let new = found.files.split_off(before);
        found.files.extend(new.into_iter().filter(|file| seen.insert(file.clone())));
    }
    found
}

/// The files below `directory` whose names are `wanted`, in the order of their paths.
pub fn files(directory: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, Error> {
    let mut found = Found::default();
    walk(directory, &wanted, usize::MAX, &mut found);
    match found.errors.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(found.files),
    }
}

/// The Dockerfiles among the first `most` entries below `directory`, for those who can do without the rest.
pub fn among_first(most: usize, directory: &Path) -> Vec<PathBuf> {
    let mut found = Found::default();
    walk(directory, &is_dockerfile, most, &mut found);
    found.files
}

fn walk(directory: &Path, wanted: &impl Fn(&str) -> bool, most: usize, found: &mut Found) {
    let mut walk = WalkBuilder::new(directory);
    // Directories like `.devcontainer` have Dockerfiles too.
    walk.hidden(false).require_git(false).sort_by_file_name(Ord::cmp);
    walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !PASSED_OVER.contains(&name.as_ref())
    });
    for entry in walk.build().take(most) {
        match entry {
            Ok(entry) => {
                // A link to a Dockerfile is one.
                if wanted(&entry.file_name().to_string_lossy()) && entry.path().is_file() {
                    let path = entry.into_path();
                    found.files.push(path.strip_prefix(".").map(Path::to_owned).unwrap_or(path));
                }
            }
            Err(error) => found.errors.push(unlisted(directory, &error)),
        }
    }
}

fn unlisted(directory: &Path, error: &ignore::Error) -> Error {
    let path = match error {
        ignore::Error::WithPath { path, .. } => path,
        _ => directory,
    };
    let reason = error.io_error().map_or_else(|| error.to_string(), crate::error::reason);
    Error::new("search", path, reason)
}

/// Whether a file of this name is a Dockerfile: `Dockerfile`, `Dockerfile.dev`, `api.Dockerfile`, `dockerfile-ci`,
/// `Containerfile`, but no template of one and nothing about one.
pub fn is_dockerfile(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_joint = |character: char| matches!(character, '.' | '-' | '_');
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    if TEMPLATES.contains(&ending) || OTHERS.contains(&ending) || lower.ends_with('~') {
        return false;
    }
    WORDS.iter().any(|word| {
        if lower == *word || lower.strip_suffix(word).is_some_and(|front| front.ends_with(is_joint)) {
            return true;
        }
        let Some(rest) = lower.strip_prefix(word).filter(|rest| rest.starts_with(is_joint)) else { return false };
        let is_program = PROGRAMS.contains(&ending);
        let names_a_language = rest.len() == ending.len() + 1 && name.starts_with(|first: char| first.is_uppercase());
        !is_program || names_a_language
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfiles_are_known_by_their_names() {
        let yes = "Dockerfile dockerfile Dockerfile.dev dockerfile-ci Dockerfile_arm64 api.Dockerfile api.dockerfile \
                   web-dockerfile Containerfile Containerfile.prod Dockerfile.go Dockerfile.py build.Containerfile";
        for name in yes.split_whitespace() {
            assert!(is_dockerfile(name), "{name}");
        }
        let no = "Dockerfile.dockerignore .dockerignore Dockerfile.j2 Dockerfile.tmpl Dockerfile.in Dockerfile.md \
                  dockerfile.go dockerfile-utils.js Dockerfile_test.go Dockerfile.bak Dockerfile~ Dockerfiles dockerfile.yml \
                  MyDockerfileReader README";
        for name in no.split_whitespace() {
            assert!(!is_dockerfile(name), "{name}");
        }
    }

    #[test]
    fn a_directory_is_searched_and_a_file_is_taken_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let paths = "b/Dockerfile a/x.Dockerfile .devcontainer/Dockerfile out/Dockerfile plain \
                     node_modules/m/Dockerfile .git/Dockerfile";
        for path in paths.split_whitespace().map(|path| root.path().join(path)) {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        std::fs::write(root.path().join(".gitignore"), "out/\n").unwrap();
        assert_eq!(among_first(3, root.path()), [root.path().join(".devcontainer/Dockerfile")]);
        let found = find(&[root.path().to_owned(), root.path().join("plain"), root.path().join("b/Dockerfile")]);
        let names: Vec<_> =
            found.files.iter().map(|path| path.strip_prefix(root.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, [".devcontainer/Dockerfile", "a/x.Dockerfile", "b/Dockerfile", "plain"]);
        assert!(find(&[root.path().join("nowhere")]).errors[0].to_string().contains("cannot read"));
    }
}
