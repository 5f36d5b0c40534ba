use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct RootUser {
    /// Which stages are looked at.
    stages: Stages,
}

impl Rule for RootUser {
    const META: Meta = Meta {
        name: "root-user",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3002")],
        page: include_str!("root_user.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        let stages = if preset == Preset::Hadolint { Stages::All } else { Stages::Final };
        Self { stages }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages().filter(|stage| self.stages == Stages::All || stage.is_last()) {
            let users = stage.steps().rev().filter_map(|step| match step.kind() {
                Kind::User(user) => Some((step, user.as_ref()?)),
                _ => None,
            });
            let Some((step, user)) = { users }.next() else { continue };
            let name = step.expand(user);
            if name.is_some_and(|name| matches!(name.split(':').next(), Some("root" | "0"))) {
                out.report(
                    user.range,
                    "the container runs as root, so whoever breaks out of the program owns all of it",
                );
            }
        }
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stages {
    /// The one that becomes the image.
    #[default]
    Final,
    /// Every one.
    All,
}
