//! The steps of a build: instructions in stages, with what is in force at each.

use shell::Script;
use syntax::{Command, Instruction, Keyword, Kind, Run};
use text::TextRange;

use crate::graph::{Base, Reference, Via};
use crate::settings::{Setting, Shell};
use crate::stages::{Stage, StageId};
use crate::{Build, Variable};

/// Which step, counted over all stages as they are executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepId(pub u32);

impl StepId {
    /// For indexing.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is stored of a step.
#[derive(Clone, Debug)]
pub(crate) struct StepData {
    pub stage: StageId,
    /// Index of the instruction in the file; for a trigger, of the ONBUILD that holds it.
    pub instruction: u32,
    /// Whether it is the trigger of a parent stage's ONBUILD, executed here.
    pub trigger: bool,
    /// How many variables were declared when the step began: those it may see.
    pub variables: u32,
    /// What is in force when the step begins: an index into the model's states.
    pub state: u32,
}

/// An instruction in a stage.
#[derive(Clone, Copy, Debug)]
pub struct Step<'b> {
    pub(crate) build: &'b Build,
    id: StepId,
}

impl PartialEq for Step<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.build, other.build)
    }
}

impl<'b> Step<'b> {
    pub(crate) fn new(build: &'b Build, id: StepId) -> Self {
        Self { build, id }
    }

    pub(crate) fn data(self) -> &'b StepData {
        &self.build.model.steps[self.id.index()]
    }

    /// Which one it is.
    pub fn id(self) -> StepId {
        self.id
    }

    /// The build it is of.
    pub fn build(self) -> &'b Build {
        self.build
    }

    /// The stage it is executed in.
    pub fn stage(self) -> Stage<'b> {
        Stage::new(self.build, self.data().stage)
    }

    /// The instruction; for a trigger, the one inside the ONBUILD.
    pub fn instruction(self) -> &'b Instruction {
        let written = &self.build.instructions()[self.data().instruction as usize];
        match &written.kind {
            Kind::Onbuild(Some(trigger)) if self.data().trigger => trigger,
            _ => written,
        }
    }

    /// Its place among [`Build::instructions`]; for a trigger, that of the ONBUILD.
    pub fn instruction_index(self) -> usize {
        self.data().instruction as usize
    }

    /// Which instruction it is.
    pub fn keyword(self) -> Keyword {
        self.instruction().keyword.keyword
    }

    /// Its arguments.
    pub fn kind(self) -> &'b Kind {
        &self.instruction().kind
    }

    /// Where it is written.
    pub fn range(self) -> TextRange {
        self.instruction().range
    }

    /// Where a finding at `range` of this step is shown: `BuildKit` puts what a trigger does at the FROM that executes it.
    pub fn shown_at(self, range: TextRange) -> TextRange {
        if self.is_trigger() { self.stage().from().range() } else { range }
    }

    /// Its arguments, if it is a RUN.
    pub fn run(self) -> Option<&'b Run> {
        match self.kind() {
            Kind::Run(run) => Some(run),
            _ => None,
        }
    }

    /// The RUN that is written here: the instruction itself, or the trigger that an ONBUILD keeps for images to come.
    /// [`Step::script`] says what either runs.
    pub fn written_run(self) -> Option<&'b Run> {
        match self.kind() {
            Kind::Run(run) => Some(run),
            Kind::Onbuild(Some(trigger)) => match &trigger.kind {
                Kind::Run(run) => Some(run),
                _ => None,
            },
            _ => None,
        }
    }

    /// Its arguments, if it is a COPY or ADD.
    pub fn copy(self) -> Option<&'b syntax::Copy> {
        match self.kind() {
            Kind::Copy(copy) | Kind::Add(copy) => Some(copy),
            _ => None,
        }
    }

    /// The command of a RUN, CMD or ENTRYPOINT, or what a HEALTHCHECK runs.
    pub fn command(self) -> Option<&'b Command> {
        match self.kind() {
            Kind::Run(run) => Some(&run.command),
            Kind::Cmd(command) | Kind::Entrypoint(command) => Some(command),
            Kind::Healthcheck(health) => health.command.as_ref(),
            _ => None,
        }
    }

    /// The last flag `--name`, as `BuildKit` reads a flag that may stand once.
    pub fn flag(self, name: &str) -> Option<&'b syntax::Flag> {
        self.instruction().flags.iter().rev().find(|flag| flag.name == name)
    }

    /// The text of the flag's value, if flag and value are there.
    pub fn flag_value(self, name: &str) -> Option<&'b str> {
        self.flag(name)?.value.as_ref().map(|value| value.text.as_str())
    }

    /// Whether the flag is there and not false: `--link`, `--link=true`.
    pub fn flag_is_on(self, name: &str) -> bool {
        self.flag(name)
            .is_some_and(|flag| flag.value.as_ref().is_none_or(|value| value.text.eq_ignore_ascii_case("true")))
    }

    /// Whether it is the trigger of an ONBUILD of the parent stage, executed at this stage's FROM.
    pub fn is_trigger(self) -> bool {
        self.data().trigger
    }

    /// The step behind it in its stage, as executed.
    pub fn next(self) -> Option<Step<'b>> {
        let next = StepId(self.id.0 + 1);
        let same = self.build.model.steps.get(next.index())?.stage == self.data().stage;
        same.then(|| Self::new(self.build, next))
    }

    /// The step in front of it in its stage, as executed.
    pub fn previous(self) -> Option<Step<'b>> {
        let previous = StepId(self.id.0.checked_sub(1)?);
        let same = self.build.model.steps[previous.index()].stage == self.data().stage;
        same.then(|| Self::new(self.build, previous))
    }

    /// What it takes from stages, images and named contexts: FROM, `--from=`, `--mount=from=`.
    pub fn references(self) -> &'b [Reference] {
        self.build.graph.references_of(self.id)
    }

    /// Where COPY or ADD takes its files: `None` for the build context.
    pub fn copies_from(self) -> Option<&'b Base> {
        self.references().iter().find(|reference| reference.via == Via::CopyFrom).map(|reference| &reference.base)
    }

    /// The variable `name` as this step sees it; `None` when neither the stage nor its parents declare it.
    pub fn variable(self, name: &str) -> Option<&'b Variable> {
        self.build.model.scopes.lookup(self.data().stage, self.data().variables, name)
    }

    /// All variables that this step sees, by name.
    pub fn variables(self) -> Vec<&'b Variable> {
        self.build.model.scopes.visible(self.data().stage, self.data().variables)
    }

    /// The variables that this step itself declares (ARG, ENV), in order.
    pub fn declares(self) -> &'b [Variable] {
        let model = &self.build.model;
        let end = model.steps.get(self.id.index() + 1).map_or(model.scopes.all().len(), |next| next.variables as usize);
        &model.scopes.all()[self.data().variables as usize..end]
    }

    /// The directory that the step works in, absolute and cleaned.
    pub fn workdir(self) -> &'b Setting {
        &self.build.model.states[self.data().state as usize].workdir
    }

    /// The user that the step runs as.
    pub fn user(self) -> &'b Setting {
        &self.build.model.states[self.data().state as usize].user
    }

    /// What a RUN, CMD, ENTRYPOINT or HEALTHCHECK says, read when it is first asked for; empty for all else.
    pub fn script(self) -> &'b Script {
        self.build.scripts[self.id.index()].get_or_init(|| {
            let source = self.build.file().text();
            Box::new(shell::script(self.instruction(), source, &self.shell().reads))
        })
    }

    /// The shell that reads a RUN's line here.
    pub fn shell(self) -> &'b Shell {
        &self.build.model.states[self.data().state as usize].shell
    }
}

impl Build {
    /// All steps as written, in the order of the file: each instruction in a stage, once.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = Step<'_>> {
        self.executed().filter(|step| !step.is_trigger())
    }

    /// All steps as executed, stage by stage: an ONBUILD's trigger appears in each stage that runs it.
    pub fn executed(&self) -> impl DoubleEndedIterator<Item = Step<'_>> {
        (0..self.model.steps.len() as u32).map(|index| Step::new(self, StepId(index)))
    }

    /// The step `id`, which must be of this build.
    pub fn step(&self, id: StepId) -> Step<'_> {
        Step::new(self, id)
    }

    /// How many steps there are, as executed: ids are below it.
    pub fn step_count(&self) -> usize {
        self.model.steps.len()
    }

    /// The step that an instruction of the file is, by its place among [`Build::instructions`]; `None` in front of the
    /// first FROM.
    pub fn step_of(&self, instruction: usize) -> Option<Step<'_>> {
        self.model.written.get(instruction).copied().flatten().map(|id| self.step(id))
    }

    /// The step written at `offset`.
    pub fn step_at(&self, offset: u32) -> Option<Step<'_>> {
        let index = self.instructions().partition_point(|instruction| instruction.range.end < offset);
        let instruction = self.instructions().get(index)?;
        if instruction.range.touches(offset) { self.step_of(index) } else { None }
    }

    /// All RUNs as written.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = Step<'_>> {
        self.steps().filter(|step| step.keyword() == Keyword::Run)
    }

    /// All RUNs as written, those that an ONBUILD holds included: see [`Step::written_run`].
    pub fn written_runs(&self) -> impl DoubleEndedIterator<Item = Step<'_>> {
        self.steps().filter(|step| step.written_run().is_some())
    }

    /// All COPYs and ADDs as written.
    pub fn copies(&self) -> impl DoubleEndedIterator<Item = Step<'_>> {
        self.steps().filter(|step| matches!(step.keyword(), Keyword::Copy | Keyword::Add))
    }
}
