use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct NamedUser {
    /// Whether `root` counts: that it is root is no secret to anybody, but hadolint wants the number.
    root: bool,
}

/// The users of Windows, where there are no numbers.
const OF_WINDOWS: [&str; 2] = ["ContainerAdministrator", "ContainerUser"];

impl Rule for NamedUser {
    const META: Meta = Meta {
        name: "named-user",
        group: Group::Security,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3066")],
        page: include_str!("named_user.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { root: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Kind::User(Some(word)) = step.kind() else { continue };
            let Some(user) = step.expand(word) else { continue };
            let name = user.split(':').next().unwrap_or_default();
            if OF_WINDOWS.iter().any(|user| user.eq_ignore_ascii_case(name)) {
                continue;
            }
            if !name.is_empty() && (self.root || name != "root") && !name.bytes().all(|byte| byte.is_ascii_digit()) {
                out.report(word.range, format!("`{name}` is a name, so Kubernetes can't tell that it is not root"));
            }
        }
    }
}
