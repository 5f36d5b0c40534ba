//! Walks through a build as `BuildKit` dispatches it and gives each step its key.
//!
//! A key is made of the step's own operation, the definition of what it builds on, and the content of what it takes.
//! Equal keys are one step, wherever they stand: whether a step runs again is a look into a set.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use build::{Base, Build, Stage, StageId, Step};
use syntax::Kind;

use crate::align::Stages;
use crate::change::{Changes, canonical_image};
use crate::content::{Files, Purpose};
use crate::environment::{Environment, List};
use crate::image::{Configuration, End};
use crate::key::{Key, KeyOf};
use crate::names::Names;
use crate::parts::{Counts, Parts, Record, Root};
use crate::value::Ident;

/// A build, walked through.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// By step; `None` for what makes no step and for what is not needed.
    pub records: Vec<Option<Record>>,
    /// What each needed stage ends with.
    pub exits: Vec<Option<Root>>,
    /// The keys of all steps: what a builder has cached.
    pub keys: HashSet<Key>,
    /// What the target ends with.
    pub target: Option<End>,
    /// What the stages end with, as a set.
    ends: HashSet<Key>,
}

/// The old build, as the walk through the new one asks about it.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub build: &'a Build,
    pub walk: &'a Walk,
    pub stages: &'a Stages,
}

/// Bytes of a directory at most (`PATH_MAX`): `WORKDIR d`, often enough, asks for more memory than there is.
const MAX_PATH: usize = 4096;

/// What is in force in the stage that is walked.
#[derive(Clone)]
pub(crate) struct State {
    pub root: Root,
    pub environment: Arc<Environment>,
    /// The variables of the image's configuration: ENVs, ordered by first assignment.
    pub config: List,
    /// All other variables, ordered by last assignment.
    pub others: List,
    /// The ARGs, but for those that an ENV hides.
    pub arguments: Names,
    /// Those of them that hide an ENV, which comes back in a child stage.
    pub hiding: Names,
    /// What else the image is configured with.
    pub configuration: Arc<Configuration>,
    pub directory: Ident,
    pub user: Ident,
}

/// Walks through one build.
pub(crate) struct Walker<'a> {
    pub build: &'a Build,
    pub files: Files,
    pub changes: &'a Changes,
    before: Option<Before<'a>>,
    pub globals: Environment,
    pub state: State,
    exits: Vec<Option<(Root, State)>>,
    /// What was found out about files: many steps take the same.
    pub known: RefCell<HashMap<Question, Key>>,
}

/// A context by its name, what is taken of it, and what for.
pub(crate) type Question = (Option<String>, build::context::Source, Purpose);

impl<'a> Walker<'a> {
    pub fn new(build: &'a Build, files: Files, changes: &'a Changes, before: Option<Before<'a>>) -> Self {
        let root = Root::certain(KeyOf::new("nothing").done());
        let state = State {
            root,
            environment: Arc::default(),
            config: List::default(),
            others: List::default(),
            arguments: Names::default(),
            hiding: Names::default(),
            configuration: Arc::default(),
            directory: Ident::text("/"),
            user: Ident::text(""),
        };
        let exits = vec![None; build.stages().len()];
        Self {
            build,
            files,
            changes,
            before,
            globals: Environment::new(false),
            state,
            exits,
            known: RefCell::default(),
        }
    }

    /// Walks through all stages that the target needs.
    pub fn run(mut self) -> Walk {
        self.read_globals();
        let mut walk = Walk { records: vec![None; self.build.step_count()], ..Walk::default() };
        for stage in self.build.stages().filter(|stage| stage.is_needed()) {
            for step in stage.executed() {
                let Some(parts) = self.step(step) else { continue };
                let keys = parts.keys();
                self.advance(&parts, keys);
                walk.keys.insert(keys.sure);
                walk.records[step.id().index()] = Some(Record { parts, keys });
            }
            self.exits[stage.id().index()] = Some((self.state.root, self.state.clone()));
        }
        let target = self.build.target().and_then(|target| self.exits[target.id().index()].as_ref());
        walk.target = target.map(|(root, state)| End::of(*root, state));
        walk.ends = self.exits.iter().flatten().map(|(root, _)| root.sure).collect();
        walk.exits = self.exits.into_iter().map(|exit| exit.map(|(root, _)| root)).collect();
        walk
    }

    /// What later steps build on. A linked copy is merged onto what was there before.
    fn advance(&mut self, parts: &Parts, keys: Root) {
        let merged = |before: Key, copy: Key| KeyOf::new("merge").key(before).key(copy).done();
        let before = self.state.root;
        self.state.root = if parts.linked {
            Root { sure: merged(before.sure, keys.sure), hopeful: merged(before.hopeful, keys.hopeful) }
        } else {
            keys
        };
    }

    fn step(&mut self, step: Step<'_>) -> Option<Parts> {
        match step.kind() {
            Kind::From(_) => self.from(step),
            Kind::Run(run) => Some(self.run_parts(step, run)),
            Kind::Copy(_) | Kind::Add(_) => Some(self.copy_parts(step)),
            Kind::Workdir(Some(path)) => self.workdir(&path.text),
            Kind::Arg(args) => {
                for arg in args {
                    self.arg(arg);
                }
                None
            }
            Kind::Env(pairs) => {
                self.env(pairs);
                None
            }
            Kind::User(Some(user)) => {
                self.state.user = self.evaluate(&user.text);
                None
            }
            _ => {
                self.configure(step);
                None
            }
        }
    }

    fn from(&mut self, step: Step<'_>) -> Option<Parts> {
        let stage = step.stage();
        if let Some(parent) = stage.parent().and_then(|parent| self.exits[parent.id().index()].clone()) {
            self.inherit(parent.1);
            return None;
        }
        let open = *stage.base() != Base::Scratch;
        self.state.environment = Arc::new(Environment::new(open));
        (self.state.config, self.state.others) = Default::default();
        (self.state.arguments, self.state.hiding) = Default::default();
        self.state.configuration = Arc::default();
        let image = |setting: &str| Ident::Opaque(KeyOf::new("of the base image").text(setting).done());
        self.state.directory = if open { image("directory") } else { Ident::text("/") };
        self.state.user = if open { image("user") } else { Ident::text("") };
        let key = self.base_key(stage);
        self.state.root = Root::certain(key);
        open.then(|| self.parts(None, key, Counts::Nothing))
    }

    /// The parts of a step with what is in force here.
    pub fn parts(&self, root: Option<Root>, operation: Key, counts: Counts) -> Parts {
        Parts {
            root,
            linked: false,
            operation,
            shell: None,
            counts,
            environment: Arc::clone(&self.state.environment),
            arguments: self.state.arguments.clone(),
            directory: self.state.directory.clone(),
            user: self.state.user.clone(),
            settings: Vec::new(),
            takes: Vec::new(),
        }
    }

    /// Identity of what a stage starts from that is no stage.
    fn base_key(&self, stage: Stage<'_>) -> Key {
        let key = match stage.base() {
            Base::Scratch => return KeyOf::new("scratch").done(),
            Base::Image(image) => self.image_key(image),
            Base::Context(name) => self.context_key(name),
            Base::Stage(_) | Base::Unknown => KeyOf::new("unknown").done(),
        };
        let word = stage.from_words().and_then(|from| from.image.as_ref());
        let word = word.map(|word| self.globals.evaluate(&word.text, self.build.parse().file.escape));
        let opaque = word.filter(|word| word.as_text().is_none()).map(|word| word.key());
        let asked = self.build.options().platform.as_deref();
        let flag =
            stage.from().flag_value("platform").map(|flag| self.globals.evaluate(flag, self.build.parse().file.escape));
        let platform = flag.or_else(|| asked.map(Ident::text)).map(|platform| platform.key());
        KeyOf::new("base").key(key).keys(opaque).keys(platform).done()
    }

    fn image_key(&self, image: &str) -> Key {
        let key = KeyOf::new("image").text(&canonical_image(image)).done();
        if self.changes.image(image) { KeyOf::new("changed").key(key).done() } else { key }
    }

    fn context_key(&self, name: &str) -> Key {
        let place = self.build.options().contexts.get(name).map(String::as_str).unwrap_or_default();
        if let Some(image) = place.strip_prefix("docker-image://") {
            return self.image_key(image);
        }
        let all = build::context::Source::new("/");
        self.take(Some(&Base::Context(name.to_owned())), vec![all], Purpose::Copy).sure
    }

    /// Sets the working directory; that makes a step unless it is the root.
    fn workdir(&mut self, text: &str) -> Option<Parts> {
        let path = self.evaluate(text);
        // The directory of a RUN is not cleaned when it is absolute, the one that is made is
        // (moby/buildkit `util/system/path.go`).
        self.state.directory = self.path_in_directory(&path, false);
        let made = self.path_in_directory(&path, true);
        if made.as_text() == Some("/") {
            return None;
        }
        let operation = KeyOf::new("make directory").key(made.key()).done();
        let mut parts = self.parts(Some(self.state.root), operation, Counts::Owner);
        parts.settings.push(self.setting("SOURCE_DATE_EPOCH"));
        Some(parts)
    }

    /// `path` from the working directory.
    pub fn path_in_directory(&self, path: &Ident, clean: bool) -> Ident {
        let cleaned = |path: &str| Ident::text(&syntax::filepath::rooted(path));
        match (&self.state.directory, path) {
            (_, Ident::Text(path)) if path.starts_with('/') => {
                if clean {
                    cleaned(path)
                } else {
                    Ident::text(path)
                }
            }
            (Ident::Text(directory), Ident::Text(path)) => {
                cleaned(&format!("{directory}/{path}")).unless_longer_than(MAX_PATH)
            }
            (directory, path) => Ident::Opaque(KeyOf::new("path").key(directory.key()).key(path.key()).done()),
        }
    }

    /// What `stage` ends with.
    pub fn exit(&self, stage: StageId) -> Root {
        let exit = self.exits.get(stage.index()).and_then(Option::as_ref);
        exit.map_or_else(
            || Root::certain(KeyOf::new("not built yet").text(&stage.0.to_string()).done()),
            |(root, _)| *root,
        )
    }

    /// What the old build's stage in the place of `stage` ended with, or the stage that ended with `now`.
    pub fn old_exit(&self, stage: StageId, now: Key) -> Option<Key> {
        let before = self.before?;
        if before.walk.ends.contains(&now) {
            return Some(now);
        }
        before.walk.exits[before.stages.old_of(stage)?.index()].map(|root| root.sure)
    }

    /// What the old build's stage called `name` ended with.
    pub fn old_stage_named(&self, name: &str) -> Option<Key> {
        let before = self.before?;
        let stage = before.build.stage_named(name)?;
        before.walk.exits[stage.id().index()].map(|root| root.sure)
    }

    /// What the old build took from the named context that stood for `stage`.
    pub fn old_context_in_place_of(
        &self,
        stage: StageId,
        sources: &[build::context::Source],
        purpose: Purpose,
    ) -> Option<Key> {
        let before = self.before?;
        let name = before.build.stage(before.stages.old_of(stage)?).replaced_by()?;
        let base = Base::Context(name.to_owned());
        let unchanged = Changes::default();
        let walker = Walker::new(before.build, self.files, &unchanged, None);
        Some(walker.take(Some(&base), sources.to_vec(), purpose).sure)
    }
}
