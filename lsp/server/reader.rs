//! The thread that reads the disk. It gets [`Order`]s and reports with [`Event::Around`], the quick things first.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use build::{Build, Context, Inputs, Step};
use lint::{Linter, Settings};
use project::context::{self, Places};
use project::find;
use project::inputs::Request;
use project::settings::Finder;
use project::targets::Format;

use crate::server::Event;
use crate::server::around::Around;

/// What the thread is told.
pub enum Order {
    /// A document was opened or saved: read all that is around it.
    Read {
        /// The document.
        uri: String,
        /// Where it is.
        path: PathBuf,
    },
    /// A document was closed.
    Forget(String),
    /// Files were changed.
    Changed(Vec<PathBuf>),
    /// Folders were opened or closed.
    Roots {
        /// The opened ones.
        added: Vec<PathBuf>,
        /// The closed ones.
        removed: Vec<PathBuf>,
    },
    /// The images of these folders were looked for.
    Images(Images),
}

/// The images that the Dockerfiles of folders name.
pub struct Images {
    /// The folders.
    roots: Vec<PathBuf>,
    /// The images, in the order of the alphabet.
    found: Arc<Vec<String>>,
}

/// Changes come in bursts; this long after the last one, what they are around is read again.
const QUIET: Duration = Duration::from_millis(100);

/// After so many orders a burst is not waited for any longer.
const LONGEST: usize = 50;

/// A directory with more entries is not taken for a context that nobody speaks of.
const MOST_LIKELY: usize = 50_000;

/// So much of a folder is looked through for Dockerfiles: it may be a user's home, or all of the disk.
const MOST_ENTRIES: usize = 200_000;

/// More Dockerfiles than this are not looked into for their images.
const MOST_FILES: usize = 1000;

/// Starts the thread. It ends when nobody gives orders any more.
pub fn spawn(events: Sender<Event>, roots: Vec<PathBuf>) -> Sender<Order> {
    let (orders, received) = mpsc::channel();
    thread::spawn(move || {
        let reader = Reader {
            events,
            roots,
            images: Arc::default(),
            looked: false,
            documents: BTreeMap::new(),
            stale: BTreeMap::new(),
            known: None,
        };
        reader.run(&received);
    });
    orders
}

struct Reader {
    events: Sender<Event>,
    roots: Vec<PathBuf>,
    /// The images of all roots, as far as they were found.
    images: Arc<Vec<String>>,
    /// Whether somebody looks or looked for them since they may have changed.
    looked: bool,
    /// The documents that are open, and what was read around each.
    documents: BTreeMap<String, Place>,
    /// The documents whose surroundings are to be read again.
    stale: BTreeMap<String, PathBuf>,
    /// What was read, as long as orders come in one after the other: an editor may open a hundred files at once.
    known: Option<Known>,
}

/// What was read of the disk, and may serve the next document as well.
#[derive(Default)]
struct Known {
    places: Places,
    contexts: HashMap<context::Place, Contexts>,
}

/// What a document may copy from.
#[derive(Clone)]
struct Contexts {
    context: Option<Arc<Context>>,
    named: BTreeMap<String, Arc<Context>>,
}

impl Known {
    fn contexts(&mut self, place: &context::Place) -> Contexts {
        let read = || {
            let context = if place.certain { place.context().ok() } else { place.context_within(MOST_LIKELY) };
            Contexts { context: context.map(Arc::new), named: place.named() }
        };
        self.contexts.entry(place.clone()).or_insert_with(read).clone()
    }
}

/// What is known of a document.
struct Place {
    path: PathBuf,
    /// Its contexts, and the Compose and Bake files that build it.
    near: Vec<PathBuf>,
    /// What was reported last.
    around: Around,
}

impl Reader {
    fn run(mut self, orders: &Receiver<Order>) {
        let mut waiting = 0;
        loop {
            // With something to read again or to forget, the next order is waited for only as long as a burst lasts.
            let next = if self.stale.is_empty() && self.known.is_none() {
                orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                orders.recv_timeout(QUIET)
            };
            match next {
                Ok(order) => {
                    self.follow(order);
                    // Of a program that writes for minutes, nobody waits for the end.
                    waiting = if self.stale.is_empty() { 0 } else { waiting + 1 };
                    if waiting > LONGEST {
                        self.read_stale();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.known = None;
                    self.read_stale();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn read_stale(&mut self) {
        for (uri, path) in std::mem::take(&mut self.stale) {
            self.read(&uri, &path);
        }
    }

    fn follow(&mut self, order: Order) {
        match order {
            Order::Read { uri, path } => self.read(&uri, &path),
            Order::Forget(uri) => {
                self.documents.remove(&uri);
                self.stale.remove(&uri);
            }
            Order::Changed(paths) => {
                self.known = None;
                for path in &paths {
                    self.changed(path);
                }
            }
            Order::Roots { added, removed } => {
                self.roots.retain(|root| !removed.contains(root));
                self.roots.extend(added);
                self.looked = false;
                self.all_are_stale();
            }
            Order::Images(Images { roots, found }) => {
                if roots == self.roots {
                    self.images = found;
                    for uri in self.documents.keys().cloned().collect::<Vec<_>>() {
                        self.report(&uri);
                    }
                }
            }
        }
    }

    fn all_are_stale(&mut self) {
        self.stale = self.documents.iter().map(|(uri, place)| (uri.clone(), place.path.clone())).collect();
    }

    /// Marks the documents that `path` is around of.
    fn changed(&mut self, path: &Path) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.components().any(|part| part.as_os_str() == ".git") {
            // Git writes all the time; this is how it tells that something was committed, or something else checked out.
            if name == "HEAD" {
                self.all_are_stale();
            }
            return;
        }
        if find::is_dockerfile(&name) {
            self.looked = false;
        }
        let names_targets = Format::of(&name).is_some() || name == ".env";
        if names_targets || name.ends_with("layerwise.toml") || name.ends_with(".dockerignore") {
            self.all_are_stale();
            return;
        }
        for (uri, place) in &self.documents {
            // A document's own text comes from the client.
            let own = place.path == path;
            // A folder may have been changed with all that is in it.
            let is_near = |near: &PathBuf| path.starts_with(near) || near.starts_with(path);
            if !own && place.near.iter().any(is_near) {
                self.stale.insert(uri.clone(), place.path.clone());
            }
        }
    }

    /// Reads what is around the document, and reports: settings and options first, then the context, then the last commit.
    fn read(&mut self, uri: &str, path: &Path) {
        self.stale.remove(uri);
        let found = self.known.get_or_insert_default().places.of(path);
        let directory = found.place.directory.clone();
        let near = found.place.directories().map(Path::to_owned).chain(found.files.iter().cloned());
        let near: &[PathBuf] = &near.collect::<Vec<_>>();
        let named_by = Arc::new(found.files.iter().map(|file| self.name_of(file)).collect());
        // What was known before stays until there is something new: nothing that is shown goes away for a moment.
        let before = self.documents.get(uri).map(|place| place.around.clone()).unwrap_or_default();
        let (options, known) = (found.options, Some(directory.clone()));
        let is_new = before.directory.is_none();
        let mut around = Around { linter: linter(path), options, named_by, directory: known, ..before };
        if is_new {
            self.note(uri, path, near, around.clone());
        }
        let Contexts { context, named } = self.known.get_or_insert_default().contexts(&found.place);
        around.named_contexts = named;
        (around.context, around.likely_context) =
            if found.place.certain { (context.clone(), None) } else { (None, context.clone()) };
        self.note(uri, path, near, around.clone());
        let request = Request { directory, dockerfile: Some(path.to_owned()), options: around.options.clone() };
        let inputs = context.and_then(|context| request.read_since("HEAD", &context).ok());
        if inputs.is_some() || around.committed.is_some() {
            around.committed = inputs.map(|inputs| Arc::new(Build::new(inputs)));
            self.note(uri, path, near, around);
        }
        self.look_for_images();
    }

    /// Notes what is known around a document, and reports it.
    fn note(&mut self, uri: &str, path: &Path, near: &[PathBuf], around: Around) {
        let place = Place { path: path.to_owned(), near: near.to_vec(), around };
        self.documents.insert(uri.to_owned(), place);
        self.report(uri);
    }

    fn report(&mut self, uri: &str) {
        let Some(Place { around, .. }) = self.documents.get_mut(uri) else { return };
        around.images = self.images.clone();
        // The session may be over.
        let _ = self.events.send(Event::Around { uri: uri.to_owned(), around: Arc::new(around.clone()) });
    }

    /// Looks for the images of all roots, which may be large: nothing waits for it.
    fn look_for_images(&mut self) {
        if std::mem::replace(&mut self.looked, true) {
            return;
        }
        let (events, roots) = (self.events.clone(), self.roots.clone());
        thread::spawn(move || {
            let found = Arc::new(images(&roots));
            let _ = events.send(Event::Images(Images { roots, found }));
        });
    }

    /// The path of a file from the opened folder that it lies in.
    fn name_of(&self, file: &Path) -> String {
        let below = self.roots.iter().find_map(|root| file.strip_prefix(root).ok());
        below.unwrap_or(file).to_string_lossy().into_owned()
    }
}

/// The rules that are on for the file at `path`, by the nearest settings upward. Settings that can't be read count as none:
/// they are told of where they are open.
fn linter(path: &Path) -> Arc<Linter<'static>> {
    let found = Finder::new(rules::registry()).nearest(path).ok().flatten();
    let settings =
        found.map_or_else(Settings::default, |found| Settings::of(found.document.layers(&found.path_of(path))));
    Arc::new(Linter::new(rules::registry(), &settings))
}

/// The images that the Dockerfiles below `roots` start from or copy from, as far as they are written out.
fn images(roots: &[PathBuf]) -> Vec<String> {
    let files: Vec<PathBuf> = roots.iter().flat_map(|root| find::among_first(MOST_ENTRIES, root)).collect();
    let read = files.iter().take(MOST_FILES).filter_map(|path| project::source::read(path).ok());
    let mut images = BTreeSet::new();
    for file in read {
        let build = Build::new(Inputs::of_file(file));
        let references = build.steps().flat_map(Step::references);
        images.extend(references.filter_map(|reference| reference.base.image().map(str::to_owned)));
    }
    images.into_iter().collect()
}
