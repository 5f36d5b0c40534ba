use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::image::ImageRef;

#[derive(Default, Serialize, Deserialize)]
pub struct UntaggedImage {}

impl Rule for UntaggedImage {
    const META: Meta = Meta {
        name: "untagged-image",
        group: Group::Reproducibility,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3006")],
        page: include_str!("untagged_image.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some(image) = stage.image().and_then(|image| ImageRef::parse(image).ok()) else { continue };
            let Some(word) = stage.from_words().and_then(|from| from.image.as_ref()) else { continue };
            if image.tag.is_none() && image.digest.is_none() {
                let name = &word.text;
                out.report(word.range, format!("`{name}` has no tag, so whatever is the latest today is taken"));
            }
        }
    }
}
