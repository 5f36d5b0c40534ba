use build::{Base, Build};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct PathOverwritten {}

impl Rule for PathOverwritten {
    const META: Meta = Meta {
        name: "path-overwritten",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("path_overwritten.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps().filter(|step| *step.stage().root() != Base::Scratch) {
            let Kind::Env(env) = step.kind() else { continue };
            for (_, value) in env.pairs.iter().filter(|(name, _)| name.text == "PATH") {
                // A variable may hold the old one; the system's directories are what the old one was.
                let whole = value.text.contains('$')
                    || value.text.contains('%')
                    || value.text.contains("/bin:")
                    || value.text.ends_with("/bin\"");
                let system = value.text.split([':', '"', '\'']).any(|path| matches!(path, "/bin" | "/usr/bin"));
                if !whole && !system && value.text.starts_with(['/', '"', '\'']) {
                    out.report(
                        value.range,
                        "no program of the base image is found any more: the old `PATH` is not in it",
                    );
                }
            }
        }
    }
}
