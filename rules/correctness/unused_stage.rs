use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule, Tag};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct UnusedStage {}

impl Rule for UnusedStage {
    const META: Meta = Meta {
        name: "unused-stage",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("unused_stage.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages().filter(|stage| !stage.is_last() && stage.name().is_none()) {
            if stage.consumers().next().is_none() {
                out.report(stage.from().range(), "nothing uses this stage, and without a name it can't be a target")
                    .tag(Tag::Unnecessary);
            }
        }
    }
}
