use build::Build;
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Kind, Word};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct SpacedAssignment {}

impl Rule for SpacedAssignment {
    const META: Meta = Meta {
        name: "spaced-assignment",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("spaced_assignment.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let (Kind::Env(pairs) | Kind::Label(pairs)) = step.kind() else { continue };
            // Only the old form, `ENV name value`, lets a blank in front of the `=`.
            let pair = pairs.pairs.first().filter(|_| pairs.legacy);
            if let Some((name, value)) = pair.filter(|(_, value)| value.text.starts_with('=')) {
                let at = name.range.cover(TextRange::new(value.range.start, value.range.start + 1));
                out.report(at, format!("with a blank in front of it the `=` is part of the value of `{}`", name.text))
                    .fix(close_up(build, name, value));
            }
        }
    }
}

/// The pair without blanks around the `=`, if the value is one word.
fn close_up(build: &Build, name: &Word, value: &Word) -> Option<Fix> {
    let written = build.file().slice(value.range);
    let rest = written.strip_prefix('=')?.trim_start();
    let one = !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\'));
    let end = value.range.end - rest.len() as u32;
    one.then(|| Fix::unsafe_("drop the blanks", [Edit::replace(TextRange::new(name.range.end, end), "=")]))
}
