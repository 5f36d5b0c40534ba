use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Word;
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
                let meant = |path: &Word| is_temporary(path) || !self.single && is_for_any_user(path);
                if let Some(mode) = mode.filter(|_| !operands.all(meant)) {
                    report(mode.shown(), mode.range, out);
                }
            }
        }
    }
}

/// What is below /tmp is gone when the build ends, or open to all anyway.
fn is_temporary(path: &Word) -> bool {
    path.prefix().starts_with("/tmp")
}

/// Where language images let whoever comes put what is built or installed, and homes that wait for a user.
fn is_for_any_user(path: &Word) -> bool {
    let shown = path.shown().trim_matches('"').replace(['{', '}'], "");
    let shown = shown.trim_end_matches('/');
    let home = shown.strip_prefix("/home/").is_some_and(|name| !name.contains('/'));
    home || FOR_ANY_USER
        .iter()
        .any(|open| shown.strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

const FOR_ANY_USER: [&str; 9] = [
    "$GOPATH",
    "/go",
    "$GEM_HOME",
    "$BUNDLE_APP_CONFIG",
    "/usr/local/bundle",
    "$CARGO_HOME",
    "/usr/local/cargo",
    "$RUSTUP_HOME",
    "/usr/local/rustup",
];

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
