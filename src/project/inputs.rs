//! What a build is made of, read from the disk: Dockerfile, context, named contexts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use build::context::IgnoreFile;
use build::{Build, BuildOptions, Context, Inputs};
use text::SourceFile;

use crate::git::Since;
use crate::targets::is_directory;
use crate::{Error, context, source};

/// Reads the directory of a named context without what its ignore file leaves out.
type Reader<'r> = dyn Fn(&Path, Option<IgnoreFile>) -> Result<Context, Error> + 'r;

/// A build as it is asked for: `docker build DIRECTORY --file DOCKERFILE …`.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The context.
    pub directory: PathBuf,
    /// The Dockerfile; that of the context without it.
    pub dockerfile: Option<PathBuf>,
    /// What else is passed to the build.
    pub options: BuildOptions,
}

impl Request {
    /// Where the Dockerfile is.
    pub fn dockerfile(&self) -> PathBuf {
        let beside =
            || if self.directory == Path::new(".") { "Dockerfile".into() } else { self.directory.join("Dockerfile") };
        self.dockerfile.clone().unwrap_or_else(beside)
    }

    /// Reads all of it. No file of a context is read before somebody asks what is in it.
    pub fn read(&self) -> Result<Inputs, Error> {
        let listed = self.context()?;
        let file = source::read(&self.dockerfile()).map_err(|error| self.explain(error))?;
        self.inputs(file, Some(listed), &context::read)
    }

    /// Reads all of it, but of the build context only what bears on the changed `paths`.
    pub fn read_for(&self, paths: &[String]) -> Result<Inputs, Error> {
        context::check(&self.directory)?;
        let file = source::read(&self.dockerfile()).map_err(|error| self.explain(error))?;
        let ignore = context::ignore_file(&self.directory, &self.dockerfile())?;
        let without = self.inputs(file, None, &context::read)?;
        let sources = cache::sources(&Build::new(without.clone()));
        let context = readable(context::read_part(&self.directory, ignore, &sources, paths)?)?;
        Ok(Inputs { context: Some(Arc::new(context)), ..without })
    }

    /// The same as it was at the commit `revision`: Dockerfile, ignore file, context and named contexts. Options are those
    /// of now, as git does not know what was given then. `now` is the context as it is.
    pub fn read_since(&self, revision: &str, now: &Context) -> Result<Inputs, Error> {
        let since = Since::new(&self.directory, revision)?;
        let dockerfile = self.dockerfile();
        let path = relative(&self.directory, &dockerfile)?;
        let Some(bytes) = since.revision().read(&path)? else {
            let error = Error::new("compare with", &dockerfile, format!("it was not there at `{revision}`"));
            return Err(error.with_help("`--against` and `--against-file` compare with another one"));
        };
        let own = format!("{path}.dockerignore");
        let mut ignore = None;
        for path in [own.as_str(), ".dockerignore"] {
            if let Some(bytes) = since.revision().read(path)? {
                ignore = Some(IgnoreFile::new(SourceFile::from_bytes(path, &bytes)));
                break;
            }
        }
        let context = readable(since.context_beside(ignore, now.contents())?)?;
        let file = SourceFile::from_bytes(&dockerfile.to_string_lossy(), &bytes);
        let named = |directory: &Path, ignore| match Since::new(directory, revision) {
            Ok(since) => since.context(ignore),
            // One that git does not know is taken to have been what it is.
            Err(_) => context::read(directory, ignore),
        };
        self.inputs(file, Some(context), &named)
    }

    /// The Dockerfile with its contexts; `named` reads the directory of a named one.
    fn inputs(&self, file: SourceFile, context: Option<Context>, named: &Reader<'_>) -> Result<Inputs, Error> {
        let mut named_contexts = BTreeMap::new();
        for (name, place) in self.options.contexts.iter().filter(|(_, place)| is_directory(place)) {
            let directory = Path::new(place);
            let ignore = context::ignore_file(directory, &directory.join("Dockerfile"))?;
            named_contexts.insert(name.clone(), Arc::new(readable(named(directory, ignore)?)?));
        }
        let options = self.options.clone();
        Ok(Inputs { context: context.map(Arc::new), named_contexts, options, ..Inputs::of_file(file) })
    }

    fn context(&self) -> Result<Context, Error> {
        let ignore = match context::ignore_file(&self.directory, &self.dockerfile()) {
            // That the context or the Dockerfile is missing is said better elsewhere.
            Err(_) if !self.directory.is_dir() => None,
            ignore => ignore?,
        };
        readable(context::read(&self.directory, ignore)?)
    }

    /// What helps when there is no Dockerfile.
    fn explain(&self, error: Error) -> Error {
        let help = match self.dockerfile {
            None => "a Dockerfile elsewhere is given with `--file`",
            Some(_) => "as with `docker build`, `--file` is looked up from the working directory, not from the context",
        };
        if self.dockerfile().exists() { error } else { error.with_help(help) }
    }
}

/// A context of which everything is known; `docker build` stops at a directory that it may not list.
fn readable(context: Context) -> Result<Context, Error> {
    if let (Some(mistake), Some(ignore)) = (context.ignore_error(), context.ignore_file()) {
        let path = PathBuf::from(format!("{}:{}", ignore.file.path(), mistake.line));
        return Err(Error::new("use the pattern at", &path, mistake.message.clone()));
    }
    let Some(unread) = context.unread().first() else { return Ok(context) };
    let path = if unread.path.is_empty() { "." } else { &unread.path };
    let error = Error::new("list the context's", Path::new(path), unread.reason.clone());
    Err(error.with_help("what `.dockerignore` leaves out is not looked at"))
}

/// The way from `directory` to `file`, with `/` and maybe `..`.
fn relative(directory: &Path, file: &Path) -> Result<String, Error> {
    let real = |path: &Path| fs::canonicalize(path).map_err(|error| Error::io("find", path, &error));
    let (directory, file) = (real(directory)?, real(file)?);
    let shared = directory.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = directory.components().skip(shared).map(|_| "..".to_owned());
    let down = file.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use cache::{Change, predict};

    use super::*;

    const DOCKERFILE: &str = "FROM a\nARG D=src\nCOPY $D /src\nCOPY *.json /\nCOPY link /l\nCOPY packages/*/package.json /p\n\
        COPY in/link/deep/file /d\nCOPY --parents packages/./**/*.js /js\nCOPY --exclude=*.md . /all\nCOPY gone /\n\
        COPY ignored/kept /kept\nRUN --mount=target=/m,source=mounted true\n";

    /// A directory in which sources lead through links, globs and what is ignored.
    fn directory() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "src/a.js",
            "src/deep/b.js",
            "tsconfig.json",
            "real/x",
            "real/deep/file",
            "packages/one/package.json",
            "packages/[two]/package.json",
            "packages/one/lib/index.js",
            "ignored/kept",
            "ignored/other",
            "mounted/m",
            "README.md",
            "*",
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::create_dir(root.path().join("in")).unwrap();
        symlink("real", root.path().join("link")).unwrap();
        symlink("../real", root.path().join("in/link")).unwrap();
        symlink("/src/a.js", root.path().join("linked.json")).unwrap();
        symlink("loop.json", root.path().join("loop.json")).unwrap();
        fs::write(root.path().join("Dockerfile"), DOCKERFILE).unwrap();
        fs::write(root.path().join(".dockerignore"), "ignored/*\n!ignored/kept\n").unwrap();
        root
    }

    #[test]
    fn a_part_of_the_context_is_enough_to_say_what_changed_paths_run_again() {
        let root = directory();
        let request = Request { directory: root.path().to_owned(), ..Request::default() };
        let whole = Build::new(request.read().unwrap());
        let entries = whole.context().unwrap().entries();
        let new = ["src/new.js", "new.json", "packages/three/package.json", "ignored/other", "gone", "real/new/x"];
        for path in entries.iter().map(|entry| &*entry.path).chain(new).chain([""]) {
            let part = Build::new(request.read_for(&[path.to_owned()]).unwrap());
            let changes = [Change::File(path.to_owned())];
            assert_eq!(predict(&part, &changes), predict(&whole, &changes), "{path}");
        }
    }

    #[test]
    fn what_is_missing_is_told_without_a_walk() {
        let root = directory();
        let request = Request { directory: root.path().to_owned(), ..Request::default() };
        let build = Build::new(request.read_for(&["src/a.js".to_owned()]).unwrap());
        assert!(!build.context().unwrap().included("mounted/m"));
        let prediction = predict(&build, &[]);
        let missing: Vec<&str> =
            prediction.verdicts().iter().flat_map(|verdict| &verdict.missing).map(String::as_str).collect();
        assert_eq!(missing, ["gone"]);
    }
}
