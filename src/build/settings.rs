//! What is in force at a step (WORKDIR, USER, SHELL), and what an image is configured with in the end.

use std::sync::Arc;

use shell::ShellInForce;
use syntax::filepath::rooted;
use syntax::{Command, Kind};

use crate::stages::Stage;
use crate::steps::Step;

/// What an instruction has set, or the base image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It is this.
    Known(Arc<str>),
    /// Whatever the base image has: no instruction sets it.
    Base,
    /// An instruction sets it to something that depends on what is not known.
    Unknown,
}

impl Setting {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(value) => Some(value),
            Self::Base | Self::Unknown => None,
        }
    }
}

/// The shell that reads the line of a RUN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shell {
    /// The words in front of the line, such as `/bin/sh -c`.
    pub words: Vec<String>,
    /// Whether a SHELL instruction or a comment says so; otherwise it is the default, and a base image may have another one.
    pub written: bool,
    /// What that means for whoever reads the line.
    pub reads: ShellInForce,
}

impl Shell {
    /// The shell of these words.
    pub(crate) fn new(words: Vec<String>, written: bool) -> Self {
        let reads = ShellInForce::of_words(words.iter().map(String::as_str));
        Self { words, written, reads }
    }

    /// The same, when a comment says that it is `reads`: the words are those of the image and stay unknown.
    pub(crate) fn said(&self, reads: &ShellInForce) -> Self {
        Self { words: self.words.clone(), written: true, reads: reads.clone() }
    }

    /// What `BuildKit` takes when neither image nor Dockerfile say otherwise.
    pub(crate) fn default_for(windows: bool) -> Self {
        let words: &[&str] = if windows { &["cmd", "/S", "/C"] } else { &["/bin/sh", "-c"] };
        Self::new(words.iter().map(|word| (*word).to_owned()).collect(), false)
    }
}

/// Bytes of a directory or user at most: Linux takes no longer path (`PATH_MAX`).
const MAX_LENGTH: usize = 4096;

/// What is in force when a step begins.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub workdir: Setting,
    pub user: Setting,
    pub shell: Arc<Shell>,
    /// Whether paths are those of Windows.
    pub windows: bool,
}

impl State {
    /// What holds at the start of a stage that starts from nothing.
    pub fn scratch() -> Self {
        Self {
            workdir: Setting::Known("/".into()),
            user: Setting::Known("".into()),
            shell: Arc::new(Shell::default_for(false)),
            windows: false,
        }
    }

    /// What holds at the start of a stage whose base image is not known.
    pub fn of_image(windows: bool) -> Self {
        Self { workdir: Setting::Base, user: Setting::Base, shell: Arc::new(Shell::default_for(windows)), windows }
    }

    /// Goes to `path`, which is unknown if it is `None`.
    pub fn set_workdir(&mut self, path: Option<&str>) {
        self.workdir = match path {
            Some(path) if self.windows => Setting::Known(path.into()),
            Some(path) if path.starts_with('/') => Setting::Known(rooted(path).into()),
            Some(path) => match &self.workdir {
                Setting::Known(from) => Setting::Known(rooted(&format!("{from}/{path}")).into()),
                Setting::Base | Setting::Unknown => Setting::Unknown,
            },
            None => Setting::Unknown,
        };
        self.workdir.forget_if_long();
    }

    /// Becomes `user`, who is unknown if it is `None`.
    pub fn set_user(&mut self, user: Option<String>) {
        self.user = user.map_or(Setting::Unknown, |user| Setting::Known(user.into()));
        self.user.forget_if_long();
    }
}

impl Setting {
    /// `WORKDIR d`, often enough, asks for more memory than there is, and no system has such a directory or user.
    fn forget_if_long(&mut self) {
        if self.known().is_some_and(|text| text.len() > MAX_LENGTH) {
            *self = Self::Unknown;
        }
    }
}

/// What an image of a stage is configured with, as far as the stage and its parents say; the base image may say more.
#[derive(Clone, Debug)]
pub struct Config<'b> {
    /// The CMD in force. One of a parent stage is dropped when a child sets ENTRYPOINT alone.
    pub cmd: Option<Step<'b>>,
    /// The ENTRYPOINT in force.
    pub entrypoint: Option<Step<'b>>,
    /// The HEALTHCHECK in force.
    pub healthcheck: Option<Step<'b>>,
    /// The last USER.
    pub user: Option<Step<'b>>,
    /// The last WORKDIR.
    pub workdir: Option<Step<'b>>,
    /// All EXPOSEs, the stage's own first, each stage's in order.
    pub expose: Vec<Step<'b>>,
    /// All VOLUMEs, in the same order.
    pub volumes: Vec<Step<'b>>,
    /// All LABELs, in the same order.
    pub labels: Vec<Step<'b>>,
}

impl<'b> Config<'b> {
    /// Collects the configuration of `stage` from its lineage.
    pub(crate) fn of(stage: Stage<'b>) -> Self {
        let mut config = Self {
            cmd: None,
            entrypoint: None,
            healthcheck: None,
            user: None,
            workdir: None,
            expose: Vec::new(),
            volumes: Vec::new(),
            labels: Vec::new(),
        };
        for stage in stage.lineage() {
            // Setting ENTRYPOINT resets a CMD that was inherited
            // (moby/buildkit `dockerfile2llb/convert.go`, dispatchEntrypoint).
            let own_entrypoint = config.entrypoint.is_some();
            for step in stage.executed().rev() {
                match step.kind() {
                    Kind::Cmd(_) if !own_entrypoint => keep_last(&mut config.cmd, step),
                    Kind::Entrypoint(_) => keep_last(&mut config.entrypoint, step),
                    Kind::Healthcheck(_) => keep_last(&mut config.healthcheck, step),
                    Kind::User(_) => keep_last(&mut config.user, step),
                    Kind::Workdir(_) => keep_last(&mut config.workdir, step),
                    _ => {}
                }
            }
            for step in stage.executed() {
                match step.kind() {
                    Kind::Expose(_) => config.expose.push(step),
                    Kind::Volume(_) => config.volumes.push(step),
                    Kind::Label(_) => config.labels.push(step),
                    _ => {}
                }
            }
        }
        config
    }

    /// Whether what is run is in the exec form: `None` when neither CMD nor ENTRYPOINT is known.
    pub fn runs_without_shell(&self) -> Option<bool> {
        let step = self.entrypoint.or(self.cmd)?;
        Some(matches!(step.command(), Some(Command::Exec(_))))
    }
}

/// Steps come last first: the first one stays.
fn keep_last<'b>(slot: &mut Option<Step<'b>>, step: Step<'b>) {
    slot.get_or_insert(step);
}
