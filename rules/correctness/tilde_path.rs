use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct TildePath {}

impl Rule for TildePath {
    const META: Meta = Meta {
        name: "tilde-path",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("tilde_path.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let path = match step.kind() {
                Kind::Workdir(path) => path.as_ref(),
                Kind::Copy(copy) | Kind::Add(copy) => copy.destination.as_ref(),
                _ => None,
            };
            if let Some(path) = path.filter(|path| path.text == "~" || path.text.starts_with("~/")) {
                out.report(path.range, "`~` is no home directory here but a directory of that name");
            }
        }
    }
}
