//! Where the contexts of a Dockerfile are, as far as the files around it say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use build::{BuildOptions, Context};

use super::{ignore_file, ignore_path, own_ignore_path, read, read_ignore_file, read_within, shared_ignore_path};
use crate::Error;
use crate::targets::is_directory;
use crate::workspace;

/// Where the contexts of a build are. Builds with the same place see the same files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The context.
    pub directory: PathBuf,
    /// Whether that is the context for certain; else it is the Dockerfile's own directory, for want of a better one.
    pub certain: bool,
    /// What is left out of it.
    ignore: Option<PathBuf>,
    /// The named contexts.
    named: BTreeMap<String, String>,
}

/// How a Dockerfile is built, as far as the files around it say.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its contexts.
    pub place: Place,
    /// What else is passed to the build.
    pub options: BuildOptions,
    /// The Compose and Bake files that say so.
    pub files: BTreeSet<PathBuf>,
}

/// Finds places, and reads each Compose and Bake file once. The command line and the editor both ask here, so that they judge
/// by the same files.
#[derive(Debug, Default)]
pub struct Places {
    workspace: workspace::Finder,
    /// By contexts, what is left out of them for all Dockerfiles that have no ignore file of their own.
    ignores: HashMap<PathBuf, Option<PathBuf>>,
}

impl Places {
    /// How the Dockerfile, which need not be there, is built.
    ///
    /// The context is what the Compose and Bake files that build it agree on. Where none does, its own directory is the
    /// context for certain only if it has an ignore file; where they disagree, no directory is.
    pub fn of(&mut self, dockerfile: &Path) -> Found {
        let dockerfile = workspace::absolute(dockerfile);
        let named = self.workspace.building(&dockerfile);
        let options = workspace::agreed(&named);
        let beside = dockerfile.parent().unwrap_or(Path::new("/"));
        let given = named.iter().filter_map(|named| named.context.as_deref());
        let agreed = agreed(given);
        let directory = if let Agreed::On(directory) = agreed { directory } else { beside };
        let ignore = own_ignore_path(&dockerfile).or_else(|| match self.ignores.get(directory) {
            Some(known) => known.clone(),
            None => self.ignores.entry(directory.to_owned()).or_insert_with(|| shared_ignore_path(directory)).clone(),
        });
        let certain = match agreed {
            Agreed::On(directory) => directory.is_dir(),
            Agreed::Nobody => ignore.is_some(),
            Agreed::Not => false,
        };
        let place = Place { directory: directory.to_owned(), certain, ignore, named: options.contexts.clone() };
        let files = named.iter().map(|named| named.file.clone()).collect();
        Found { place, options, files }
    }
}

impl Found {
    /// That `dockerfile` is built with the context `directory`, without anything else.
    pub fn given(directory: &Path, dockerfile: &Path) -> Self {
        let (directory, ignore) = (directory.to_owned(), ignore_path(directory, dockerfile));
        Self {
            place: Place { directory, certain: true, ignore, named: BTreeMap::new() },
            options: BuildOptions::default(),
            files: BTreeSet::new(),
        }
    }
}

impl Place {
    /// The same without named contexts.
    pub fn alone(&self) -> Self {
        Self { named: BTreeMap::new(), ..self.clone() }
    }

    /// Reads the context.
    pub fn context(&self) -> Result<Context, Error> {
        let ignore = self.ignore.as_deref().map(read_ignore_file).transpose()?;
        read(&self.directory, ignore)
    }

    /// The same, unless it is more than `most` entries: for a directory that nobody calls a context, be it a user's home.
    pub fn context_within(&self, most: usize) -> Option<Context> {
        let ignore = self.ignore.as_deref().map(read_ignore_file).transpose().ok()?;
        read_within(most, &self.directory, ignore)
    }

    /// Reads the directories among the named contexts. What can't be read is not known.
    pub fn named(&self) -> BTreeMap<String, Arc<Context>> {
        let read = |place: &Path| read(place, ignore_file(place, &place.join("Dockerfile")).ok()?).ok();
        let named = self.named_directories();
        named.filter_map(|(name, place)| Some((name.to_owned(), Arc::new(read(place)?)))).collect()
    }

    /// All directories whose files may be in the build.
    pub fn directories(&self) -> impl Iterator<Item = &Path> {
        iter::once(self.directory.as_path()).chain(self.named_directories().map(|(_, place)| place))
    }

    fn named_directories(&self) -> impl Iterator<Item = (&str, &Path)> {
        let directories = self.named.iter().filter(|(_, place)| is_directory(place));
        directories.map(|(name, place)| (name.as_str(), Path::new(place)))
    }
}

/// What several say.
enum Agreed<'p> {
    Nobody,
    On(&'p Path),
    Not,
}

fn agreed<'p>(mut given: impl Iterator<Item = &'p Path>) -> Agreed<'p> {
    match given.next() {
        None => Agreed::Nobody,
        Some(first) if given.all(|other| other == first) => Agreed::On(first),
        Some(_) => Agreed::Not,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What is found for the Dockerfile at `path` in a repository with `files`: the context from its top, whether that is certain,
    /// and the arguments.
    fn found(path: &str, files: &[(&str, &str)]) -> (String, bool, Vec<String>) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(".git")).unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = Places::default().of(&root.path().join(path));
        let directory = found.place.directory.strip_prefix(root.path()).unwrap();
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        let args = found.options.args.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect();
        (directory.to_string_lossy().into_owned(), found.place.certain, args)
    }

    #[test]
    fn a_directory_with_an_ignore_file_is_the_context() {
        assert_eq!(found("api/Dockerfile", &[("api/a", "")]), ("api".to_owned(), false, vec![]));
        assert_eq!(found("api/Dockerfile", &[("api/.dockerignore", "")]), ("api".to_owned(), true, vec![]));
        assert_eq!(found("api/Dockerfile", &[("api/Dockerfile.dockerignore", "")]), ("api".to_owned(), true, vec![]));
    }

    #[test]
    fn a_compose_file_above_says_how_a_dockerfile_is_built() {
        let compose = "services:\n  api:\n    build: {context: ., dockerfile: api/Dockerfile, args: {A: '1'}}\n  db:\n    build: db\n";
        let files = [("compose.yaml", compose), ("api/.dockerignore", ""), ("db/Dockerfile", "")];
        assert_eq!(found("api/Dockerfile", &files), (String::new(), true, vec!["A=1".to_owned()]));
        assert_eq!(found("db/Dockerfile", &files), ("db".to_owned(), true, vec![]));
        assert_eq!(found("Dockerfile", &files), (String::new(), false, vec![]));
    }

    #[test]
    fn a_compose_or_bake_file_in_another_folder_says_how_a_dockerfile_is_built() {
        let compose = "services:\n  api:\n    build: {context: .., dockerfile: Dockerfile, args: {A: '1'}}\n";
        assert_eq!(
            found("Dockerfile", &[("deploy/compose.yaml", compose)]),
            (String::new(), true, vec!["A=1".to_owned()])
        );
        let bake = "target \"db\" {\n  context = \"../../db\"\n}\n";
        let files = [("ops/images/docker-bake.hcl", bake), ("db/x", "")];
        assert_eq!(found("db/Dockerfile", &files), ("db".to_owned(), true, vec![]));
        let files =
            [("ops/compose.yaml", "services: {db: {build: $ROOT/db}}\n"), ("ops/.env", "ROOT=..\n"), ("db/x", "")];
        assert_eq!(found("db/Dockerfile", &files), ("db".to_owned(), true, vec![]));
    }

    #[test]
    fn a_compose_file_that_another_includes_is_no_project_of_its_own() {
        let whole = "include:\n  - path: api/compose.yaml\n    project_directory: .\n";
        let part = "services:\n  api:\n    build: {context: api, args: {A: '$A'}}\n";
        let files = [("compose.yaml", whole), ("api/compose.yaml", part), (".env", "A=1\n")];
        assert_eq!(found("api/Dockerfile", &files), ("api".to_owned(), true, vec!["A=1".to_owned()]));
    }

    #[test]
    fn where_two_disagree_no_context_is_certain() {
        let compose = "services:\n  a:\n    build: {context: ., dockerfile: api/Dockerfile, args: {A: '1', B: '2'}}\n  b:\n    \
                       build: {context: api, args: {A: '1', B: '3'}}\n";
        let files = [("compose.yaml", compose), ("api/.dockerignore", "")];
        assert_eq!(
            found("api/Dockerfile", &files),
            ("api".to_owned(), false, vec!["A=1".to_owned(), "B=?".to_owned()])
        );
    }

    #[test]
    fn a_context_that_is_not_there_is_not_certain() {
        let compose = "services:\n  a:\n    build: {context: gone, dockerfile: ../Dockerfile}\n";
        assert!(!found("Dockerfile", &[("compose.yaml", compose)]).1);
    }

    #[test]
    fn a_file_laid_over_another_says_nothing_of_a_context_that_it_does_not_name() {
        let main = "services:\n  web:\n    build: web\n";
        let over = "services:\n  web:\n    build: {target: dev}\n";
        let files = [("compose.yaml", main), ("compose.override.yaml", over), ("web/x", "")];
        assert_eq!(found("Dockerfile", &files), (String::new(), false, vec![]));
        let bake = [("docker-bake.override.hcl", "target \"web\" { args = { A = \"1\" } }\n")];
        assert_eq!(found("Dockerfile", &bake), (String::new(), false, vec![]));
    }
}
