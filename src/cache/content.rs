//! What steps take by content: files of a context, of a stage, of an image, from a URL.
//!
//! Names, bytes, modes of files and link targets count; times and owners do not (moby/buildkit
//! `cache/contenthash/tarsum.go`, and the client sends files of a context without their owner). Modes of directories do
//! not count either: a builder that has its copy of the context from the last build does not notice them.

use build::context::{EntryKind, Outcome, Selection, Source};
use build::{Base, Context, StageId};

use crate::change::canonical_image;
use crate::key::{Key, KeyOf};
use crate::walk::Walker;

/// How files of a context are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// By their bytes: the context was another one before.
    ByBytes,
    /// By their paths: the context is the same but for what is said to have changed. No file is read.
    ByPath,
}

/// Something that a step takes by content.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// From where.
    pub from: Origin,
    /// Its identity, if a step that runs again makes something new.
    pub sure: Key,
    /// Its identity, if a step that runs again makes what it made before.
    pub hopeful: Key,
}

/// Where something is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Files of the build context, or of the named one.
    Context(Option<String>, Vec<Source>),
    /// Files of a stage.
    Stage(StageId),
    /// Files of an image.
    Image(String),
    /// What a URL or repository holds.
    Remote(String),
    /// The text of a heredoc.
    Heredoc,
    /// It is not known from where.
    Unknown,
}

impl Taken {
    /// Something whose identity is certain.
    pub fn certain(from: Origin, key: Key) -> Self {
        Self { from, sure: key, hopeful: key }
    }
}

/// What is to be taken, and how much of it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    /// It is copied: names of what a glob matches count.
    Copy,
    /// It is mounted: the name of a single file does not count.
    Mount,
}

impl Walker<'_> {
    /// `sources` of `base`; of the build context for `None`.
    pub fn take(&self, base: Option<&Base>, sources: Vec<Source>, purpose: Purpose) -> Taken {
        match base {
            None => self.of_context(None, sources, purpose),
            Some(Base::Context(name)) => self.of_named(name, sources, purpose),
            Some(Base::Stage(stage)) => self.of_stage(*stage, &sources, purpose),
            Some(Base::Image(image)) => self.of_image(image, &sources),
            Some(Base::Scratch) => Taken::certain(Origin::Unknown, files_of(place("nothing", ""), &sources)),
            Some(Base::Unknown) => Taken::certain(Origin::Unknown, files_of(place("unknown", ""), &sources)),
        }
    }

    fn of_context(&self, name: Option<&str>, sources: Vec<Source>, purpose: Purpose) -> Taken {
        let keys = sources.iter().map(|source| self.source_key(name, source, purpose));
        let key = KeyOf::new("files").keys(keys).done();
        Taken::certain(Origin::Context(name.map(str::to_owned), sources), key)
    }

    fn source_key(&self, name: Option<&str>, source: &Source, purpose: Purpose) -> Key {
        let context = match name {
            None => self.build.context(),
            Some(name) => self.build.named_context(name),
        };
        match context {
            Some(context) if self.files == Files::ByBytes => {
                let question = (name.map(str::to_owned), source.clone(), purpose);
                let known = self.known.borrow().get(&question).copied();
                known.unwrap_or_else(|| {
                    let key = selection_key(context, source, purpose);
                    self.known.borrow_mut().insert(question, key);
                    key
                })
            }
            _ => {
                let key = files_of(place("context", name.unwrap_or_default()), std::slice::from_ref(source));
                let changed = name.is_none().then(|| self.changes.taken(source).key);
                KeyOf::new("source").key(key).keys(changed).done()
            }
        }
    }

    /// A named context is a directory, an image, or something else that is known by its name alone. What was a stage in
    /// the old build may hold the same files.
    fn of_named(&self, name: &str, sources: Vec<Source>, purpose: Purpose) -> Taken {
        let place = self.build.options().contexts.get(name).map(String::as_str).unwrap_or_default();
        if let Some(image) = place.strip_prefix("docker-image://") {
            return self.of_image(image, &sources);
        }
        let hopeful = self.old_stage_named(name).map(|old| files_of(old, &sources));
        let mut taken = if place.contains("://") || place.starts_with("target:") {
            Taken::certain(Origin::Remote(place.to_owned()), files_of(self::place("remote", place), &sources))
        } else {
            self.of_context(Some(name), sources, purpose)
        };
        taken.hopeful = hopeful.unwrap_or(taken.hopeful);
        taken
    }

    /// What a stage holds follows from what it is made of. If that is new, its files may still be what they were.
    fn of_stage(&self, stage: StageId, sources: &[Source], purpose: Purpose) -> Taken {
        let now = self.exit(stage).sure;
        let sure = files_of(now, sources);
        let hopeful = match self.old_exit(stage, now) {
            Some(old) => files_of(old, sources),
            None => self.old_context_in_place_of(stage, sources, purpose).unwrap_or(sure),
        };
        Taken { from: Origin::Stage(stage), sure, hopeful }
    }

    fn of_image(&self, image: &str, sources: &[Source]) -> Taken {
        let before = files_of(place("image", &canonical_image(image)), sources);
        let sure = if self.changes.image(image) { KeyOf::new("changed").key(before).done() } else { before };
        Taken { from: Origin::Image(image.to_owned()), sure, hopeful: before }
    }
}

/// Identity of files that are known by where they are alone: a stage, an image, a place of that name.
fn files_of(whence: Key, sources: &[Source]) -> Key {
    let paths = sources.iter().map(|source| syntax::filepath::rooted(&source.path));
    paths.fold(KeyOf::new("files of").key(whence), |key, path| key.text(&path)).done()
}

/// Identity of a place that is known by its name.
fn place(kind: &str, name: &str) -> Key {
    KeyOf::new(kind).text(name).done()
}

/// Identity of what `source` takes from `context`.
pub(crate) fn selection_key(context: &Context, source: &Source, purpose: Purpose) -> Key {
    let selection = context.select(source);
    let files = selection.entries.iter().filter(|selected| selected.entry.kind == EntryKind::File);
    context.prepare(&files.map(|selected| &*selected.entry.path).collect::<Vec<_>>());
    let key = KeyOf::new("selection").text(outcome(&selection));
    // The name of a single file that is copied is part of the operation, that of one that is mounted counts nowhere.
    let alone =
        selection.entries.len() == 1 && (purpose == Purpose::Mount || !syntax::filepath::has_wildcard(&source.path));
    let add = |key: KeyOf, selected: &build::context::Selected<'_>| {
        let is_directory = selected.entry.kind == EntryKind::Directory;
        let key = if alone && !is_directory { key } else { key.text(&selected.name) };
        match &selected.entry.kind {
            EntryKind::Directory => key.text("directory"),
            EntryKind::Symlink(target) => key.text("link").text(target),
            EntryKind::Other => key.text("other").bytes(&selected.entry.mode.to_le_bytes()),
            EntryKind::File => {
                let key = key.text("file").bytes(&selected.entry.mode.to_le_bytes());
                match context.digest(&selected.entry.path) {
                    Some(digest) => key.bytes(&digest.0),
                    None => key.text("unread").bytes(&selected.entry.size.to_le_bytes()),
                }
            }
        }
    };
    selection.entries.iter().fold(key, add).done()
}

fn outcome(selection: &Selection<'_>) -> &'static str {
    match selection.outcome {
        Outcome::Found => "found",
        Outcome::NothingMatches => "nothing matches",
        Outcome::Missing => "missing",
        Outcome::BadPattern => "bad pattern",
    }
}
