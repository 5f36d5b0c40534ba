use build::{Base, Build, Family, Step, What};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct WholeImageCopied {
    /// Whether images count that may hold nothing but a few files made to be laid over others.
    every_image: bool,
}

impl Rule for WholeImageCopied {
    const META: Meta = Meta {
        name: "whole-image-copied",
        group: Group::Size,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3067")],
        page: include_str!("whole_image_copied.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { every_image: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies().filter(|step| step.flag("from").is_some()) {
            // Onto nothing it is the way to make one layer of an image.
            if *step.stage().base() == Base::Scratch || !(self.every_image || is_system(step)) {
                continue;
            }
            let Some(destination) = step.copy().and_then(|copy| copy.destination.as_ref()) else { continue };
            if step.expand(destination).as_deref() != Some("/") {
                continue;
            }
            let whole =
                step.sources().into_iter().find(|source| matches!(&source.what, What::Path(path) if path == "/"));
            if let Some(source) = whole {
                let range = source.word.range.cover(destination.range);
                out.report(
                    range,
                    "a whole file system is copied over this one: the image holds both, and system files of two",
                );
            }
        }
    }
}

/// Whether it copies from what is known to be a whole distribution.
fn is_system(step: Step) -> bool {
    match step.copies_from() {
        Some(Base::Image(image)) => Family::of_image(image).is_some(),
        Some(Base::Stage(stage)) => step.build().stage(*stage).family().is_some(),
        _ => false,
    }
}
