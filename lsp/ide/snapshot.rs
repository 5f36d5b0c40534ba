//! A Dockerfile at one moment, with all that is known around it: what every question is asked of.

use std::sync::{Arc, OnceLock};

use build::{Build, Context, Inputs};
use lint::{Diagnostic, Linter};
use syntax::{Escape, Instruction, Kind};
use text::SourceFile;

use crate::ide::sensitivity::{self, Sensitivity};

/// What is known around a Dockerfile besides its build's inputs.
#[derive(Clone)]
pub struct World {
    /// The rules that are on for this file.
    pub linter: Arc<Linter<'static>>,
    /// The images that the workspace's Dockerfiles use, in the order of the alphabet.
    pub images: Arc<Vec<String>>,
    /// The directory that is most likely the build context, where nobody says which one is. Rules do not get to see it,
    /// as the command line does not know it either.
    pub likely_context: Option<Arc<Context>>,
    /// The Compose and Bake files that say how it is built.
    pub named_by: Arc<Vec<String>>,
    /// The build as it was at the last commit, if that is known.
    pub committed: Option<Arc<Build>>,
}

/// A Dockerfile at one moment. Immutable; what follows from it is worked out when somebody asks, and then kept.
pub struct Snapshot {
    inputs: Inputs,
    world: World,
    build: OnceLock<Build>,
    assumed: OnceLock<Build>,
    sensitivities: OnceLock<Vec<Option<Sensitivity>>>,
    diagnostics: OnceLock<Vec<Diagnostic>>,
}

impl Snapshot {
    /// The Dockerfile of `inputs` with `world` around it.
    pub fn new(inputs: Inputs, world: World) -> Self {
        Self {
            inputs,
            world,
            build: OnceLock::new(),
            assumed: OnceLock::new(),
            sensitivities: OnceLock::new(),
            diagnostics: OnceLock::new(),
        }
    }

    /// The Dockerfile.
    pub fn file(&self) -> &SourceFile {
        &self.inputs.file
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.inputs.file.text()
    }

    /// What is known around it.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What it builds.
    pub fn build(&self) -> &Build {
        self.build.get_or_init(|| Build::new(self.inputs.clone()))
    }

    /// What it builds with the likely context, where none is given: for what helps, and not for what judges.
    pub fn assumed(&self) -> &Build {
        match &self.world.likely_context {
            Some(context) if self.inputs.context.is_none() => self
                .assumed
                .get_or_init(|| Build::new(Inputs { context: Some(context.clone()), ..self.inputs.clone() })),
            _ => self.build(),
        }
    }

    /// For each step, by its id, what it depends on.
    pub fn sensitivities(&self) -> &[Option<Sensitivity>] {
        self.sensitivities.get_or_init(|| sensitivity::all(self.assumed()))
    }

    /// What the rules say, as the command line has it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.diagnostics.get_or_init(|| self.world.linter.check(self.build()))
    }

    /// What it is made of.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The escape character in force.
    pub fn escape(&self) -> Escape {
        self.build().parse().file.escape
    }

    /// All instructions, in order.
    pub fn instructions(&self) -> &[Instruction] {
        self.build().instructions()
    }

    /// The instruction that `offset` is in or at the end of, by its place among all.
    pub fn instruction_at(&self, offset: u32) -> Option<usize> {
        let index = self.instructions().partition_point(|instruction| instruction.range.end < offset);
        self.instructions().get(index)?.range.touches(offset).then_some(index)
    }
}

/// The instruction that `offset` is really in: the trigger of an ONBUILD, else `instruction` itself.
pub fn innermost(instruction: &Instruction, offset: u32) -> &Instruction {
    match &instruction.kind {
        Kind::Onbuild(Some(trigger)) if trigger.range.touches(offset) => innermost(trigger, offset),
        _ => instruction,
    }
}
