use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

/// Names that mean something else in FROM or `--from`.
const RESERVED: [(&str, &str); 2] = [("scratch", "the empty image"), ("context", "the build context")];

#[derive(Default, Serialize, Deserialize)]
pub struct ReservedStageName {}

impl Rule for ReservedStageName {
    const META: Meta = Meta {
        name: "reserved-stage-name",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit("ReservedStageName"), Alias::hadolint("DL3063")],
        page: include_str!("reserved_stage_name.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some((name, meaning)) = RESERVED.iter().find(|(name, _)| stage.name() == Some(name)) else { continue };
            out.report(stage.name_range(), format!("`{name}` is reserved for {meaning}, so a stage has another name"));
        }
    }
}
