use std::collections::HashSet;

use build::{Build, Stage, Step, lies_in};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Mount;

use crate::fetches::fetched;

#[derive(Default, Serialize, Deserialize)]
pub struct ShadowingCacheMount {}

impl Rule for ShadowingCacheMount {
    const META: Meta = Meta {
        name: "shadowing-cache-mount",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("shadowing_cache_mount.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // Of several mounts at one place in a stage the first one stands for all.
        let mut seen = HashSet::new();
        for step in build.runs() {
            // A mount that starts from something has its files on purpose.
            for (mount, target) in step.mounts("cache").filter(|(mount, _)| mount.value(&["from"]).is_none()) {
                if !seen.insert((step.stage().id(), target.clone())) {
                    continue;
                }
                if let Some(copy) =
                    before(step).find(|copy| copy.destination().is_some_and(|place| is_below(&place, &target)))
                {
                    report(mount, "this hides what was copied there before", copy.range(), out);
                    continue;
                }
                let hidden = before(step)
                    .flat_map(fetched)
                    .filter(|fetched| fetched.step.user() == step.user() && fetched.lies_in(&target))
                    .find(|fetched| !fetched.is_mounted_in(fetched.step) && fetched.used_by(step).is_some());
                if let Some(hidden) = hidden {
                    let message = format!(
                        "this hides what `{}` fetched before, so it is fetched again or missing",
                        hidden.shown()
                    );
                    report(mount, message, hidden.command.words_range(), out);
                }
            }
        }
    }
}

/// The steps that an image of this one has files of, nearest stage first.
fn before(step: Step<'_>) -> impl Iterator<Item = Step<'_>> {
    step.stage().lineage().flat_map(Stage::executed).filter(move |other| other.id() < step.id())
}

/// Whether a copy to `place` ends up below `target`, which is no directory that everything is below.
fn is_below(place: &str, target: &str) -> bool {
    target != "/" && lies_in(place, target)
}

fn report(mount: &Mount, message: impl Into<String>, place: text::TextRange, out: &mut Diagnostics) {
    out.report(mount.range, message).label(place, "it was put there here");
}
