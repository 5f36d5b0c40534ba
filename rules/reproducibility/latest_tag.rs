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
            let Some(word) = stage.from_words().and_then(|from| from.image.as_ref()) else { continue };
            let is_latest = match stage.image() {
                Some(_) => stage.image_ref().is_some_and(is_latest),
                None => ends_in_latest(&word.text),
            };
            if is_latest {
                out.report(word.range, "`latest` moves, so the next build may start from another image");
            }
        }
    }
}

fn is_latest(image: &ImageRef) -> bool {
    image.tag.as_deref() == Some("latest") && image.digest.is_none()
}

/// Whether that is so whatever the variables in front of the name hold: `$REGISTRY/name:latest`.
fn ends_in_latest(image: &str) -> bool {
    image.rsplit_once('/').is_some_and(|(_, name)| !name.contains('$') && name.ends_with(":latest"))
}
