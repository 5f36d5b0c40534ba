use std::collections::HashSet;

use build::{Build, Step, lies_in};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Mount;

use crate::fetches::{Fetched, fetched};

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
        let mounting: Vec<Step> = build.runs().filter(|step| step.mounts("cache").next().is_some()).collect();
        if mounting.is_empty() {
            return;
        }
        let copied: Vec<(Step, String)> = build.copies().filter_map(|copy| Some((copy, copy.destination()?))).collect();
        let fetches = build.runs().flat_map(fetched);
        let fetches: Vec<Fetched> = fetches.filter(|fetched| !fetched.is_mounted_in(fetched.step)).collect();
        // Of several mounts at one place in a stage the first one stands for all.
        let mut seen = HashSet::new();
        for step in mounting {
            // A mount that starts from something has its files on purpose.
            for (mount, target) in step.mounts("cache").filter(|(mount, _)| mount.value(&["from"]).is_none()) {
                if !seen.insert((step.stage().id(), target.clone())) {
                    continue;
                }
                let copy = copied.iter().find(|(copy, place)| is_below(place, &target) && is_before(*copy, step));
                if let Some((copy, _)) = copy {
                    report(mount, "this hides what was copied there before", copy.range(), out);
                    continue;
                }
                let hidden = fetches.iter().find(|fetched| {
                    is_before(fetched.step, step)
                        && fetched.lies_in(&target)
                        && fetched.step.user() == step.user()
                        && fetched.used_by(step).is_some()
                });
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

/// Whether an image of `step` has files of `other`: it comes earlier, in the same stage or one that this starts from.
fn is_before(other: Step, step: Step) -> bool {
    other.id() < step.id() && step.stage().lineage().any(|stage| stage.id() == other.stage().id())
}

/// Whether a copy to `place` ends up below `target`, which is no directory that everything is below.
fn is_below(place: &str, target: &str) -> bool {
    target != "/" && lies_in(place, target)
}

fn report(mount: &Mount, message: impl Into<String>, place: text::TextRange, out: &mut Diagnostics) {
    out.report(mount.range, message).label(place, "it was put there here");
}
