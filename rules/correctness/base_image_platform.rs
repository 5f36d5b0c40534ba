use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct BaseImagePlatform {}

impl Rule for BaseImagePlatform {
    const META: Meta = Meta {
        name: "base-image-platform",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Buildkit],
        aliases: &[Alias::buildkit("InvalidBaseImagePlatform")],
        page: include_str!("base_image_platform.md"),
    };

    /// Which platforms an image is for only its registry knows, and layerwise asks nobody.
    fn check(&self, _: &Build, _: &mut Diagnostics) {}
}
