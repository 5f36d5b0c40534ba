use build::{Base, Build, Via};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule, suggest};
use serde::{Deserialize, Serialize};
use syntax::image::ImageRef;
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct UnknownCopyStage {
    /// Whether every name is reported that is no stage and no image with a tag, as hadolint does.
    every_name: bool,
}

impl Rule for UnknownCopyStage {
    const META: Meta = Meta {
        name: "unknown-copy-stage",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3022")],
        page: include_str!("unknown_copy_stage.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { every_name: preset == Preset::Hadolint }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for reference in build.steps().flat_map(build::Step::references).filter(|reference| reference.via != Via::From)
        {
            let Base::Image(image) = &reference.base else {
                if self.every_name && reference.base == Base::Unknown && reference.text.parse::<u32>().is_ok() {
                    out.report(reference.range, format!("there is no stage {}", reference.text));
                }
                continue;
            };
            // A tag, a registry or a namespace: an image is meant.
            if image.contains([':', '/', '@']) || reference.text.contains('$') {
                continue;
            }
            let names = build.stages().filter_map(|stage| stage.name().filter(|name| *name != image.as_str()));
            let close = suggest(image, names);
            if let Some(close) = close {
                let fix = Fix::manual(format!("write `{close}`"), [Edit::replace(reference.range, close)]);
                out.report(
                    reference.range,
                    format!("no stage is called `{image}`, so an image of that name is pulled"),
                )
                .note(format!("did you mean the stage `{close}`?"))
                .fix(fix);
            } else if self.every_name && ImageRef::parse(image).is_ok() {
                out.report(
                    reference.range,
                    format!("no stage is called `{image}`, so an image of that name is pulled"),
                );
            }
        }
    }
}
