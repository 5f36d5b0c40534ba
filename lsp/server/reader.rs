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
}

/// Changes come in bursts; this long after the last one, what they are around is read again.
const QUIET: Duration = Duration::from_millis(100);

/// After so many orders a burst is not waited for any longer.
const LONGEST: usize = 50;

/// More Dockerfiles than this are not looked into for their images.
const MOST_FILES: usize = 1000;

/// Starts the thread. It ends when nobody gives orders any more.
pub fn spawn(events: Sender<Event>, roots: Vec<PathBuf>) -> Sender<Order> {
    let (orders, received) = mpsc::channel();
    thread::spawn(move || {
        let reader =
            Reader { events, roots, images: None, documents: BTreeMap::new(), stale: BTreeMap::new(), known: None };
        reader.run(&received);
    });
    orders
}

struct Reader {
    events: Sender<Event>,
    roots: Vec<PathBuf>,
    /// The images of all roots, once they were looked for.
    images: Option<Arc<Vec<String>>>,
    /// The documents that are open, and where the context of each is.
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
        let read = || Contexts { context: place.context().ok().map(Arc::new), named: place.named() };
        self.contexts.entry(place.clone()).or_insert_with(read).clone()
    }
}

/// Where a document is, its contexts, and the Compose and Bake files that build it.
#[derive(Clone)]
struct Place {
    path: PathBuf,
    around: Vec<PathBuf>,
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
                self.images = None;
                self.all_are_stale();
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
            if !own && place.around.iter().any(is_near) {
                self.stale.insert(uri.clone(), place.path.clone());
            }
        }
    }

    /// Reads what is around the document, and reports: settings and options first, then the context and the workspace's
    /// images, then the last commit.
    fn read(&mut self, uri: &str, path: &Path) {
        self.stale.remove(uri);
        let found = self.known.get_or_insert_default().places.of(path);
        let directory = found.place.directory.clone();
        let near = found.place.directories().map(Path::to_owned).chain(found.files.iter().cloned()).collect();
        self.documents.insert(uri.to_owned(), Place { path: path.to_owned(), around: near });

        let named_by = Arc::new(found.files.iter().map(|file| self.name_of(file)).collect());
        let (options, known) = (found.options, Some(directory.clone()));
        let mut around = Around { linter: linter(path), options, named_by, directory: known, ..Around::default() };
        self.report(uri, &around);
        let Contexts { context, named } = self.known.get_or_insert_default().contexts(&found.place);
        around.named_contexts = named;
        (around.context, around.likely_context) =
            if found.place.certain { (context.clone(), None) } else { (None, context.clone()) };
        around.images = self.images();
        self.report(uri, &around);
        let request = Request { directory, dockerfile: Some(path.to_owned()), options: around.options.clone() };
        if let Some(inputs) = context.and_then(|context| request.read_since("HEAD", &context).ok()) {
            around.committed = Some(Arc::new(Build::new(inputs)));
            self.report(uri, &around);
        }
    }

    /// The path of a file from the opened folder that it lies in.
    fn name_of(&self, file: &Path) -> String {
        let below = self.roots.iter().find_map(|root| file.strip_prefix(root).ok());
        below.unwrap_or(file).to_string_lossy().into_owned()
    }

    fn images(&mut self) -> Arc<Vec<String>> {
        self.images.get_or_insert_with(|| Arc::new(images(&self.roots))).clone()
    }

    fn report(&self, uri: &str, around: &Around) {
        // The session may be over.
        let _ = self.events.send(Event::Around { uri: uri.to_owned(), around: Arc::new(around.clone()) });
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
    let files = project::find::find(roots).files;
    let read = files.iter().take(MOST_FILES).filter_map(|path| project::source::read(path).ok());
    let mut images = BTreeSet::new();
    for file in read {
        let build = Build::new(Inputs::of_file(file));
        let references = build.steps().flat_map(Step::references);
        images.extend(references.filter_map(|reference| reference.base.image().map(str::to_owned)));
    }
    images.into_iter().collect()
}
