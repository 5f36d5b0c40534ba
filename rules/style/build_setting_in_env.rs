use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct BuildSettingInEnv {}

impl Rule for BuildSettingInEnv {
    const META: Meta = Meta {
        name: "build-setting-in-env",
        group: Group::Style,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("build_setting_in_env.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Kind::Env(env) = step.kind() else { continue };
            for (name, value) in env.pairs.iter().filter(|(name, _)| name.text == "DEBIAN_FRONTEND") {
                out.report(
                    name.range.cover(value.range),
                    "this is for the build, and stays in force in every container",
                )
                .note("an ARG of that name ends with the stage, and `apt-get` sees it all the same");
            }
        }
    }
}
