//! An option of several rules: what becomes of that which a Dockerfile does not say.

use build::Build;
use lint::Preset;
use serde::{Deserialize, Serialize};

/// What becomes of that which neither Dockerfile nor options say: the variables of base images, the arguments that nobody
/// gives, the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Unknowns {
    /// What depends on it is not judged.
    #[default]
    Open,
    /// It is taken for nothing, as `docker build --check` takes it.
    Absent,
}

impl Unknowns {
    /// What `preset` does about them.
    pub fn of(preset: Preset) -> Self {
        if preset == Preset::Buildkit { Self::Absent } else { Self::Open }
    }

    /// `build` as these see it.
    pub fn view(self, build: &Build) -> &Build {
        match self {
            Self::Open => build,
            Self::Absent => build.bare(),
        }
    }
}
