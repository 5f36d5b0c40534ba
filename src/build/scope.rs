//! Variables: who declares them, where they are seen, what they hold.

use std::collections::HashMap;
use std::sync::Arc;

use text::TextRange;

use crate::stages::StageId;
use crate::steps::StepId;

/// What is known of a variable's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// It is this.
    Known(Arc<str>),
    /// It has none: an ARG without a default that no `--build-arg` gives. A build takes it for empty.
    Unset,
    /// It depends on something that is not part of the inputs, such as the base image's environment.
    Unknown,
}

impl Value {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unset | Self::Unknown => None,
        }
    }
}

/// Which instruction declares a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An ARG in front of the first FROM.
    GlobalArg,
    /// An ARG of a stage.
    Arg,
    /// An ENV.
    Env,
}

/// Where the value of a variable was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// In the instruction itself.
    Here,
    /// With `--build-arg`.
    BuildArg,
    /// By the global ARG of that name.
    Global,
    /// By `BuildKit`, for the platform: `TARGETARCH` and the like.
    Platform,
    /// By an earlier variable of that name: an ARG without a value hides nothing.
    Before,
    /// Nowhere.
    Nowhere,
}

/// A variable that an ARG or ENV declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, expanded.
    pub name: Arc<str>,
    /// Where the name is written.
    pub name_range: TextRange,
    /// Where the value is written; `None` for an ARG without a default.
    pub value_range: Option<TextRange>,
    /// What it holds.
    pub value: Value,
    /// Which instruction declares it.
    pub origin: Origin,
    /// Where the value comes from.
    pub given: Given,
    /// The step that declares it; `None` for a global ARG.
    pub step: Option<StepId>,
}

/// The ARGs that `BuildKit` gives a value for the platform, in the global scope, but for `TARGETSTAGE`.
pub(crate) const PLATFORM_ARGS: [&str; 10] = [
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDOSVERSION",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETOSVERSION",
    "TARGETARCH",
    "TARGETVARIANT",
];

/// Whether `BuildKit` itself gives the ARG `name` a value: `TARGETARCH` and the like.
pub fn is_platform_arg(name: &str) -> bool {
    name == "TARGETSTAGE" || PLATFORM_ARGS.contains(&name)
}

/// The ARGs that need no declaration, and do not count for the cache unless they are declared.
pub fn is_proxy_arg(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "http_proxy" | "https_proxy" | "ftp_proxy" | "no_proxy" | "all_proxy")
}

/// A scope sees through this many parents before it keeps the names of all of them itself, so that a lookup in a long
/// chain of stages never walks far.
const FLATTEN_DEPTH: u32 = 64;

/// What one stage declares, and the parent stage whose variables it inherits.
#[derive(Clone, Debug, Default)]
struct Frame {
    parent: Option<StageId>,
    depth: u32,
    /// For each name the places in the log, ascending.
    names: HashMap<Arc<str>, Vec<u32>>,
}

/// All variables of a build: one log in the order of execution, and for each stage where in it its names are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scopes {
    log: Vec<Variable>,
    globals: HashMap<Arc<str>, u32>,
    frames: Vec<Frame>,
}

impl Scopes {
    /// Begins the next stage.
    pub fn open(&mut self, parent: Option<StageId>) {
        // A parent that declares nothing itself is passed over, so that long chains stay short.
        let parent = parent.and_then(|id| {
            let frame = &self.frames[id.index()];
            if frame.names.is_empty() { frame.parent } else { Some(id) }
        });
        let depth = parent.map_or(0, |id| self.frames[id.index()].depth + 1);
        let mut frame = Frame { parent, depth, names: HashMap::new() };
        if depth >= FLATTEN_DEPTH {
            frame = Frame { parent: None, depth: 0, names: self.all_names(parent) };
        }
        self.frames.push(frame);
    }

    /// The places of all names that `stage` and its parents declare, as a stage below sees them.
    fn all_names(&self, stage: Option<StageId>) -> HashMap<Arc<str>, Vec<u32>> {
        let mut names: HashMap<Arc<str>, Vec<u32>> = HashMap::new();
        for frame in self.lineage(stage) {
            for (name, places) in &frame.names {
                let inherited = self.inherited(places);
                let known = names.entry(name.clone()).or_default();
                // The nearest parent wins, but an ENV wins over an ARG that lies nearer.
                let hidden = known.first().is_some_and(|at| {
                    self.log[*at as usize].origin == Origin::Env || self.log[inherited as usize].origin != Origin::Env
                });
                if !hidden {
                    *known = vec![inherited];
                }
            }
        }
        names
    }

    fn lineage(&self, stage: Option<StageId>) -> impl Iterator<Item = &Frame> {
        std::iter::successors(stage.map(|id| &self.frames[id.index()]), |frame| {
            frame.parent.map(|id| &self.frames[id.index()])
        })
    }

    /// Which of the declarations of one name a stage below sees: the image's configuration holds only ENVs, and is
    /// applied again at its FROM (moby/buildkit `dockerfile2llb/convert.go`), so the last ENV wins over any ARG.
    fn inherited(&self, places: &[u32]) -> u32 {
        let last_env = places.iter().rev().find(|at| self.log[**at as usize].origin == Origin::Env);
        *last_env.or(places.last()).unwrap_or(&0)
    }

    /// Declares a global ARG.
    pub fn declare_global(&mut self, variable: Variable) {
        self.globals.insert(variable.name.clone(), self.log.len() as u32);
        self.log.push(variable);
    }

    /// Declares a variable in the stage opened last.
    pub fn declare(&mut self, variable: Variable) {
        let at = self.log.len() as u32;
        if let Some(frame) = self.frames.last_mut() {
            frame.names.entry(variable.name.clone()).or_default().push(at);
        }
        self.log.push(variable);
    }

    /// All variables, in the order in which they are declared.
    pub fn all(&self) -> &[Variable] {
        &self.log
    }

    /// How many variables are declared so far.
    pub fn count(&self) -> u32 {
        self.log.len() as u32
    }

    /// The global ARG of this name, as the end of the global part sees it.
    pub fn global(&self, name: &str) -> Option<&Variable> {
        self.globals.get(name).map(|at| &self.log[*at as usize])
    }

    /// The variable `name` that `stage` sees when `before` variables are declared.
    pub fn lookup(&self, stage: StageId, before: u32, name: &str) -> Option<&Variable> {
        let frame = &self.frames[stage.index()];
        if let Some(at) = frame.names.get(name).and_then(|places| {
            let seen = places.partition_point(|at| *at < before);
            places[..seen].last()
        }) {
            return Some(&self.log[*at as usize]);
        }
        let mut nearest = None;
        for frame in self.lineage(frame.parent) {
            let Some(places) = frame.names.get(name) else { continue };
            let variable = &self.log[self.inherited(places) as usize];
            if variable.origin == Origin::Env {
                return Some(variable);
            }
            nearest = nearest.or(Some(variable));
        }
        nearest
    }

    /// All variables that `stage` sees when `before` are declared, sorted by name.
    pub fn visible(&self, stage: StageId, before: u32) -> Vec<&Variable> {
        let frame = &self.frames[stage.index()];
        let mut names: Vec<&Arc<str>> = frame.names.keys().collect();
        names.extend(self.lineage(frame.parent).flat_map(|frame| frame.names.keys()));
        names.sort_unstable();
        names.dedup();
        names.into_iter().filter_map(|name| self.lookup(stage, before, name)).collect()
    }
}
