use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Word;

#[derive(Default, Serialize, Deserialize)]
pub struct SetuidProgram {}

impl Rule for SetuidProgram {
    const META: Meta = Meta {
        name: "setuid-program",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("setuid_program.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            for command in step.script().find(&["chmod"]) {
                if let Some(mode) = command.operands().next().filter(|mode| mode.value().is_some_and(sets_user)) {
                    report(mode, out);
                }
            }
        }
    }
}

fn report(mode: &Word, out: &mut Diagnostics) {
    out.report(mode.range, "whoever runs this program has the rights of its owner");
}

/// Whether a mode, in digits or letters, has the program run as its owner.
fn sets_user(mode: &str) -> bool {
    if let Ok(bits) = u32::from_str_radix(mode, 8) {
        return bits & 0o4000 != 0;
    }
    mode.split(',').any(|clause| {
        clause.split_once(['+', '=']).is_some_and(|(who, rights)| rights.contains('s') && !matches!(who, "g" | "o"))
    })
}
