use build::context::Outcome;
use build::{Build, Copied, Step, What};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::filepath;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct IgnoredCopySource {
    /// Whether a source is judged by its name alone, and a file with exceptions (`!`) not at all, as `BuildKit` does it.
    by_name: bool,
}

impl Rule for IgnoredCopySource {
    const META: Meta = Meta {
        name: "ignored-copy-source",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("CopyIgnoredFile")],
        page: include_str!("ignored_copy_source.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { by_name: preset == Preset::Buildkit }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let build = if self.by_name { build.bare() } else { build };
        for step in build.executed().filter(|step| step.copy().is_some() && step.copies_from().is_none()) {
            for source in step.sources() {
                let ignored = if self.by_name { ignored_by_name(step, &source) } else { ignored(step, &source) };
                let Some((path, line)) = ignored else { continue };
                let file = build.context().and_then(|context| context.ignore_file());
                let file = file.map_or(".dockerignore", |ignore| name_of(ignore.file.path()));
                let message =
                    format!("line {line} of `{file}` leaves `{path}` out of the build, so there is nothing to copy");
                out.report(step.shown_at(source.word.range), message);
            }
        }
    }
}

/// The last part of a path.
fn name_of(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The source and the line of the ignore file that leaves it out, so that nothing of it is there.
fn ignored(step: Step<'_>, source: &Copied<'_>) -> Option<(String, u32)> {
    let (What::Path(path), Some(context)) = (&source.what, step.context()) else { return None };
    let selection = context.select(&step.context_source(path.clone()));
    if selection.outcome != Outcome::Missing {
        return None;
    }
    let cleaned = filepath::clean(path);
    let line = context.ignored_by(cleaned.trim_start_matches('/'))?;
    Some((path.clone(), line.number))
}

/// The same by the name as it is written, whether there is such a file or not
/// (moby/buildkit `dockerfile2llb/validations.go`, validateCopySourcePath).
fn ignored_by_name(step: Step<'_>, source: &Copied<'_>) -> Option<(String, u32)> {
    let What::Path(path) = &source.what else { return None };
    let rules = &step.context()?.ignore_file()?.rules;
    if rules.patterns().list().iter().any(|pattern| pattern.negated) {
        return None;
    }
    let decided_by = rules.patterns().matches_or_parent(&filepath::clean(path)).ok()??;
    Some((path.clone(), rules.lines().get(decided_by)?.number))
}
