//! Changed paths as a user gives them, as paths of the context.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use build::Context;
use syntax::dockerignore::Patterns;
use syntax::filepath;

/// Paths of the context that are said to have changed, and what is to be said about them.
#[derive(Debug, Default)]
pub struct Changed {
    /// From the root of the context, with `/`.
    pub paths: Vec<String>,
    /// What the reader may not expect.
    pub notes: Vec<String>,
}

/// What `--changed` gives. A path counts from the working directory, as shells complete it, or from the context. `-` reads
/// paths from standard input; of these, what lies outside of the context is passed over, as in what
/// `git diff --name-only` prints.
#[derive(Debug)]
pub struct Given {
    /// With whether it comes from standard input.
    paths: Vec<(String, bool)>,
}

impl Given {
    /// Reads standard input where that is asked for.
    pub fn read(given: &[String]) -> Result<Self, String> {
        let mut paths = Vec::new();
        for path in given {
            if path != "-" {
                paths.push((path.clone(), false));
                continue;
            }
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text).map_err(|error| format!("cannot read `-`: {error}"))?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            paths.extend(lines.map(|line| (line.to_owned(), true)));
        }
        Ok(Self { paths })
    }

    /// The places in the context of `directory` that these may be; `None` if there is a glob among them, which may match
    /// anything.
    pub fn places(&self, directory: &Path) -> Result<Option<Vec<String>>, String> {
        let root = absolute(directory)?;
        let mut places = Vec::with_capacity(self.paths.len());
        for (path, listed) in &self.paths {
            if !listed && filepath::has_wildcard(path) {
                return Ok(None);
            }
            places.extend(below(&root, path)?);
            places
                .extend((!path.starts_with('/')).then(|| filepath::clean(path)).filter(|path| !path.starts_with("..")));
        }
        Ok(Some(places))
    }

    /// Finds them in the context of `directory`.
    pub fn find(&self, directory: &Path, context: &Context) -> Result<Changed, String> {
        let finder = Finder { directory: absolute(directory)?, shown: directory, context };
        let mut changed = Changed::default();
        for (path, listed) in &self.paths {
            if *listed {
                changed.paths.extend(finder.path(path)?);
            } else if filepath::has_wildcard(path) && !context.included(path) {
                changed.paths.extend(finder.glob(path)?);
            } else {
                let found = finder.path(path)?.ok_or_else(|| {
                    format!("`{path}` is not in the context `{}`, so no step can take it", directory.display())
                })?;
                changed.paths.push(found);
            }
        }
        changed.paths.sort();
        changed.paths.dedup();
        for path in &changed.paths {
            if let Some(line) = context.ignored_by(path).filter(|_| !context.included(path)) {
                changed.notes.push(format!("`{path}` is left out by `{}`, so no step takes it", line.pattern));
            }
        }
        Ok(changed)
    }
}

struct Finder<'a> {
    directory: PathBuf,
    shown: &'a Path,
    context: &'a Context,
}

impl Finder<'_> {
    /// The path from the context's root; `None` if it lies outside.
    fn path(&self, path: &str) -> Result<Option<String>, String> {
        if let Some(below) = below(&self.directory, path)? {
            return Ok(Some(below));
        }
        let clean = filepath::clean(path);
        let known = self.context.included(&clean) || self.context.ignored_by(&clean).is_some();
        Ok((known && !path.starts_with('/')).then_some(clean))
    }

    /// The paths of the context that a glob matches, in front of which the context itself may stand. `**` matches any
    /// number of directories.
    fn glob(&self, glob: &str) -> Result<Vec<String>, String> {
        let prefix = self.shown.to_string_lossy();
        let below = glob.strip_prefix(&*prefix).map(|below| below.trim_start_matches('/')).filter(|_| prefix != ".");
        let below = below.unwrap_or(glob).trim_start_matches("./");
        let patterns = Patterns::new([below]).map_err(|bad| format!("`{glob}` is no pattern: {}", bad.message))?;
        let matched = |path: &str| patterns.matches_or_parent(path).is_ok_and(|line| line.is_some());
        let entries = self.context.entries().iter().filter(|entry| matched(&entry.path));
        let paths: Vec<String> = entries.map(|entry| entry.path.to_string()).collect();
        if paths.is_empty() {
            return Err(format!("`{glob}` matches nothing in the context `{}`", self.shown.display()));
        }
        Ok(paths)
    }
}

/// The way from `directory` to `path`, which counts from the working directory; `None` if it does not lie below.
fn below(directory: &Path, path: &str) -> Result<Option<String>, String> {
    let from_here = absolute(Path::new(path))?;
    let Ok(below) = from_here.strip_prefix(directory) else { return Ok(None) };
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(Some(parts.join("/")))
}

fn absolute(path: &Path) -> Result<PathBuf, String> {
    std::path::absolute(path)
        .map(|path| normal(&path))
        .map_err(|error| format!("cannot find `{}`: {error}", path.display()))
}

/// A path without `.` and `..`, links not followed: what changed may not be there any more.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}
