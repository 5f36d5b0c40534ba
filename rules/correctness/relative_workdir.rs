use build::{Build, Step};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

use crate::unknowns::Unknowns;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct RelativeWorkdir {
    /// Whether a relative path that follows another WORKDIR is reported as well: hadolint's `DL3000`.
    all: bool,
    /// What becomes of a path with variables that are not known: `open` or `absent`.
    unknowns: Unknowns,
}

impl Rule for RelativeWorkdir {
    const META: Meta = Meta {
        name: "relative-workdir",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit(BUILDKIT), Alias::hadolint(HADOLINT)],
        page: include_str!("relative_workdir.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { all: preset == Preset::Hadolint, unknowns: Unknowns::of(preset) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in self.unknowns.view(build).executed() {
            let Kind::Workdir(Some(word)) = step.kind() else { continue };
            let relative = step.expand(word).is_some_and(|path| !path.starts_with('/'));
            let first = relative && !is_settled(step);
            let written = is_written_relative(&word.text);
            // A drive letter is a full path on Windows, and only hadolint knows that.
            let reported = match self.unknowns {
                Unknowns::Open => first && written,
                Unknowns::Absent => first,
            };
            if !(reported || self.all && written) {
                continue;
            }
            let message = if first {
                format!("`{}` is relative to whatever directory the base image is in", word.text)
            } else {
                format!("`{}` is relative to the WORKDIR before it", word.text)
            };
            let found = out.report(step.shown_at(word.range), message);
            [(first, BUILDKIT), (written, HADOLINT)].iter().filter(|(is, _)| *is).for_each(|(_, alias)| {
                found.known_as(alias);
            });
        }
    }
}

const BUILDKIT: &str = "WorkdirRelativePath";
const HADOLINT: &str = "DL3000";

/// Whether the stage or its parents have a WORKDIR in front of this one: mending that mends all.
fn is_settled(step: Step<'_>) -> bool {
    step.stage()
        .lineage()
        .flat_map(build::Stage::executed)
        .any(|other| matches!(other.kind(), Kind::Workdir(_)) && other.id() < step.id())
}

/// Whether the path begins neither with `/` nor with a variable nor with a drive.
fn is_written_relative(path: &str) -> bool {
    let path = path.trim_matches(['"', '\'']);
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|char: char| char.is_ascii_alphabetic());
    !path.starts_with(['/', '$']) && !drive
}
