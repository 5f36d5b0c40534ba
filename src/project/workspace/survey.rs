//! Where in a repository the Compose and Bake files are. A look and no search: it stays cheap where there are ten thousands of
//! files, as it is taken for a single Dockerfile as well.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::gitignore::Gitignore;

use crate::find::PASSED_OVER;
use crate::targets::Format;

/// So far below the top such files lie in practice.
const DEEPEST: usize = 4;

/// After so many entries the rest is not looked at. What is nearer to the top comes first.
const MOST_ENTRIES: usize = 10_000;

/// More files than this are not read.
const MOST_FILES: usize = 256;

/// A directory that is still to be listed.
struct Open {
    path: PathBuf,
    depth: usize,
    ignored: Option<Rc<Ignored>>,
}

/// What the `.gitignore` of a directory leaves out, and those above it.
struct Ignored {
    own: Gitignore,
    above: Option<Rc<Self>>,
}

/// The directories of the repository at `top` that have Compose or Bake files, with the names of these: of two, the one nearer to
/// the top comes first. Other repositories within it, other people's files and what git ignores are passed over.
pub(super) fn directories(top: &Path) -> Vec<(PathBuf, Vec<String>)> {
    let mut found = Vec::new();
    let (mut entries, mut files) = (0, 0);
    let mut open = VecDeque::from([Open { path: top.to_owned(), depth: 0, ignored: None }]);
    while let Some(mut directory) = open.pop_front().filter(|_| entries < MOST_ENTRIES && files < MOST_FILES) {
        let Ok(listed) = fs::read_dir(&directory.path) else { continue };
        let (mut names, mut below) = (Vec::new(), Vec::new());
        let (mut has_ignored, mut is_other) = (false, false);
        for entry in listed.filter_map(Result::ok).take(MOST_ENTRIES - entries) {
            entries += 1;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            is_other |= name == ".git" && directory.depth > 0;
            has_ignored |= name == ".gitignore";
            if Format::of(&name).is_some() {
                names.push(name.into_owned());
            } else if directory.depth < DEEPEST
                && entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !PASSED_OVER.contains(&&*name)
            {
                below.push(name.into_owned());
            }
        }
        if is_other {
            continue;
        }
        if has_ignored {
            let (own, _) = Gitignore::new(directory.path.join(".gitignore"));
            directory.ignored = Some(Rc::new(Ignored { own, above: directory.ignored }));
        }
        below.sort_unstable();
        open.extend(below.into_iter().filter_map(|name| directory.enter(&name)));
        names.sort_unstable();
        names.truncate(MOST_FILES - files);
        files += names.len();
        if !names.is_empty() {
            found.push((directory.path, names));
        }
    }
    found
}

impl Open {
    /// The directory `name` in this one; `None` if git ignores it.
    fn enter(&self, name: &str) -> Option<Self> {
        let path = self.path.join(name);
        let is_ignored = self.ignored.as_ref().is_some_and(|ignored| ignored.directory(&path));
        (!is_ignored).then(|| Self { path, depth: self.depth + 1, ignored: self.ignored.clone() })
    }
}

impl Ignored {
    /// Whether the directory at `path` is left out: the nearest file that says something of it decides.
    fn directory(&self, path: &Path) -> bool {
        let said = self.own.matched(path, true);
        if said.is_none() {
            return self.above.as_ref().is_some_and(|above| above.directory(path));
        }
        said.is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Compose files that are found among `paths`, of which those that end in `/` are directories.
    fn found(paths: &[&str]) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        for path in paths {
            let (path, text) = path.split_once('=').unwrap_or((path, ""));
            let place = root.path().join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            if path.ends_with('/') { fs::create_dir_all(place).unwrap() } else { fs::write(place, text).unwrap() }
        }
        let path = |(directory, names): (PathBuf, Vec<String>)| {
            let directory = directory.strip_prefix(root.path()).unwrap().to_string_lossy().into_owned();
            names.into_iter().map(move |name| format!("{directory}/{name}")).collect::<Vec<_>>()
        };
        directories(root.path()).into_iter().flat_map(path).collect()
    }

    #[test]
    fn what_is_nearer_to_the_top_comes_first() {
        let files = ["a/b/compose.yml", "compose.yaml", "z/docker-bake.hcl", "docker-bake.json", "a/b/c/d/compose.yml"];
        let order =
            ["/compose.yaml", "/docker-bake.json", "z/docker-bake.hcl", "a/b/compose.yml", "a/b/c/d/compose.yml"];
        assert_eq!(found(&files), order);
        assert_eq!(found(&["a/b/c/d/e/compose.yml"]), [""; 0]);
    }

    #[test]
    fn what_is_ignored_or_of_others_is_passed_over() {
        let files = ["node_modules/x/compose.yml", ".git/compose.yml", "module/.git", "module/compose.yml"];
        assert_eq!(found(&files), [""; 0]);
        let ignored = [
            ".gitignore=/out\n*.d\n",
            "out/compose.yml",
            "a/.gitignore=!b.d\n",
            "a/b.d/compose.yml",
            "c.d/compose.yml",
        ];
        assert_eq!(found(&ignored), ["a/b.d/compose.yml"]);
        assert_eq!(found(&[".devcontainer/compose.yml"]), [".devcontainer/compose.yml"]);
    }
}
