use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::image::ImageRef;

#[derive(Default, Serialize, Deserialize)]
pub struct LatestTag {}

impl Rule for LatestTag {
    const META: Meta = Meta {
        name: "latest-tag",
        group: Group::Reproducibility,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3007")],
        page: include_str!("latest_tag.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some(image) = stage.image().and_then(|image| ImageRef::parse(image).ok()) else { continue };
            let Some(word) = stage.from_words().and_then(|from| from.image.as_ref()) else { continue };
            if image.tag.as_deref() == Some("latest") && image.digest.is_none() {
                out.report(word.range, "`latest` moves, so the next build may start from another image");
            }
        }
    }
}
