use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct StageNameCasing {}

impl Rule for StageNameCasing {
    const META: Meta = Meta {
        name: "stage-name-casing",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Buildkit],
        aliases: &[Alias::buildkit("StageNameCasing")],
        page: include_str!("stage_name_casing.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some([_, _, name]) = stage.from_words().map(|from| &from.words[..]) else { continue };
            let lower = name.text.to_lowercase();
            if lower != name.text {
                let text = &name.text;
                // A name that BuildKit does not take stays as wrong in lower case.
                let taken = build.parse().errors.iter().all(|error| !error.range.overlaps(name.range));
                let fix = Fix::safe(format!("write `{lower}`"), [Edit::replace(name.range, lower)]);
                out.report(
                    name.range,
                    format!("`{text}` has capitals, so `FROM {text}` looks for an image and not for this stage"),
                )
                .fix(taken.then_some(fix));
            }
        }
    }
}
