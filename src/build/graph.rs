//! The build graph: what each step takes from where, which stages the target is made of, and what cannot be built.

use std::collections::HashMap;

use syntax::{Dockerfile, Instruction, Kind};
use text::TextRange;

use crate::error::BuildError;
use crate::options::BuildOptions;
use crate::reader::Model;
use crate::stages::StageId;
use crate::steps::StepId;

/// What a FROM, a `--from=` or a mount's `from=` stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// An image, by its reference as written, variables expanded.
    Image(String),
    /// A stage of this file.
    Stage(StageId),
    /// A named context (`--build-context`), by its name.
    Context(String),
    /// Nothing: the empty image.
    Scratch,
    /// It depends on what is not known, or is no valid name.
    Unknown,
}

impl Base {
    /// The stage, if it is one.
    pub fn stage(&self) -> Option<StageId> {
        match self {
            Self::Stage(id) => Some(*id),
            _ => None,
        }
    }

    /// The image, if it is one.
    pub fn image(&self) -> Option<&str> {
        match self {
            Self::Image(image) => Some(image),
            _ => None,
        }
    }
}

/// How a step takes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// `FROM name`.
    From,
    /// `COPY --from=name`.
    CopyFrom,
    /// `RUN --mount=from=name`.
    Mount,
}

/// A step takes something from a stage, image or named context.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The step that takes.
    pub step: StepId,
    /// How.
    pub via: Via,
    /// Where the name is written.
    pub range: TextRange,
    /// The name as written.
    pub text: String,
    /// What it stands for.
    pub base: Base,
}

/// All references of a build and what follows from them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// Sorted by step.
    pub references: Vec<Reference>,
    /// For each step where its references begin among them, and where the last one's end.
    of_step: Vec<u32>,
    /// For each stage the references to it, as indices.
    pub consumers: Vec<Vec<u32>>,
    /// For each stage whether the target is made of it.
    pub needed: Vec<bool>,
    /// The last stage of each name, in lower case.
    pub by_name: HashMap<String, StageId>,
    /// The stage that is built.
    pub target: Option<StageId>,
}

impl Graph {
    /// What `step` takes from elsewhere.
    pub fn references_of(&self, step: StepId) -> &[Reference] {
        let place = |index: usize| self.of_step[index] as usize;
        &self.references[place(step.index())..place(step.index() + 1)]
    }

    /// Resolves all references.
    pub fn new(file: &Dockerfile, options: &BuildOptions, model: &Model) -> (Self, Vec<BuildError>) {
        let mut builder = Builder { file, options, model, graph: Self::default(), errors: Vec::new() };
        for (index, stage) in model.stages.iter().enumerate() {
            if let Some(name) = &stage.name {
                builder.graph.by_name.insert(name.clone(), StageId(index as u32));
            }
        }
        builder.references();
        builder.consumers();
        builder.target();
        builder.needed();
        builder.circles();
        builder.order();
        builder.errors.sort_by_key(|error| error.range);
        (builder.graph, builder.errors)
    }
}

struct Builder<'m> {
    file: &'m Dockerfile,
    options: &'m BuildOptions,
    model: &'m Model,
    graph: Graph,
    errors: Vec<BuildError>,
}

impl<'m> Builder<'m> {
    fn instruction(&self, step: StepId) -> &'m Instruction {
        self.model.instruction(self.file, step)
    }

    fn label(&self, stage: StageId) -> String {
        self.model.stages[stage.index()].name.clone().unwrap_or_else(|| format!("stage-{}", stage.0))
    }

    /// Finds every reference, step by step.
    fn references(&mut self) {
        for index in 0..self.model.steps.len() as u32 {
            let step = StepId(index);
            self.graph.of_step.push(self.graph.references.len() as u32);
            let instruction = self.instruction(step);
            match &instruction.kind {
                Kind::From(from) => {
                    let base = self.model.stages[self.model.steps[step.index()].stage.index()].base.clone();
                    let Some(image) = &from.image else { continue };
                    let text = image.text.clone();
                    self.graph.references.push(Reference { step, via: Via::From, range: image.range, text, base });
                }
                Kind::Copy(_) => self.copy_from(step, instruction),
                Kind::Run(run) => {
                    for field in run.mounts.iter().flat_map(|mount| &mount.fields).filter(|field| field.key == "from") {
                        let Some(value) = &field.value else { continue };
                        let base = self.named(&value.text);
                        let (range, text) = (value.range, value.text.clone());
                        self.graph.references.push(Reference { step, via: Via::Mount, range, text, base });
                    }
                }
                _ => {}
            }
        }
        self.graph.of_step.push(self.graph.references.len() as u32);
    }

    /// `COPY --from=`: a stage's index, its name in any case, else an image.
    fn copy_from(&mut self, step: StepId, instruction: &Instruction) {
        let flag = instruction.flags.iter().rev().find(|flag| flag.name == "from");
        let Some(value) = flag.and_then(|flag| flag.value.as_ref()).filter(|value| !value.text.is_empty()) else {
            return;
        };
        let base = match value.text.parse::<i64>() {
            Ok(index) => self.stage_number(index, value.range),
            Err(_) => self.named(&value.text),
        };
        let (range, text) = (value.range, value.text.clone());
        self.graph.references.push(Reference { step, via: Via::CopyFrom, range, text, base });
    }

    fn stage_number(&mut self, index: i64, range: TextRange) -> Base {
        // The stage of a file without FROM has no number: there is nothing in it to take.
        let is_stage = |number: &u32| {
            let stage = self.model.stages.get(*number as usize);
            stage.is_some_and(|stage| matches!(self.instruction(stage.steps[0]).kind, Kind::From(_)))
        };
        if let Some(number) = u32::try_from(index).ok().filter(is_stage) {
            return self.stage_or_context(StageId(number));
        }
        self.errors.push(BuildError::new(range, format!("invalid stage index {index}")));
        Base::Unknown
    }

    /// A stage, or the named context that takes its place.
    fn stage_or_context(&self, id: StageId) -> Base {
        self.model.stages[id.index()].replaced_by.clone().map_or(Base::Stage(id), Base::Context)
    }

    /// What the name in `--from=name` stands for. Variables are not expanded there.
    fn named(&self, name: &str) -> Base {
        let variable = name.find('$').is_some_and(|at| at + 1 < name.len());
        if variable || name.is_empty() {
            return Base::Unknown;
        }
        if let Some(id) = self.graph.by_name.get(&name.to_ascii_lowercase()) {
            return self.stage_or_context(*id);
        }
        image_or_context(name, self.options)
    }

    fn consumers(&mut self) {
        self.graph.consumers = vec![Vec::new(); self.model.stages.len()];
        for (index, reference) in self.graph.references.iter().enumerate() {
            if let Base::Stage(id) = reference.base {
                self.graph.consumers[id.index()].push(index as u32);
            }
        }
    }

    /// The target: a name in any case or an index, else the last stage.
    fn target(&mut self) {
        let last = (self.model.stages.len() as u32).checked_sub(1).map(StageId);
        self.graph.target = match &self.options.target {
            None => last,
            Some(name) => {
                let index = name.parse().ok().filter(|index| last.is_some_and(|last| *index <= last.0)).map(StageId);
                self.graph.by_name.get(&name.to_ascii_lowercase()).copied().or(index)
            }
        };
        if let (None, Some(name)) = (self.graph.target, &self.options.target) {
            let message = format!("target stage \"{name}\" could not be found");
            self.errors.push(BuildError::new(TextRange::empty(0), message));
        }
    }

    /// For each stage those that it takes something from, in the order of the file.
    fn dependencies(&self) -> Vec<Vec<StageId>> {
        let mut dependencies = vec![Vec::new(); self.model.stages.len()];
        for reference in &self.graph.references {
            if let Base::Stage(id) = reference.base {
                dependencies[self.model.steps[reference.step.index()].stage.index()].push(id);
            }
        }
        dependencies
    }

    /// Marks all that the target is made of.
    fn needed(&mut self) {
        let dependencies = self.dependencies();
        self.graph.needed = vec![false; self.model.stages.len()];
        let mut open: Vec<StageId> = self.graph.target.into_iter().collect();
        while let Some(id) = open.pop() {
            let replaced = self.model.stages[id.index()].replaced_by.is_some();
            if !replaced && !std::mem::replace(&mut self.graph.needed[id.index()], true) {
                open.extend(&dependencies[id.index()]);
            }
        }
    }

    /// Reports a stage that is made of itself, through others or at once.
    fn circles(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let dependencies = self.dependencies();
        let mut marks = vec![Mark::New; dependencies.len()];
        for root in 0..dependencies.len() {
            // Each entry is a stage and how many of its dependencies are followed.
            let mut path = vec![(root, 0)];
            while let Some((stage, followed)) = path.last_mut() {
                let stage = *stage;
                if *followed == 0 && marks[stage] != Mark::New {
                    path.pop();
                    continue;
                }
                marks[stage] = Mark::Open;
                let Some(next) = dependencies[stage].get(*followed) else {
                    marks[stage] = Mark::Done;
                    path.pop();
                    continue;
                };
                *followed += 1;
                match marks[next.index()] {
                    Mark::New => path.push((next.index(), 0)),
                    Mark::Open => return self.circle(StageId(stage as u32), *next),
                    Mark::Done => {}
                }
            }
        }
    }

    /// Reports that `stage` takes something from `source`, which is made of it.
    fn circle(&mut self, stage: StageId, source: StageId) {
        let closes = |reference: &&Reference| {
            reference.base == Base::Stage(source) && self.model.steps[reference.step.index()].stage == stage
        };
        let Some(reference) = self.graph.references.iter().find(closes) else { return };
        let message = format!("circular dependency detected on stage: {}", self.label(source));
        self.errors.push(BuildError::new(reference.range, message));
    }

    /// Reports what a needed stage takes from a later one.
    fn order(&mut self) {
        let mut late = Vec::new();
        for reference in &self.graph.references {
            let own = self.model.steps[reference.step.index()].stage;
            let Base::Stage(source) = reference.base else { continue };
            // Without a target all stages are looked at, as `docker build --check` does.
            let needed = self.options.target.is_none() || self.graph.needed[own.index()];
            if source < own || !needed {
                continue;
            }
            let message = match reference.via {
                Via::From => continue,
                Via::CopyFrom => format!(
                    "cannot copy from stage \"{}\", it needs to be defined before current stage \"{}\"",
                    reference.text,
                    self.label(own)
                ),
                Via::Mount => format!(
                    "cannot mount from stage \"{}\", stage needs to be defined before current command",
                    reference.text
                ),
            };
            late.push(BuildError::new(reference.range, message));
        }
        // A circle is told once.
        late.retain(|error: &BuildError| self.errors.iter().all(|other| other.range != error.range));
        self.errors.extend(late);
    }
}

/// What a name stands for that is no stage.
pub(crate) fn image_or_context(name: &str, options: &BuildOptions) -> Base {
    if let Some((key, _)) = options.context_for(name) {
        return Base::Context(key.to_owned());
    }
    if name == "scratch" { Base::Scratch } else { Base::Image(name.to_owned()) }
}
