use std::collections::HashSet;

use build::{Build, Stage};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

use crate::fetches::{Fetched, fetched};

#[derive(Default, Serialize, Deserialize)]
pub struct ForgottenCacheMount {}

impl Rule for ForgottenCacheMount {
    const META: Meta = Meta {
        name: "forgotten-cache-mount",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("forgotten_cache_mount.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // Of several that fetch the same the first one stands for all.
        let mut seen = HashSet::new();
        for step in build.runs().filter(|step| step.run().is_some_and(|run| !run.mounts.is_empty())) {
            for fetched in fetched(step).filter(|fetched| !fetched.is_in_project() && fetched.is_mounted_in(step)) {
                let Some((mount, target)) = step.mounts("cache").find(|(_, target)| fetched.lies_in(target)) else {
                    continue;
                };
                let first = seen.insert((step.stage().id(), fetched.shown()));
                let Some(command) = Some(&fetched).filter(|_| first).and_then(|fetched| used_without(build, fetched))
                else {
                    continue;
                };
                let message = format!("what `{}` fetched lies in a cache mount, which is not here", fetched.shown());
                out.report(command.words_range(), message)
                    .label(mount.range, format!("`{target}` is mounted for this RUN only"));
            }
        }
    }
}

/// The first command behind it, in its stage or one that starts from that, that uses it without the mount.
fn used_without<'b>(build: &'b Build, fetched: &Fetched<'b>) -> Option<&'b shell::Command> {
    let stage = fetched.step.stage().id();
    let follows = |other: &Stage| other.lineage().any(|parent| parent.id() == stage);
    let mut users =
        build.stages().filter(follows).flat_map(Stage::executed).filter(|step| step.id() > fetched.step.id());
    let first = users.find_map(|step| Some((step, fetched.used_by(step)?)));
    first.filter(|(step, _)| !fetched.is_mounted_in(*step)).map(|(_, command)| command)
}
