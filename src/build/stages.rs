//! The stages of a build, and what can be asked about one.

use syntax::image::ImageRef;
use syntax::{From, Kind};
use text::TextRange;

use crate::graph::{Base, Reference};
use crate::steps::{Step, StepId};
use crate::{Build, Config, Family};

/// Which stage, in the order of the file from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageId(pub u32);

impl StageId {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is stored of a stage.
#[derive(Clone, Debug)]
pub(crate) struct StageData {
    /// The name in lower case, as `BuildKit` keeps it.
    pub name: Option<String>,
    /// `--platform` of the FROM, expanded; `None` when it is not there or unknown.
    pub platform: Option<String>,
    /// What it starts from.
    pub base: Base,
    /// The name of the named context that takes the place of the whole stage.
    pub replaced_by: Option<String>,
    /// Its steps as they are executed: FROM, the triggers of the parent stage, the written ones.
    pub steps: Vec<StepId>,
    /// How many of `steps`, behind the FROM, are triggers.
    pub triggers: u32,
}

/// What the name of an image says: many rules ask.
#[derive(Debug)]
pub(crate) struct Image {
    reference: Option<ImageRef>,
    family: Option<Family>,
}

/// A stage of a build.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'b> {
    pub(crate) build: &'b Build,
    id: StageId,
}

impl<'b> Stage<'b> {
    pub(crate) fn new(build: &'b Build, id: StageId) -> Self {
        Self { build, id }
    }

    fn data(self) -> &'b StageData {
        &self.build.model.stages[self.id.index()]
    }

    /// Which one it is; its number is what `COPY --from=0` counts.
    pub fn id(self) -> StageId {
        self.id
    }

    /// The name in lower case, if it has one.
    pub fn name(self) -> Option<&'b str> {
        self.data().name.as_deref()
    }

    /// The name, or `stage-N` as `BuildKit` shows a stage that has none.
    pub fn label(self) -> String {
        self.name().map_or_else(|| format!("stage-{}", self.id.0), str::to_owned)
    }

    /// What it starts from.
    pub fn base(self) -> &'b Base {
        &self.data().base
    }

    /// The image it starts from, if it is not another stage, scratch or unknown.
    pub fn image(self) -> Option<&'b str> {
        match self.base() {
            Base::Image(image) => Some(image),
            _ => None,
        }
    }

    /// [`Stage::image`] taken apart; `None` also for a name that no image can have.
    pub fn image_ref(self) -> Option<&'b ImageRef> {
        self.image_read().reference.as_ref()
    }

    /// The image that the first stage of its [`Stage::lineage`] starts from, as [`Stage::image_ref`].
    pub fn root_image(self) -> Option<&'b ImageRef> {
        self.root_stage().image_ref()
    }

    /// The family of the image that its lineage starts from; `None` when that is not known.
    pub fn family(self) -> Option<Family> {
        self.root_stage().image_read().family
    }

    fn image_read(self) -> &'b Image {
        self.build.images[self.id.index()].get_or_init(|| {
            let reference = self.image().and_then(|image| ImageRef::parse(image).ok());
            let family = reference.as_ref().and_then(Family::of);
            Image { reference, family }
        })
    }

    /// The first stage of its lineage.
    fn root_stage(self) -> Stage<'b> {
        Self::new(self.build, self.build.model.roots[self.id.index()])
    }

    /// `--platform` of its FROM, with variables expanded.
    pub fn platform(self) -> Option<&'b str> {
        self.data().platform.as_deref()
    }

    /// The stage that it starts from.
    pub fn parent(self) -> Option<Stage<'b>> {
        match self.base() {
            Base::Stage(id) => Some(Self::new(self.build, *id)),
            _ => None,
        }
    }

    /// The stage, its parent, and so on up to the one that starts from something else than a stage.
    pub fn lineage(self) -> impl Iterator<Item = Stage<'b>> {
        std::iter::successors(Some(self), |stage| stage.parent())
    }

    /// What the first stage of its [`Stage::lineage`] starts from.
    pub fn root(self) -> &'b Base {
        self.build.model.root(self.id)
    }

    /// Its FROM. A file without any is read as a stage all the same: then its first step, whichever that is.
    pub fn from(self) -> Step<'b> {
        Step::new(self.build, self.data().steps[0])
    }

    /// Its FROM's arguments.
    pub fn from_words(self) -> Option<&'b From> {
        match self.from().kind() {
            Kind::From(from) => Some(from),
            _ => None,
        }
    }

    /// Where its name is written, without a name where its image is, else its FROM.
    pub fn name_range(self) -> TextRange {
        let words = self.from_words();
        let word = words.and_then(|from| from.name.as_ref().or(from.image.as_ref()));
        word.map_or(self.from().range(), |word| word.range)
    }

    /// Its steps as written, its FROM first.
    pub fn steps(self) -> impl DoubleEndedIterator<Item = Step<'b>> {
        self.executed().filter(|step| !step.is_trigger())
    }

    /// Its steps as executed: its FROM, the ONBUILD triggers of its parent stage, the written ones.
    pub fn executed(self) -> impl DoubleEndedIterator<Item = Step<'b>> {
        self.data().steps.iter().map(move |id| Step::new(self.build, *id))
    }

    /// Its last step as written; the FROM when nothing follows.
    pub fn last(self) -> Step<'b> {
        self.steps().next_back().unwrap_or(self.from())
    }

    /// Whether it is the stage that is built: the target, else the last one.
    pub fn is_target(self) -> bool {
        self.build.target().is_some_and(|target| target.id == self.id)
    }

    /// Whether it is the last stage of the file.
    pub fn is_last(self) -> bool {
        self.id.index() + 1 == self.build.model.stages.len()
    }

    /// Whether the target is made of it. A build passes over all others.
    pub fn is_needed(self) -> bool {
        self.build.graph.needed[self.id.index()]
    }

    /// The named context that takes the place of the whole stage.
    pub fn replaced_by(self) -> Option<&'b str> {
        self.data().replaced_by.as_deref()
    }

    /// Where other stages (or its own later steps) take something from it.
    pub fn consumers(self) -> impl Iterator<Item = &'b Reference> {
        let graph = &self.build.graph;
        graph.consumers[self.id.index()].iter().map(|index| &graph.references[*index as usize])
    }

    /// What an image of this stage is configured with, as far as its own lineage says.
    pub fn config(self) -> Config<'b> {
        Config::of(self)
    }
}

impl Build {
    /// All stages, in the order of the file.
    pub fn stages(&self) -> impl DoubleEndedIterator<Item = Stage<'_>> + ExactSizeIterator {
        (0..self.model.stages.len() as u32).map(|index| Stage::new(self, StageId(index)))
    }

    /// The stage `id`, which must be of this build.
    pub fn stage(&self, id: StageId) -> Stage<'_> {
        Stage::new(self, id)
    }

    /// The stage `name`, in any case; of stages that share a name, the last.
    pub fn stage_named(&self, name: &str) -> Option<Stage<'_>> {
        self.graph.by_name.get(&name.to_ascii_lowercase()).map(|id| self.stage(*id))
    }

    /// The stage that is built: the one that the options name, else the last. `None` when there is no such stage.
    pub fn target(&self) -> Option<Stage<'_>> {
        self.graph.target.map(|id| self.stage(id))
    }

    /// The last stage.
    pub fn last_stage(&self) -> Option<Stage<'_>> {
        self.stages().next_back()
    }
}
