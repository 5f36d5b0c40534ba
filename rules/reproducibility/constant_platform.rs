use build::{Build, Platform, Stage};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::expand;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ConstantPlatform {
    /// Whether variables other than `BUILDPLATFORM` and `TARGETPLATFORM` count as constant, and stages named for their
    /// platform are reported as well: hadolint's `DL3029`.
    other_variables: bool,
}

impl Rule for ConstantPlatform {
    const META: Meta = Meta {
        name: "constant-platform",
        group: Group::Reproducibility,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit(BUILDKIT), Alias::hadolint(HADOLINT)],
        page: include_str!("constant_platform.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { other_variables: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some(value) = stage.from().flag("platform").and_then(|flag| flag.value.as_ref()) else { continue };
            let names = expand::mentioned(&value.text, build.parse().file.escape);
            let constant = names.is_empty() && is_meant_for_all(stage, &value.text);
            let no_platform = !["BUILDPLATFORM", "TARGETPLATFORM"].iter().any(|name| value.text.contains(name));
            if !(constant || self.other_variables && no_platform) {
                continue;
            }
            let message =
                format!("`{}` is set once and for all, so this stage is built for no other platform", value.text);
            let found = out.report(value.range, message);
            [(constant, BUILDKIT), (no_platform, HADOLINT)].iter().filter(|(is, _)| *is).for_each(|(_, alias)| {
                found.known_as(alias);
            });
        }
    }
}

const BUILDKIT: &str = "FromPlatformFlagConstDisallowed";
const HADOLINT: &str = "DL3029";

/// Whether the stage's name does not say that it is for this platform alone.
fn is_meant_for_all(stage: Stage<'_>, platform: &str) -> bool {
    let Ok(platform) = Platform::parse(platform) else { return false };
    let name = stage.name().unwrap_or_default();
    !name.contains(&platform.os) && !name.contains(&platform.architecture)
}
