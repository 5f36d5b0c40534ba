//! What is built: stages, steps, the build graph, variables and the build context.

pub mod context;

pub use context::Context;

use std::collections::BTreeMap;

use syntax::Parse;
use text::SourceFile;

/// All that a build model is made of.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The Dockerfile.
    pub file: SourceFile,
    /// What a user would pass to `docker build`.
    pub options: BuildOptions,
}

/// What a user would pass to `docker build`.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// `--build-arg NAME=VALUE`.
    pub args: BTreeMap<String, String>,
    /// `--target`.
    pub target: Option<String>,
}

/// What a Dockerfile builds: a pure function of its [`Inputs`].
#[derive(Clone, Debug)]
pub struct Build {
    inputs: Inputs,
    parse: Parse,
}

impl Build {
    /// The Dockerfile it was made of.
    pub fn file(&self) -> &SourceFile {
        &self.inputs.file
    }

    /// The Dockerfile as written.
    pub fn parse(&self) -> &Parse {
        &self.parse
    }
}
