//! What is around a document on the disk (settings, build context, Compose and Bake files, the last commit), read by a
//! thread of its own, so that nothing else waits for a disk.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use build::{Build, BuildOptions, Context, Inputs};
use lint::{Linter, Settings};
use text::SourceFile;

/// What is known around a document. All of it may be missing.
#[derive(Clone)]
pub struct Around {
    /// The rules that are on.
    pub linter: Arc<Linter<'static>>,
    /// What Compose or Bake files pass to its build.
    pub options: BuildOptions,
    /// The Compose and Bake files that say how it is built, by names that tell them apart.
    pub named_by: Arc<Vec<String>>,
    /// Where its context is, given or likely.
    pub directory: Option<PathBuf>,
    /// The context, once it is listed.
    pub context: Option<Arc<Context>>,
    /// The directory of the Dockerfile as a context, where nobody says which one is.
    pub likely_context: Option<Arc<Context>>,
    /// The directories among the named contexts.
    pub named_contexts: BTreeMap<String, Arc<Context>>,
    /// The images that the workspace uses.
    pub images: Arc<Vec<String>>,
    /// The build as it was at the last commit.
    pub committed: Option<Arc<Build>>,
}

static RECOMMENDED: LazyLock<Arc<Linter<'static>>> =
    LazyLock::new(|| Arc::new(Linter::new(rules::registry(), &Settings::default())));

impl Default for Around {
    fn default() -> Self {
        Self {
            linter: RECOMMENDED.clone(),
            options: BuildOptions::default(),
            named_by: Arc::default(),
            directory: None,
            context: None,
            likely_context: None,
            named_contexts: BTreeMap::new(),
            images: Arc::default(),
            committed: None,
        }
    }
}

impl Around {
    /// What a build of `file` is made of here.
    pub fn inputs(&self, file: SourceFile) -> Inputs {
        Inputs {
            context: self.context.clone(),
            named_contexts: self.named_contexts.clone(),
            options: self.options.clone(),
            // ShellCheck takes too long to be run at every keystroke.
            ..Inputs::of_file(file)
        }
    }
}
