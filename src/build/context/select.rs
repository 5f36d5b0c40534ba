//! What COPY and ADD take from a context for a source, as `BuildKit` resolves it.
//!
//! The references are moby/buildkit `frontend/dockerfile/dockerfile2llb/convert_copy.go` (what a source means) and
//! `cache/contenthash/checksum.go` (what of it counts for the cache).

use std::borrow::Cow;

use syntax::dockerignore::{BadPattern, Patterns};
use syntax::filepath;

use super::{Context, Entry, EntryKind, sieve, tree};

/// A source of COPY or ADD, with the flags that bear on what it takes. Variables are replaced already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// The path or glob.
    pub path: String,
    /// `--exclude`, which matches as `.dockerignore` does, from the source on.
    pub exclude: Vec<String>,
    /// `--parents`: paths keep their directories, from `/./` on if the source has that.
    pub parents: bool,
}

impl Source {
    /// A source without flags.
    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }
}

/// What a source takes.
#[derive(Clone, Debug)]
pub struct Selection<'c> {
    /// The entries, in the order in which they count.
    pub entries: Vec<Selected<'c>>,
    /// Whether the build gets beyond this source.
    pub outcome: Outcome,
}

/// An entry that a source takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected<'c> {
    /// The entry that is read, behind all links that lead to it.
    pub entry: &'c Entry,
    /// The name that counts for the cache: the path from the source directory on (an empty one for that itself), the
    /// name of a single file, or the path from the last element of a glob's match on.
    pub name: Cow<'c, str>,
}

/// What became of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It takes what is listed, maybe a directory of nothing.
    Found,
    /// A glob that matches nothing: the build goes on and copies nothing.
    NothingMatches,
    /// There is no such path, and the build fails.
    Missing,
    /// The glob or an `--exclude` is malformed, and the build fails.
    BadPattern,
}

/// Selects what `source` takes from `context`.
pub(super) fn select<'c>(context: &'c Context, source: &Source) -> Selection<'c> {
    let selected = Query::new(context, source).and_then(|query| query.run());
    let (entries, outcome) = match selected {
        Ok(Some(entries)) if entries.is_empty() && is_glob(source) => (entries, Outcome::NothingMatches),
        Ok(Some(entries)) => (entries, Outcome::Found),
        Ok(None) => (Vec::new(), Outcome::Missing),
        Err(BadPattern { .. }) => (Vec::new(), Outcome::BadPattern),
    };
    Selection { entries, outcome }
}

fn is_glob(source: &Source) -> bool {
    filepath::has_wildcard(&source.path)
}

/// Whether there is nothing at the path of `source`, so that the build fails.
pub(super) fn is_missing(context: &Context, source: &Source) -> bool {
    Query::new(context, source).is_ok_and(|query| {
        let path = query.required.as_ref().unwrap_or(&query.path);
        !filepath::has_wildcard(path) && tree::follow(context.entries(), path).is_none()
    })
}

/// A source, ready to be looked up.
struct Query<'c> {
    context: &'c Context,
    /// The path or glob from the context's root; empty for the root. `..` has stopped there.
    path: String,
    include: Option<Patterns>,
    exclude: Option<Patterns>,
    /// A path that must be there although patterns select what is taken.
    required: Option<String>,
}

impl<'c> Query<'c> {
    fn new(context: &'c Context, source: &Source) -> Result<Self, BadPattern> {
        let mut query = Self { context, path: from_root(&source.path), include: None, exclude: None, required: None };
        if source.parents {
            let (directory, below) = source.path.split_once("/./").unwrap_or(("", &source.path));
            let pattern = from_root(below);
            query.path = from_root(directory);
            query.required = (!is_glob(source)).then(|| join(&query.path, &pattern));
            query.include = Some(Patterns::new([pattern.as_str()])?);
        }
        if !source.exclude.is_empty() {
            query.exclude = Some(Patterns::new(source.exclude.iter().map(String::as_str))?);
        }
        Ok(query)
    }

    /// What is taken, or `None` if something is missing.
    fn run(&self) -> Result<Option<Vec<Selected<'c>>>, BadPattern> {
        if self.required.as_ref().is_some_and(|path| tree::follow(self.context.entries(), path).is_none()) {
            return Ok(None);
        }
        if filepath::has_wildcard(&self.path) {
            return self.glob();
        }
        self.take(&self.path, if self.include.is_some() { "" } else { filepath::base(&self.path) }, "")
    }

    /// What the glob matches. Links are followed in front of its first wildcard and where it matches one, but not where
    /// a wildcard would have to lead through one.
    fn glob(&self) -> Result<Option<Vec<Selected<'c>>>, BadPattern> {
        if !filepath::is_valid(&self.path) {
            return Err(BadPattern { index: 0, message: format!("`{}` is no valid pattern", self.path) });
        }
        let fixed = fixed_part(&self.path);
        let Some(real) = tree::follow(self.context.entries(), fixed) else { return Ok(Some(Vec::new())) };
        let mut selected = Vec::new();
        let mut last_match: Option<&str> = None;
        for entry in self.context.inside(&real) {
            if last_match.is_some_and(|dir| tree::is_inside(&entry.path, dir)) {
                continue;
            }
            let written = join(fixed, entry.path[real.len()..].trim_start_matches('/'));
            if filepath::matches(&self.path, &written) != Ok(true) {
                continue;
            }
            last_match = Some(&entry.path);
            let name = filepath::base(&entry.path);
            let Some(taken) = self.take(&entry.path, name, name)? else { return Ok(None) };
            selected.extend(taken);
        }
        Ok(Some(selected))
    }

    /// The file or directory at `path`, links followed: a file is called `file_name`, a directory `directory_name`.
    /// `None` if nothing is there.
    fn take(&self, path: &str, file_name: &str, directory_name: &str) -> Result<Option<Vec<Selected<'c>>>, BadPattern> {
        let entries = self.context.entries();
        let Some(real) = tree::follow(entries, path) else { return Ok(None) };
        let itself = tree::find(entries, &real).map(|index| &entries[index]);
        if let Some(entry) = itself.filter(|entry| entry.kind != EntryKind::Directory) {
            return Ok(Some(vec![Selected { entry, name: file_name.to_owned().into() }]));
        }
        let inside = self.context.inside(&real);
        let prefix = if real.is_empty() { 0 } else { real.len() + 1 };
        let name = |below: &'c str| match directory_name {
            "" => Cow::Borrowed(below),
            _ => Cow::Owned(join(directory_name, below)),
        };
        let named = |entry: &'c Entry| Selected { entry, name: name(&entry.path[prefix..]) };
        let below: Vec<_> = if self.include.is_none() && self.exclude.is_none() {
            inside.iter().map(named).collect()
        } else {
            let sifted = sieve::sift(inside, prefix, self.include.as_ref(), self.exclude.as_ref())?;
            sifted.kept.into_iter().map(|index| named(&inside[index])).collect()
        };
        // The directory's own mode counts, but with `--parents` it is only there for what is taken from it.
        let own = itself.map(|entry| Selected { entry, name: directory_name.to_owned().into() });
        let own = own.filter(|_| self.include.is_none() || !below.is_empty());
        Ok(Some(own.into_iter().chain(below).collect()))
    }
}

/// The path from the root of the context that `written` means, without a `/` in front.
fn from_root(written: &str) -> String {
    filepath::rooted(written).split_off(1)
}

fn join(directory: &str, below: &str) -> String {
    match (directory, below) {
        ("", path) | (path, "") => path.to_owned(),
        _ => format!("{directory}/{below}"),
    }
}

/// The elements of a glob in front of the first one with a wildcard.
fn fixed_part(glob: &str) -> &str {
    let mut end = 0;
    for element in glob.split_inclusive('/') {
        if filepath::has_wildcard(element) {
            break;
        }
        end += element.len();
    }
    glob[..end].trim_end_matches('/')
}
