use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

use crate::images::is_local;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct UntaggedImage {
    /// Whether images that no registry has under that name, and that are built on the same machine, need a tag too.
    local_images: bool,
}

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

    fn in_preset(preset: Preset) -> Self {
        Self { local_images: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some(image) = stage.image_ref() else { continue };
            let Some(word) = stage.from_words().and_then(|from| from.image.as_ref()) else { continue };
            if image.tag.is_none() && image.digest.is_none() && (self.local_images || !is_local(image)) {
                let name = &word.text;
                out.report(word.range, format!("`{name}` has no tag, so whatever is the latest today is taken"));
            }
        }
    }
}
