use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct SandboxOff {}

impl Rule for SandboxOff {
    const META: Meta = Meta {
        name: "sandbox-off",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("sandbox_off.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            for (name, value, what) in FLAGS {
                if step.flag_value(name) == Some(value)
                    && let Some(flag) = step.flag(name)
                {
                    out.report(flag.word.range, format!("this RUN has {what}, and so has all that it downloads"));
                }
            }
        }
    }
}

/// Flags of a RUN, and what they give it.
const FLAGS: [(&str, &str, &str); 2] = [
    ("security", "insecure", "all rights on the builder's machine"),
    ("network", "host", "the network of the builder's machine"),
];
