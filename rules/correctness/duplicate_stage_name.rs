use std::collections::HashMap;

use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct DuplicateStageName {}

impl Rule for DuplicateStageName {
    const META: Meta = Meta {
        name: "duplicate-stage-name",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit("DuplicateStageName"), Alias::hadolint("DL3024")],
        page: include_str!("duplicate_stage_name.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let mut seen = HashMap::new();
        for stage in build.stages() {
            let Some(name) = stage.name() else { continue };
            match seen.get(name) {
                None => drop(seen.insert(name, stage.name_range())),
                Some(first) => {
                    let message = format!("there is a stage `{name}` already, and names mean only one of the two");
                    out.report(stage.name_range(), message).label(*first, "the first stage of that name");
                }
            }
        }
    }
}
