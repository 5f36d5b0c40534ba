use build::Build;
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Command;
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct BrokenJsonForm {}

impl Rule for BrokenJsonForm {
    const META: Meta = Meta {
        name: "broken-json-form",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("broken_json_form.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Some(Command::Shell(line)) = step.command() else { continue };
            let text = line.text.trim_end();
            if !(text.starts_with("['") || text.starts_with("[\"") || text.starts_with("[ \"") && text.contains(','))
                || !text.ends_with(']')
            {
                continue;
            }
            // `[ "$a" = b ]` is a command of its own.
            if text.starts_with("[ ") && text.ends_with(" ]") && !text.contains(',') {
                continue;
            }
            let quoted = mended(text)
                .filter(|_| step.instruction().joined.range_to_source(line.joined).len() as usize == line.text.len());
            let fix = quoted.map(|quoted| Fix::unsafe_("write it as JSON", [Edit::replace(line.range, quoted)]));
            out.report(line.range, "this is no JSON, so a shell gets the whole line, brackets included").fix(fix);
        }
    }
}

/// The text with double quotes for single ones, if that is all that it lacks.
fn mended(text: &str) -> Option<String> {
    if text.contains(['"', '\\']) {
        return None;
    }
    let quoted = text.replace('\'', "\"");
    serde_json::from_str::<Vec<String>>(&quoted).ok().map(|_| quoted)
}
