use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct CopyFromItself {}

impl Rule for CopyFromItself {
    const META: Meta = Meta {
        name: "copy-from-itself",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3023")],
        page: include_str!("copy_from_itself.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies() {
            let Some(from) = step.flag("from").and_then(|flag| flag.value.as_ref()) else { continue };
            let stage = step.stage();
            let own = stage.name().is_some_and(|name| name.eq_ignore_ascii_case(&from.text));
            if own || from.text.parse() == Ok(stage.id().0) {
                let message = format!("`{}` is this very stage, which can't copy from itself", from.text);
                out.report(from.range, message).label(stage.name_range(), "the stage begins here");
            }
        }
    }
}
