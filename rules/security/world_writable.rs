use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::TextRange;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorldWritable {
    /// Whether single files and directories count, too, which are often opened on purpose for users that are not known yet.
    single: bool,
}

impl Rule for WorldWritable {
    const META: Meta = Meta {
        name: "world-writable",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("world_writable.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { single: matches!(preset, Preset::Strict | Preset::All) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let flag = step.flag("chmod").and_then(|flag| flag.value.as_ref());
            if let Some(mode) = flag.filter(|mode| is_world_writable(&mode.text)) {
                report(&mode.text, mode.range, out);
            }
            for command in step
                .script()
                .find(&["chmod"])
                .filter(|command| self.single || command.has_any_flag(&["-R", "--recursive"]))
            {
                let mut operands = command.operands();
                let mode = operands.next().filter(|mode| mode.value().is_some_and(is_world_writable));
                // `a+rwX` is how a home is given to a user that is not known yet.
                let mode = mode.filter(|mode| self.single || !mode.prefix().contains('X'));
                // What is below /tmp is gone when the build ends, or open to all anyway.
                if let Some(mode) = mode.filter(|_| !operands.all(|path| path.prefix().starts_with("/tmp"))) {
                    report(mode.shown(), mode.range, out);
                }
            }
        }
    }
}

fn report(mode: &str, range: TextRange, out: &mut Diagnostics) {
    out.report(range, format!("mode `{mode}` lets every user of the container change these files"));
}

/// Whether a mode, in digits or letters, gives others the right to write, without the sticky bit.
fn is_world_writable(mode: &str) -> bool {
    if let Ok(bits) = u32::from_str_radix(mode, 8) {
        return bits & 0o002 != 0 && bits & 0o1000 == 0;
    }
    mode.split(',').any(|clause| {
        let Some((who, rights)) = clause.split_once(['+', '=']) else { return false };
        (who.contains(['o', 'a'])) && rights.contains('w') && !mode.contains('t')
    })
}
