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
            let found = match &error.suggestion {
                None => out.report(error.range, &error.message),
                Some(word) => {
                    let fix = Fix::manual(format!("write `{word}`"), [Edit::replace(error.range, word)]);
                    out.report(error.range, format!("{} (did you mean {word}?)", error.message)).fix(fix)
                }
            };
            let lines = build.file().lines();
            // BuildKit names another line for some: one too low for a directive, the last one for an empty file.
            if let Some(line) = error.line.filter(|line| (1..=lines.count()).contains(line)) {
                found.other_tools_at(lines.range(line));
            }
        }
    }
}
