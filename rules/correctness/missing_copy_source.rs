use build::context::Outcome;
use build::{Build, Context, Step, What};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use strsim::osa_distance;
use syntax::filepath;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct MissingCopySource {
    /// Whether files count for which there is nothing of a like name: they may be made before the build.
    any: bool,
}

impl Rule for MissingCopySource {
    const META: Meta = Meta {
        name: "missing-copy-source",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("missing_copy_source.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { any: matches!(preset, Preset::Strict | Preset::All) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.executed().filter(|step| step.copy().is_some()) {
            for source in step.sources() {
                let What::Path(path) = &source.what else { continue };
                let Some((context, path)) = missing(step, path) else { continue };
                let like = alike(context, &path);
                if like.is_none() && !self.any {
                    continue;
                }
                let message = format!("there is no `{path}` in the build context, so the build stops here");
                let found = out.report(step.shown_at(source.word.range), message);
                if let Some(like) = like {
                    found.note(format!("did you mean `{like}`?"));
                }
            }
        }
    }
}

/// The context that `path` is not in, and how it would be called there. What an ignore file leaves out is another rule's affair.
fn missing<'b>(step: Step<'b>, path: &str) -> Option<(&'b Context, String)> {
    let context = step.context()?;
    let cleaned = filepath::clean(path);
    let cleaned = cleaned.trim_start_matches('/');
    let is_there = context.select(&step.context_source(path.to_owned())).outcome != Outcome::Missing;
    (!is_there && context.ignored_by(cleaned).is_none()).then(|| (context, cleaned.to_owned()))
}

/// Something in the same directory whose name is the same but for case, or for one letter of a longer name.
fn alike<'c>(context: &'c Context, path: &str) -> Option<&'c str> {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_alike = |other: &str| {
        let (other_stem, other_end) = other.rsplit_once('.').unwrap_or((other, ""));
        other.eq_ignore_ascii_case(name) || stem.len() > 4 && end == other_end && osa_distance(stem, other_stem) == 1
    };
    let entries = context.entries().iter().map(|entry| &*entry.path);
    let here = entries.filter(|path| path.rsplit_once('/').map_or("", |(directory, _)| directory) == directory);
    here.into_iter().find(|path| is_alike(filepath::base(path)))
}
