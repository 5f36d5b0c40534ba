use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Escape, Kind, expand};

#[derive(Default, Serialize, Deserialize)]
pub struct VariableUsedTooEarly {}

impl Rule for VariableUsedTooEarly {
    const META: Meta = Meta {
        name: "variable-used-too-early",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3044")],
        page: include_str!("variable_used_too_early.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // Windows has variables of its own, which a Dockerfile may well set anew.
        if build.parse().file.escape == Escape::Backtick {
            return;
        }
        for step in build.steps() {
            let Kind::Env(env) = step.kind() else { continue };
            for (_, value) in &env.pairs {
                for variable in expand::variables(step.instruction(), value, build.parse().file.escape) {
                    let same = env.pairs.iter().find(|(key, other)| key.text == variable.name && other != value);
                    let unset = step.variable(&variable.name).is_none()
                        && !is_everywhere(&variable.name)
                        && variable.operator.is_none();
                    let Some((key, _)) = same.filter(|_| unset) else { continue };
                    let name = &variable.name;
                    let message = format!("an ENV sees only what was set in front of it, and so not this `{name}`");
                    out.report(variable.range, message)
                        .label(key.range, format!("`{name}` is set by the same instruction"));
                }
            }
        }
    }
}

/// Whether every image has it.
fn is_everywhere(name: &str) -> bool {
    matches!(name, "PATH" | "HOME")
}
