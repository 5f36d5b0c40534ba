use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct SyntaxError {}

impl Rule for SyntaxError {
    const META: Meta = Meta {
        name: "syntax-error",
        group: Group::Syntax,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint, Preset::Buildkit],
        aliases: &[Alias::hadolint("DL1000")],
        page: include_str!("syntax_error.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for error in &build.parse().errors {
            let Some(word) = &error.suggestion else {
                out.report(error.range, &error.message);
                continue;
            };
            out.report(error.range, format!("{} (did you mean {word}?)", error.message))
                .fix(Fix::manual(format!("write `{word}`"), [Edit::replace(error.range, word)]));
        }
    }
}
