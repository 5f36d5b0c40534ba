//! What a build is made of, read from the disk: Dockerfile, context, named contexts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use build::{BuildOptions, Context, Inputs};
use text::SourceFile;

use crate::{Error, context, source};

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
        self.dockerfile.clone().unwrap_or_else(|| self.directory.join("Dockerfile"))
    }

    /// Reads all of it. No file of a context is read before somebody asks what is in it.
    pub fn read(&self) -> Result<Inputs, Error> {
        let listed = self.context()?;
        let file = source::read(&self.dockerfile()).map_err(|error| self.explain(error))?;
        self.inputs(file, listed)
    }

    /// The same with a Dockerfile and a context that are known already.
    pub fn inputs(&self, file: SourceFile, context: Context) -> Result<Inputs, Error> {
        let mut named_contexts = BTreeMap::new();
        for (name, place) in self.options.contexts.iter().filter(|(_, place)| is_directory(place)) {
            let directory = Path::new(place);
            let ignore = context::ignore_file(directory, &directory.join("Dockerfile"))?;
            named_contexts.insert(name.clone(), Arc::new(readable(context::read(directory, ignore)?)?));
        }
        Ok(Inputs { file, context: Some(Arc::new(context)), named_contexts, options: self.options.clone() })
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

/// Whether a named context is a directory, not an image, a target or something remote.
fn is_directory(place: &str) -> bool {
    !place.contains("://") && !place.starts_with("target:") && !place.starts_with("git@")
}
