use build::Build;
use lint::suppressions::{Dialect, Suppression};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

use crate::unknowns::Unknowns;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct BuildError {
    /// What becomes of that which depends on variables that are not known: `open` or `absent`.
    unknowns: Unknowns,
}

/// Whether an image name is one that somebody is to replace first: `<project>/app`, `[base]`, `__ARCH__/alpine`, `REPLACE-ME`.
fn is_place_to_fill_in(name: &str) -> bool {
    let marked =
        name.contains(['<', '[', '@']) && name.contains(['>', ']', '@']) || name.contains("__") || name.contains("{{");
    let shouted = name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'));
    marked || shouted
}

impl Rule for BuildError {
    const META: Meta = Meta {
        name: "build-error",
        group: Group::Syntax,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[],
        page: include_str!("build_error.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { unknowns: Unknowns::of(preset) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for error in self.unknowns.view(build).errors() {
            if self.unknowns == Unknowns::Absent || !is_place_to_fill_in(build.file().slice(error.range)) {
                out.report(error.range, &error.message);
            }
        }
    }

    /// The options of a `# check=` directive are read before anything else.
    fn check_suppressions(&self, suppressions: &[Suppression], _: &Build, out: &mut Diagnostics) {
        for suppression in suppressions.iter().filter(|suppression| suppression.dialect == Dialect::CheckDirective) {
            if let Some(trouble) = &suppression.trouble {
                out.report(suppression.range, trouble);
            }
        }
    }
}
