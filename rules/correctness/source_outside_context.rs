use build::{Build, What};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct SourceOutsideContext {}

impl Rule for SourceOutsideContext {
    const META: Meta = Meta {
        name: "source-outside-context",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("source_outside_context.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies().filter(|step| step.copies_from().is_none()) {
            for source in step.sources() {
                let What::Path(path) = &source.what else { continue };
                let path = path.trim_start_matches("./");
                let inside = path.trim_start_matches("../");
                if path.starts_with("../") && !inside.is_empty() {
                    out.report(
                        source.word.range,
                        format!("`..` leads nowhere: this means `{inside}` in the build context"),
                    );
                }
            }
        }
    }
}
