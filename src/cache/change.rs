//! What may change between two builds.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use build::context::{Entry, EntryKind, Listing, NoContents, Source};
use build::{Build, Context, Origin, What};
use syntax::image::ImageRef;

use crate::key::{Key, KeyOf};

/// Something whose content is another one than before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// A file or directory of the build context, by its path from the root: edited, added or removed.
    File(String),
    /// The value of a `--build-arg`.
    Arg(String),
    /// What an image name stands for.
    Image(String),
    /// What a URL or git repository that ADD takes holds.
    Url(String),
}

/// Whether anything in `build` uses what changed, needed or not: an image that it names, an argument that it declares or
/// that `BuildKit` itself reads, a URL that it takes. A file always may.
pub fn concerns(build: &Build, change: &Change) -> bool {
    match change {
        Change::File(_) => true,
        Change::Arg(name) => name.starts_with("BUILDKIT_") || name == "SOURCE_DATE_EPOCH" || declares(build, name),
        Change::Url(url) => build.copies().any(|step| {
            let mut sources = step.sources().into_iter();
            sources.any(|source| matches!(source.what, What::Url(text) | What::Git(text) if text == *url))
        }),
        Change::Image(name) => {
            let wanted = canonical_image(name);
            let images = build.executed().flat_map(build::Step::references).filter_map(|to| to.base.image());
            images.map(canonical_image).any(|image| image == wanted)
        }
    }
}

fn declares(build: &Build, name: &str) -> bool {
    build.variables().iter().any(|variable| &*variable.name == name && variable.origin != Origin::Env)
}

/// Changes, ready to be asked about.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    args: HashSet<String>,
    images: HashSet<String>,
    urls: HashSet<String>,
    paths: HashSet<String>,
    /// A context that holds what changed and the way to it, so that it selects as the real one does.
    files: Option<Context>,
    /// What of them each source takes: many steps copy the same.
    known: RefCell<HashMap<Source, Changed>>,
}

/// What a source takes of all that changed.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    /// The paths, sorted.
    pub paths: Arc<[String]>,
    /// Their identity.
    pub key: Key,
}

impl Changed {
    fn new(mut paths: Vec<String>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        let key = paths.iter().fold(KeyOf::new("changed paths"), |key, path| key.text(path)).done();
        Self { paths: paths.into(), key }
    }
}

impl Changes {
    /// Sorts `changes`. Paths that the `.dockerignore` of `context` leaves out are none.
    pub fn new(changes: &[Change], context: Option<&Context>) -> Self {
        let mut sorted = Self::default();
        for change in changes {
            match change {
                Change::Arg(name) => drop(sorted.args.insert(name.clone())),
                Change::Image(name) => drop(sorted.images.insert(canonical_image(name))),
                Change::Url(url) => drop(sorted.urls.insert(url.clone())),
                Change::File(path) => sorted.path(path, context),
            }
        }
        if !sorted.paths.is_empty() {
            sorted.files = Some(sorted.small_context(context));
        }
        sorted
    }

    /// Adds a path; for a directory all that is in it too.
    fn path(&mut self, path: &str, context: Option<&Context>) {
        let path = syntax::filepath::rooted(path).split_off(1);
        if let Some(context) = context {
            self.paths.extend(context.inside(&path).iter().map(|entry| entry.path.to_string()));
            if path.is_empty() || !context.included(&path) && context.ignored_by(&path).is_some() {
                return;
            }
        }
        self.paths.insert(path);
    }

    /// The changed paths, the directories above them and all links: enough to say what a COPY takes of them, without a
    /// look at thousands of files that stay as they are.
    fn small_context(&self, context: Option<&Context>) -> Context {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        let links = context.map(Context::entries).unwrap_or_default().iter();
        let links = links.filter(|entry| matches!(entry.kind, EntryKind::Symlink(_)));
        let paths = self.paths.iter().map(String::as_str).chain(links.map(|entry| &*entry.path));
        for path in paths {
            let mut path = path;
            let mut kind = EntryKind::File;
            while !path.is_empty() && seen.insert(path.to_owned()) {
                let known = context.and_then(|context| context.find(path)).cloned();
                entries.push(known.unwrap_or_else(|| Entry { path: path.into(), kind, mode: 0o644, size: 0 }));
                path = path.rsplit_once('/').map_or("", |(above, _)| above);
                kind = EntryKind::Directory;
            }
        }
        Context::new(Listing { entries, unread: Vec::new() }, None, Arc::new(NoContents))
    }

    /// Whether the value of `--build-arg name` is another one.
    pub fn arg(&self, name: &str) -> bool {
        self.args.contains(name)
    }

    /// Whether `image` stands for something else.
    pub fn image(&self, image: &str) -> bool {
        !self.images.is_empty() && self.images.contains(&canonical_image(image))
    }

    /// Whether `url` holds something else.
    pub fn url(&self, url: &str) -> bool {
        self.urls.contains(url)
    }

    /// What `source` takes of the changed paths.
    pub fn taken(&self, source: &Source) -> Changed {
        let Some(files) = &self.files else { return Changed::new(Vec::new()) };
        if let Some(known) = self.known.borrow().get(source) {
            return known.clone();
        }
        let selected = files.select(source);
        let paths = selected.entries.iter().map(|selected| &selected.entry.path);
        let changed =
            Changed::new(paths.filter(|path| self.paths.contains(&***path)).map(ToString::to_string).collect());
        self.known.borrow_mut().insert(source.clone(), changed.clone());
        changed
    }
}

/// One spelling for all names of an image; a text that is no reference stands for itself.
pub(crate) fn canonical_image(name: &str) -> String {
    ImageRef::parse(name).map_or_else(
        |_| name.to_owned(),
        |image| {
            let tag = image.tag.as_deref().or(image.digest.is_none().then_some("latest")).unwrap_or_default();
            format!("{}:{tag}@{}", image.repository(), image.digest.as_deref().unwrap_or_default())
        },
    )
}
