//! Reads a Dockerfile into the model of a build: one walk over the instructions, as `BuildKit` dispatches them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use shell::ShellInForce;
use syntax::expand;
use syntax::{Arg, Dockerfile, Escape, From, Instruction, Kind, Pairs, Word};

use crate::expansion::expand_text;
use crate::graph::{Base, image_or_context};
use crate::options::{BuildOptions, PlatformArgs, World};
use crate::pragma;
use crate::scope::{Given, Origin, Scopes, Value, Variable};
use crate::settings::{Shell, State};
use crate::stages::{StageData, StageId};
use crate::steps::{StepData, StepId};

/// Triggers that a build executes at most. A file of many ONBUILDs in a stage with many children would ask for as many
/// as it has lines, squared.
const MAX_TRIGGERS: usize = 100_000;

/// Bytes that all values of variables may have together. `ENV A=$A$A`, often enough, asks for more than there is.
const MAX_VALUES: usize = 32 << 20;

/// The `PATH` of images that do not set it (moby/buildkit `util/system/path.go`).
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Stages, steps and variables, before anything is resolved between them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub stages: Vec<StageData>,
    /// As executed; stage by stage.
    pub steps: Vec<StepData>,
    /// What is in force at the steps, which share it.
    pub states: Vec<State>,
    pub scopes: Scopes,
    /// For each stage the first one of its lineage.
    pub roots: Vec<StageId>,
    /// For each instruction of the file the step that it is.
    pub written: Vec<Option<StepId>>,
    /// What base images are taken to set.
    pub world: World,
}

impl Model {
    /// The instruction of `step`: for a trigger, the one inside the ONBUILD.
    pub fn instruction<'f>(&self, file: &'f Dockerfile, step: StepId) -> &'f Instruction {
        let data = &self.steps[step.index()];
        let written = &file.instructions[data.instruction as usize];
        match &written.kind {
            Kind::Onbuild(Some(trigger)) if data.trigger => trigger,
            _ => written,
        }
    }

    /// The value of `name` in `stage` when `before` variables are declared. A base image may set what no instruction
    /// declares; without one it has no value.
    pub fn value(&self, stage: StageId, before: u32, name: &str) -> expand::Value<'_> {
        match self.scopes.lookup(stage, before, name) {
            Some(variable) => variable.value.as_expand(),
            None if self.world == World::Bare && name == "PATH" => expand::Value::Known(DEFAULT_PATH),
            None if self.world == World::Bare => expand::Value::Unset,
            None if name != "PATH" && *self.root(stage) == Base::Scratch => expand::Value::Unset,
            None => expand::Value::Unknown,
        }
    }

    /// What the lineage of `stage` starts from.
    pub fn root(&self, stage: StageId) -> &Base {
        &self.stages[self.roots[stage.index()].index()].base
    }
}

/// Reads `file`.
pub(crate) fn read(file: &Dockerfile, options: &BuildOptions) -> Model {
    let mut reader = Reader {
        file,
        options,
        model: Model { world: options.world, ..Model::default() },
        names: HashMap::new(),
        state: State::scratch(),
        fragment: !file.instructions.iter().any(|instruction| matches!(instruction.kind, Kind::From(_)))
            && !file.instructions.iter().all(|instruction| matches!(instruction.kind, Kind::Arg(_))),
        said: pragma::shells(file).into(),
        said_for_all: None,
        exits: Vec::new(),
        triggers: 0,
        value_bytes: 0,
        platform: options.platform_args(),
    };
    for (index, instruction) in file.instructions.iter().enumerate() {
        reader.instruction(index as u32, instruction);
    }
    reader.model
}

struct Reader<'f> {
    file: &'f Dockerfile,
    options: &'f BuildOptions,
    model: Model,
    /// The stages so far, by their lower-cased names.
    names: HashMap<String, StageId>,
    /// What is in force in the stage that is read.
    state: State,
    /// Whether the file has no FROM, and not ARGs alone: a part of a Dockerfile, read as a stage of which only the base is not known.
    fragment: bool,
    /// The shells that comments further down name, with their places.
    said: VecDeque<(u32, ShellInForce)>,
    /// The shell that a comment in front of the first FROM names: every base image has it.
    said_for_all: Option<ShellInForce>,
    /// For each stage the state at its end, an index, and the ONBUILDs in it.
    exits: Vec<(u32, Vec<u32>)>,
    triggers: usize,
    value_bytes: usize,
    /// The ARGs that need no declaration to be used in a FROM.
    platform: PlatformArgs,
}

impl Reader<'_> {
    fn instruction(&mut self, index: u32, instruction: &Instruction) {
        let mut step = None;
        self.hear_comments(instruction.range.start);
        if self.fragment && self.model.stages.is_empty() {
            self.open_stage(None, Base::Unknown, None);
        }
        match &instruction.kind {
            Kind::From(from) => step = Some(self.stage(index, instruction, from)),
            Kind::Arg(args) if self.model.stages.is_empty() => self.global_args(args),
            _ if self.model.stages.is_empty() => {}
            _ => step = Some(self.step(index, instruction, false)),
        }
        self.model.written.push(step);
    }

    /// What comments in front of `here` say of the shell: in a stage for the rest of it, else for all stages.
    fn hear_comments(&mut self, here: u32) {
        while let Some((_, shell)) = self.said.pop_front_if(|(at, _)| *at < here) {
            if self.model.stages.is_empty() {
                self.said_for_all = Some(shell);
            } else {
                self.state.shell = Arc::new(self.state.shell.said(&shell));
                self.keep_state();
            }
        }
    }

    /// Begins a stage and executes the triggers of its parent.
    fn stage(&mut self, index: u32, instruction: &Instruction, from: &From) -> StepId {
        let id = StageId(self.model.stages.len() as u32);
        let name = from.name.as_ref().map(|name| name.text.to_ascii_lowercase());
        let base = self.base(from);
        let parent = base.stage();
        let platform = instruction.flags.iter().rev().find(|flag| flag.name == "platform");
        let platform = platform.and_then(|flag| self.expand_global(&flag.value.as_ref()?.text));
        self.open_stage(name.clone(), base, platform);
        // A stage can be named only behind its own FROM.
        if let Some(name) = name {
            self.names.insert(name, id);
        }
        let step = self.push_step(index, false);
        let triggers = parent.map(|parent| self.exits[parent.index()].1.clone()).unwrap_or_default();
        for onbuild in triggers {
            let Kind::Onbuild(Some(trigger)) = &self.file.instructions[onbuild as usize].kind else { continue };
            self.triggers += 1;
            if self.triggers <= MAX_TRIGGERS {
                self.step(onbuild, trigger, true);
            }
        }
        step
    }

    /// A stage without steps, with what its base puts in force.
    fn open_stage(&mut self, name: Option<String>, base: Base, platform: Option<String>) {
        let id = StageId(self.model.stages.len() as u32);
        let parent = base.stage();
        let replaced_by = name.as_ref().and_then(|name| self.options.context_for(name)).map(|(key, _)| key.to_owned());
        self.model.scopes.open(parent);
        self.model.roots.push(parent.map_or(id, |parent| self.model.roots[parent.index()]));
        self.state = match (&base, parent) {
            (_, Some(parent)) => self.model.states[self.exits[parent.index()].0 as usize].clone(),
            (Base::Scratch, _) => State::scratch(),
            _ if self.options.world == World::Bare => State::scratch(),
            (Base::Image(image), _) => State::of_image(is_windows(image, platform.as_deref())),
            // Where the image is not known, `# escape=` says it: nobody needs it but for the paths of Windows.
            _ => {
                let windows = platform.as_deref().is_some_and(|platform| platform.starts_with("windows"));
                State::of_image(windows || self.file.escape == Escape::Backtick)
            }
        };
        if let Some(shell) = self.said_for_all.as_ref().filter(|_| parent.is_none()) {
            self.state.shell = Arc::new(self.state.shell.said(shell));
        }
        self.model.states.push(self.state.clone());
        self.exits.push((self.model.states.len() as u32 - 1, Vec::new()));
        let (steps, triggers) = (Vec::new(), 0);
        self.model.stages.push(StageData { name, platform, base, replaced_by, steps, triggers });
    }

    /// What a FROM names: an earlier stage by its exact name, else an image.
    fn base(&self, from: &From) -> Base {
        let Some(image) = from.image.as_ref().and_then(|image| self.expand_global(&image.text)) else {
            return Base::Unknown;
        };
        match self.names.get(&image) {
            Some(id) => match &self.model.stages[id.index()].replaced_by {
                Some(context) => Base::Context(context.clone()),
                None => Base::Stage(*id),
            },
            None if image.is_empty() => Base::Unknown,
            None => image_or_context(&image, self.options),
        }
    }

    fn push_step(&mut self, index: u32, trigger: bool) -> StepId {
        let id = StepId(self.model.steps.len() as u32);
        let stage = StageId(self.model.stages.len() as u32 - 1);
        self.model.steps.push(StepData {
            stage,
            instruction: index,
            trigger,
            variables: self.model.scopes.count(),
            state: self.model.states.len() as u32 - 1,
        });
        let data = &mut self.model.stages[stage.index()];
        data.steps.push(id);
        data.triggers += u32::from(trigger);
        id
    }

    /// From here on steps see what was set just now.
    fn keep_state(&mut self) {
        self.model.states.push(self.state.clone());
        if let Some(exit) = self.exits.last_mut() {
            exit.0 = self.model.states.len() as u32 - 1;
        }
    }

    /// Adds a step to the stage that is read, then applies what it sets.
    fn step(&mut self, index: u32, instruction: &Instruction, trigger: bool) -> StepId {
        let id = self.push_step(index, trigger);
        match &instruction.kind {
            Kind::Arg(args) => args.iter().for_each(|arg| self.stage_arg(id, arg)),
            Kind::Env(pairs) => self.env(id, pairs),
            Kind::Workdir(Some(path)) => {
                let path = self.expand(id, &path.text);
                self.state.set_workdir(path.as_deref());
                self.keep_state();
            }
            Kind::User(Some(user)) => {
                let user = self.expand(id, &user.text);
                self.state.set_user(user);
                self.keep_state();
            }
            Kind::Shell(syntax::Command::Exec(words)) => {
                let words = words.iter().map(|word| word.text.clone()).collect();
                self.state.shell = Arc::new(Shell::new(words, true));
                self.keep_state();
            }
            Kind::Onbuild(Some(_)) => {
                if let Some(exit) = self.exits.last_mut() {
                    exit.1.push(index);
                }
            }
            _ => {}
        }
        id
    }

    /// An ARG in front of the first FROM: it sees those before it.
    fn global_args(&mut self, args: &[Arg]) {
        for arg in args {
            let given = self.options.args.get(&arg.name.text);
            let (value, given) = match (given, &arg.default) {
                (Some(value), _) => (given_value(value.as_deref()), Given::BuildArg),
                (None, Some(default)) => (self.known(self.expand_global(&default.text)), Given::Here),
                (None, None) => match self.platform.get(arg.name.text.as_str()) {
                    Some(value) => (value.clone(), Given::Platform),
                    None => (Value::Unset, Given::Nowhere),
                },
            };
            let variable = variable_of(arg, Origin::GlobalArg, value, given, None);
            self.model.scopes.declare_global(variable);
        }
    }

    /// An ARG of a stage (moby/buildkit `dockerfile2llb/convert.go`, dispatchArg).
    fn stage_arg(&mut self, step: StepId, arg: &Arg) {
        let name = arg.name.text.as_str();
        let (value, given) = if let Some(value) = self.options.args.get(name) {
            (given_value(value.as_deref()), Given::BuildArg)
        } else if let Some(default) = &arg.default {
            // Unlike those of an ENV, the words of an ARG see the ones before them.
            let value = self.expand_before(step, self.model.scopes.count(), &default.text);
            (self.known(value), Given::Here)
        } else if let Some(global) = self.model.scopes.global(name).filter(|global| global.value != Value::Unset) {
            (global.value.clone(), Given::Global)
        } else if let Some(value) = self.platform.get(name) {
            (value.clone(), Given::Platform)
        } else {
            let data = &self.model.steps[step.index()];
            match self.model.scopes.lookup(data.stage, self.model.scopes.count(), name) {
                Some(before) => (before.value.clone(), Given::Before),
                None => (Value::Unset, Given::Nowhere),
            }
        };
        self.model.scopes.declare(variable_of(arg, Origin::Arg, value, given, Some(step)));
    }

    /// An ENV: all its values see the state in front of it.
    fn env(&mut self, step: StepId, pairs: &Pairs) {
        let mut declared = Vec::with_capacity(pairs.pairs.len());
        for (name, value) in &pairs.pairs {
            let Some(expanded) = self.expand(step, &name.text) else { continue };
            let expanded_value = self.expand(step, &value.text);
            declared.push(Variable {
                name: expanded.into(),
                name_range: name.range,
                value_range: Some(value.range),
                value: self.known(expanded_value),
                origin: Origin::Env,
                given: Given::Here,
                step: Some(step),
            });
        }
        for variable in declared {
            self.model.scopes.declare(variable);
        }
    }

    /// A value, or unknown when it could not be expanded or all of them grow beyond measure.
    fn known(&mut self, value: Option<String>) -> Value {
        let Some(value) = value else { return Value::Unknown };
        self.value_bytes += value.len();
        if self.value_bytes > MAX_VALUES { Value::Unknown } else { Value::Known(value.into()) }
    }

    /// `text` with the global ARGs in it; `None` when it depends on one that is not known.
    fn expand_global(&self, text: &str) -> Option<String> {
        expand_text(text, self.file, self.options.world, &|name| match self.model.scopes.global(name) {
            Some(global) => global.value.as_expand(),
            None => self.platform.get(name).map_or(expand::Value::Unset, Value::as_expand),
        })
    }

    /// `text` with the variables that `step` sees.
    fn expand(&self, step: StepId, text: &str) -> Option<String> {
        self.expand_before(step, self.model.steps[step.index()].variables, text)
    }

    /// `text` with the variables that the stage of `step` sees when `before` are declared.
    fn expand_before(&self, step: StepId, before: u32, text: &str) -> Option<String> {
        let data = &self.model.steps[step.index()];
        expand_text(text, self.file, self.options.world, &|name| self.model.value(data.stage, before, name))
    }
}

fn variable_of(arg: &Arg, origin: Origin, value: Value, given: Given, step: Option<StepId>) -> Variable {
    Variable {
        name: arg.name.text.as_str().into(),
        name_range: arg.name.range,
        value_range: arg.default.as_ref().map(|default: &Word| default.range),
        value,
        origin,
        given,
        step,
    }
}

fn given_value(value: Option<&str>) -> Value {
    value.map_or(Value::Unknown, |value| Value::Known(value.into()))
}

/// Whether an image is one of Windows: by its platform, or because it is one of Microsoft's base images.
fn is_windows(image: &str, platform: Option<&str>) -> bool {
    platform.is_some_and(|platform| platform.starts_with("windows"))
        || image.starts_with("mcr.microsoft.com/windows")
        || image.contains("nanoserver")
        || image.contains("windowsservercore")
}
