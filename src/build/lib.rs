//! What is built: stages, steps, the build graph, variables and the build context.
//!
//! [`Build`] is a pure function of its [`Inputs`]. [`Stage`] and [`Step`] are views into it that answer questions; what
//! cannot be known from the inputs is answered by `None` or an `Unknown`, never by a guess.

pub mod context;
mod error;
mod expansion;
mod family;
mod files;
mod graph;
mod mentions;
mod mounts;
mod options;
mod places;
mod platform;
mod ports;
mod pragma;
mod reader;
mod refused;
mod scope;
mod settings;
mod stages;
mod steps;
#[cfg(test)]
mod tests;

pub use context::Context;
pub use error::BuildError;
pub use family::Family;
pub use files::{Copied, What};
pub use graph::{Base, Reference, Via};
pub use mentions::{Expanded, Mention};
pub use mounts::covers;
pub use options::{BuildOptions, Inputs, PlatformArgs, World};
pub use places::lies_in;
pub use platform::Platform;
pub use ports::Port;
pub use scope::{Given, Origin, Value, Variable, is_platform_arg, is_proxy_arg};
pub use settings::{Config, Setting, Shell};
pub use stages::{Stage, StageId};
pub use steps::{Step, StepId};

use std::sync::{Arc, OnceLock};

use shell::shellcheck::ShellCheck;
use syntax::{Instruction, Keyword, Parse};
use text::SourceFile;

/// What a Dockerfile builds: a pure function of its [`Inputs`].
#[derive(Debug)]
pub struct Build {
    inputs: Inputs,
    parse: Arc<Parse>,
    model: reader::Model,
    graph: graph::Graph,
    /// What is wrong with the graph.
    errors: Vec<BuildError>,
    /// That and what is wrong with single steps, once somebody asked.
    all_errors: OnceLock<Vec<BuildError>>,
    /// For each step what its command says, once somebody asked.
    scripts: Vec<OnceLock<Box<shell::Script>>>,
    /// For each stage what the name of its image says, once somebody asked.
    images: Vec<OnceLock<stages::Image>>,
    /// The same in a bare world, once somebody asked.
    bare: OnceLock<Box<Build>>,
}

impl Build {
    /// Reads the Dockerfile and finds its stages, steps, variables and references.
    pub fn new(inputs: Inputs) -> Self {
        let parse = syntax::parse(inputs.file.text());
        Self::of(inputs, parse)
    }

    /// As [`Build::new`], of a Dockerfile that is read already.
    pub fn of(inputs: Inputs, parse: Parse) -> Self {
        Self::with(inputs, Arc::new(parse))
    }

    fn with(inputs: Inputs, parse: Arc<Parse>) -> Self {
        let model = reader::read(&parse.file, &inputs.options);
        let (graph, errors) = graph::Graph::new(&parse.file, &inputs.options, &model);
        let scripts = model.steps.iter().map(|_| OnceLock::new()).collect();
        let images = model.stages.iter().map(|_| OnceLock::new()).collect();
        let (bare, all_errors) = (OnceLock::new(), OnceLock::new());
        Self { inputs, parse, model, graph, errors, all_errors, scripts, images, bare }
    }

    /// The same build in a [`World::Bare`]: what is not known here is nothing there.
    pub fn bare(&self) -> &Build {
        if self.inputs.options.world == World::Bare {
            return self;
        }
        self.bare.get_or_init(|| {
            let inputs = Inputs { options: self.inputs.options.bare(), ..self.inputs.clone() };
            Box::new(Self::with(inputs, Arc::clone(&self.parse)))
        })
    }

    /// All that it was made of.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The Dockerfile it was made of.
    pub fn file(&self) -> &SourceFile {
        &self.inputs.file
    }

    /// What the user asked for.
    pub fn options(&self) -> &BuildOptions {
        &self.inputs.options
    }

    /// `ShellCheck` itself, where it may be run.
    pub fn shellcheck(&self) -> Option<&dyn ShellCheck> {
        self.inputs.shellcheck.as_deref()
    }

    /// The Dockerfile as written.
    pub fn parse(&self) -> &Parse {
        &self.parse
    }

    /// All instructions in the order of the file, those in front of the first FROM included.
    pub fn instructions(&self) -> &[Instruction] {
        &self.parse.file.instructions
    }

    /// What `BuildKit` refuses although every instruction is well formed: circular stages, an unknown target, a bad port, ...
    /// In the order of the file.
    pub fn errors(&self) -> &[BuildError] {
        self.all_errors.get_or_init(|| {
            let mut errors = refused::errors(self);
            errors.extend(self.errors.iter().cloned());
            errors.sort_by_key(|error| error.range);
            errors
        })
    }

    /// The ARGs in front of the first FROM.
    pub fn global_args(&self) -> impl Iterator<Item = &Variable> {
        self.model.scopes.all().iter().filter(|variable| variable.origin == Origin::GlobalArg)
    }

    /// The global ARG `name`, as a FROM sees it: the last of that name.
    pub fn global_arg(&self, name: &str) -> Option<&Variable> {
        self.model.scopes.global(name)
    }

    /// Every variable that an ARG or ENV sets, in the order of the file.
    pub fn variables(&self) -> &[Variable] {
        self.model.scopes.all()
    }

    /// Whether the Dockerfile has an instruction of this keyword in a stage.
    pub fn has(&self, keyword: Keyword) -> bool {
        self.steps().any(|step| step.keyword() == keyword)
    }
}
