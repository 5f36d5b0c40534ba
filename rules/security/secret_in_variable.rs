mod names;

use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Instruction, Kind, Word};

use names::Names;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct SecretInVariable {
    /// Which names count as secrets: `likely` ones with a value that may be one, or all that `buildkit` or `hadolint` report.
    names: Names,
}

impl Rule for SecretInVariable {
    const META: Meta = Meta {
        name: "secret-in-variable",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit(BUILDKIT), Alias::hadolint(HADOLINT)],
        page: include_str!("secret_in_variable.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        let names = match preset {
            Preset::Buildkit => Names::Buildkit,
            Preset::Hadolint => Names::Hadolint,
            _ => Names::Likely,
        };
        Self { names }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for (index, written) in build.instructions().iter().enumerate() {
            // In front of the first FROM nothing gets into an image; hadolint reports it there as well.
            let in_stage = build.step_of(index).is_some();
            for (name, value) in variables(written) {
                let buildkit = || in_stage && !is_onbuild(written) && names::is_secret_to_buildkit(&name.text);
                let hadolint = || names::is_secret_to_hadolint(&name.text);
                let wanted = match self.names {
                    Names::Likely => in_stage && names::is_likely_secret(&name.text, value.map(|value| &*value.text)),
                    Names::Buildkit => buildkit(),
                    Names::Hadolint => hadolint(),
                };
                if !wanted {
                    continue;
                }
                let message = format!("`{}` looks like a secret, and anyone who has the image can read it", name.text);
                let found = out.report(name.range, message);
                [(buildkit(), BUILDKIT), (hadolint(), HADOLINT)].iter().filter(|(is, _)| *is).for_each(|(_, alias)| {
                    found.known_as(alias);
                });
                found.note("`RUN --mount=type=secret` gives a secret to one command, and leaves no trace of it");
            }
        }
    }
}

const BUILDKIT: &str = "SecretsUsedInArgOrEnv";
const HADOLINT: &str = "DL3064";

fn is_onbuild(instruction: &Instruction) -> bool {
    matches!(instruction.kind, Kind::Onbuild(_))
}

/// The variables that the instruction sets, or the trigger in it, with their values.
fn variables(instruction: &Instruction) -> Vec<(&Word, Option<&Word>)> {
    match &instruction.kind {
        Kind::Arg(args) => args.iter().map(|arg| (&arg.name, arg.default.as_ref())).collect(),
        Kind::Env(pairs) => pairs.pairs.iter().map(|(name, value)| (name, Some(value))).collect(),
        Kind::Onbuild(Some(trigger)) => variables(trigger),
        _ => Vec::new(),
    }
}
