//! The question and the answer: what happens to each step, and why.

use std::cell::RefCell;
use std::sync::Arc;

use build::{Build, StageId, StepId};

use crate::align::{self, Stages};
use crate::change::{Change, Changes};
use crate::content::Files;
use crate::explain::Explainer;
use crate::image::Image;
use crate::walk::{Before, Walk, Walker};

/// What happens to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It is no step of its own: it changes the image's configuration, or what later steps see.
    Metadata,
    /// The target does not need its stage.
    Skipped,
    /// Its result is taken from the cache.
    Reused,
    /// It is reused if what it takes from a stage that runs again comes out byte-identical, else it runs.
    Maybe,
    /// It runs again.
    Rebuilt,
}

/// Why a step runs again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Files that it takes from a context are others; of a large number, all.
    Files(Arc<[FileChange]>),
    /// Its text is another one.
    Edited,
    /// It stands elsewhere than before.
    Moved,
    /// It was not there before.
    Inserted,
    /// The old build did not need its stage.
    NewlyNeeded,
    /// An instruction in front of it, by its old text, is not there any more.
    Gone(String),
    /// A build argument has another value.
    Argument(String),
    /// A variable of an ENV has another value.
    Environment(String),
    /// The variables are the same, but in another order.
    EnvironmentOrder,
    /// It works in another directory.
    Workdir,
    /// Another user runs it, or owns what it makes.
    User,
    /// Another shell reads its line.
    Shell,
    /// The image that it starts from or copies from is another one.
    Image(String),
    /// A URL or repository holds something else.
    Remote(String),
    /// Its stage starts from something else.
    Base,
    /// It takes files of a stage that runs again from that step on.
    Stage(StageId, StepId),
    /// That step, which comes before it, runs again: the first in line.
    Before(StepId),
}

impl Cause {
    /// Whether it lies in the step itself, not in what comes before it.
    pub fn is_direct(&self) -> bool {
        !matches!(self, Self::Before(_) | Self::Stage(..))
    }
}

/// A file that is another one than before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileChange {
    /// Its path from the root of its context.
    pub path: String,
    /// In which way.
    pub difference: Difference,
}

/// In which way a file is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Difference {
    /// It was not there, or not taken.
    Added,
    /// Its bytes or link target are others.
    Modified,
    /// It is not there, or not taken, any more.
    Removed,
    /// Its permission bits are others.
    Mode,
    /// It is a link, file or directory that was something else.
    Kind,
    /// It changed in a way that is not known.
    Changed,
}

/// What happens to one step, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The step.
    pub step: StepId,
    /// What happens to it.
    pub fate: Fate,
    /// Why, if it may run again: what lies in the step itself first.
    pub causes: Vec<Cause>,
    /// The step that it was in the old build.
    pub was: Option<StepId>,
    /// Paths that it takes and that are not in their context, so that the build fails here.
    pub missing: Vec<String>,
}

impl Verdict {
    /// Whether it runs again for a reason of its own.
    pub fn is_direct(&self) -> bool {
        self.causes.iter().any(Cause::is_direct)
    }
}

/// What happens to each step of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    verdicts: Vec<Verdict>,
    image: Image,
}

impl Prediction {
    /// All steps as executed, those that are not needed included.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// What becomes of the image.
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// What happens to `step`.
    pub fn of(&self, step: StepId) -> &Verdict {
        &self.verdicts[step.index()]
    }

    /// What happens to `step`.
    pub fn fate(&self, step: StepId) -> Fate {
        self.of(step).fate
    }

    /// The steps of that fate.
    pub fn with(&self, fate: Fate) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(move |verdict| verdict.fate == fate)
    }
}

/// What happens when `new` is built where `old` was built before, and `changes` took place besides.
pub fn compare(old: &Build, new: &Build, changes: &[Change]) -> Prediction {
    judge(old, new, changes, Files::ByBytes)
}

/// What happens when `build` is built again after `changes`. Files are not read: a changed file is another one.
pub fn predict(build: &Build, changes: &[Change]) -> Prediction {
    judge(build, build, changes, Files::ByPath)
}

/// A build that a builder has in its cache, to be asked about many that might follow.
#[derive(Debug)]
pub struct Built<'b> {
    build: &'b Build,
    walk: Walk,
}

/// How many steps of a target run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilds {
    /// Those that do.
    pub steps: usize,
    /// Those that do unless what they take comes out byte-identical.
    pub maybe: usize,
    /// All.
    pub of: usize,
}

impl<'b> Built<'b> {
    /// `build`, as it was built.
    pub fn new(build: &'b Build) -> Self {
        Self { build, walk: Walker::new(build, Files::ByPath, &Changes::default(), None).run() }
    }

    /// What runs again if `next` is built of the same files: [`compare`] without the causes.
    pub fn rebuilds(&self, next: &Build) -> Rebuilds {
        let fates = self.fates_in(next, &Changes::default());
        let count = |wanted: Fate| fates.iter().filter(|fate| **fate == wanted).count();
        let (steps, maybe) = (count(Fate::Rebuilt), count(Fate::Maybe));
        Rebuilds { steps, maybe, of: steps + maybe + count(Fate::Reused) }
    }

    /// What happens to each step, by its index, if the same is built again after `changes`: [`predict`] without the causes.
    pub fn fates(&self, changes: &[Change]) -> Vec<Fate> {
        self.fates_in(self.build, &Changes::new(changes, self.build.context()))
    }

    fn fates_in(&self, next: &Build, changes: &Changes) -> Vec<Fate> {
        let stages = Stages::align(self.build, next);
        let before = Before { build: self.build, walk: &self.walk, stages: &stages };
        let after = Walker::new(next, Files::ByPath, changes, Some(before)).run();
        next.executed().map(|step| fate(step, &self.walk, &after)).collect()
    }
}

fn judge(old: &Build, new: &Build, changes: &[Change], files: Files) -> Prediction {
    let unchanged = Changes::default();
    let changes = Changes::new(changes, new.context());
    let stages = Stages::align(old, new);
    let before = Walker::new(old, files, &unchanged, None).run();
    let after = Walker::new(new, files, &changes, Some(Before { build: old, walk: &before, stages: &stages })).run();
    let places = align::steps(old, new, &stages);
    let fates: Vec<Fate> = new.executed().map(|step| fate(step, &before, &after)).collect();
    let explainer = Explainer {
        old,
        new,
        before: &before,
        after: &after,
        places: &places,
        fates: &fates,
        changes: &changes,
        known: RefCell::default(),
    };
    Prediction { verdicts: explainer.explain(), image: Image::of(&before, &after) }
}

fn fate(step: build::Step<'_>, before: &Walk, after: &Walk) -> Fate {
    if !step.stage().is_needed() {
        return Fate::Skipped;
    }
    match &after.records[step.id().index()] {
        None => Fate::Metadata,
        Some(record) if before.keys.contains(&record.keys.sure) => Fate::Reused,
        Some(record) if before.keys.contains(&record.keys.hopeful) => Fate::Maybe,
        Some(_) => Fate::Rebuilt,
    }
}
