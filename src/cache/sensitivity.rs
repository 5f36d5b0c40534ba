//! What each step depends on: what would run it again if it changed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use build::context::{EntryKind, Outcome, Source};
use build::{Build, Context, StageId, StepId};
use syntax::Kind;
use syntax::expand;

use crate::change::Changes;
use crate::content::{Files, Origin};
use crate::names::Names;
use crate::parts::{Counts, Record};
use crate::walk::Walker;

/// What a step depends on, besides its own text and what comes before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitivity<'b> {
    /// The files that it takes of the build context: each path once, sorted. Directories are not among them.
    pub files: Arc<BTreeSet<&'b str>>,
    /// Whether it takes files of a context that is not known, so that they can't be listed.
    pub unknown_files: bool,
    /// Sources that match nothing, as written: one that is no glob fails the build.
    pub missing: Vec<String>,
    /// The named contexts that it takes files of.
    pub contexts: BTreeSet<String>,
    /// The stages that it takes files of; it runs again only if these come out otherwise.
    pub stages: BTreeSet<StageId>,
    /// The image that it is, or takes files of.
    pub images: BTreeSet<String>,
    /// The URLs and repositories that it takes.
    pub remotes: BTreeSet<String>,
    /// The build arguments whose value it sees.
    pub arguments: Names,
}

/// For each step, by its id, what it depends on; `None` for what is no step or not needed.
pub fn sensitivities(build: &Build) -> Vec<Option<Sensitivity<'_>>> {
    let unchanged = Changes::default();
    let walk = Walker::new(build, Files::ByPath, &unchanged, None).run();
    let mut known = Known::new();
    let mut result: Vec<Option<Sensitivity<'_>>> = Vec::with_capacity(walk.records.len());
    for (index, record) in walk.records.iter().enumerate() {
        result.push(record.as_ref().map(|record| of(build, StepId(index as u32), record, &mut known)));
    }
    result
}

/// What the steps that the target needs take of the build context, each once. The context itself need not be known.
pub fn sources(build: &Build) -> Vec<Source> {
    let unchanged = Changes::default();
    let walk = Walker::new(build, Files::ByPath, &unchanged, None).run();
    let taken = walk.records.iter().flatten().flat_map(|record| &record.parts.takes);
    let mut seen = HashSet::new();
    let sources = taken.filter_map(|taken| match &taken.from {
        Origin::Context(None, sources) => Some(sources),
        _ => None,
    });
    sources.flatten().filter(|source| seen.insert(*source)).cloned().collect()
}

/// The files that sources take, each looked up once: many stages copy everything.
type Known<'b> = HashMap<Vec<Source>, (Arc<BTreeSet<&'b str>>, Vec<String>)>;

fn of<'b>(build: &'b Build, step: StepId, record: &Record, known: &mut Known<'b>) -> Sensitivity<'b> {
    let mut sensitivity = Sensitivity::default();
    for taken in &record.parts.takes {
        match &taken.from {
            Origin::Context(None, sources) => sensitivity.add_files(build, sources, known),
            Origin::Context(Some(name), _) => drop(sensitivity.contexts.insert(name.clone())),
            Origin::Stage(stage) => drop(sensitivity.stages.insert(*stage)),
            Origin::Image(image) => drop(sensitivity.images.insert(image.clone())),
            Origin::Remote(url) => drop(sensitivity.remotes.insert(url.clone())),
            Origin::Heredoc | Origin::Unknown => {}
        }
    }
    let step = build.step(step);
    if let (Kind::From(_), Some(image)) = (step.kind(), step.stage().image()) {
        sensitivity.images.insert(image.to_owned());
    }
    sensitivity.arguments = if record.parts.counts == Counts::All {
        record.parts.arguments.clone()
    } else {
        let mentioned = expand::mentioned_in_body(step.instruction().joined.text());
        let names = mentioned.iter().map(|variable| variable.name.as_str());
        names.filter(|name| record.parts.arguments.contains(name)).collect()
    };
    sensitivity
}

impl<'b> Sensitivity<'b> {
    fn add_files(&mut self, build: &'b Build, sources: &[Source], known: &mut Known<'b>) {
        let Some(context) = build.context() else {
            self.unknown_files = true;
            return;
        };
        let (files, missing) = known.entry(sources.to_vec()).or_insert_with(|| look_up(context, sources));
        self.missing.extend_from_slice(missing);
        if self.files.is_empty() {
            self.files = Arc::clone(files);
        } else {
            Arc::make_mut(&mut self.files).extend(files.iter());
        }
    }
}

/// The files that `sources` take, and the sources that match nothing.
fn look_up<'b>(context: &'b Context, sources: &[Source]) -> (Arc<BTreeSet<&'b str>>, Vec<String>) {
    let (mut files, mut missing) = (BTreeSet::new(), Vec::new());
    for source in sources {
        let selection = context.select(source);
        if selection.outcome != Outcome::Found {
            missing.push(source.path.clone());
        }
        let taken = selection.entries.iter().filter(|selected| selected.entry.kind != EntryKind::Directory);
        files.extend(taken.map(|selected| &*selected.entry.path));
    }
    (Arc::new(files), missing)
}
