mod apt;
mod caches;
mod mend;

use std::cell::LazyCell;
use std::collections::HashSet;

use apt::Apt;
use build::{Build, Stage, StageId, Step};
use caches::{CACHES, Cache, Manager};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use syntax::Keyword;

#[derive(Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PackageCacheLeft {
    /// The package managers that are judged.
    managers: Vec<Manager>,
    /// Whether stages are judged that no layer of the image comes from.
    build_stages: bool,
}

impl Default for PackageCacheLeft {
    fn default() -> Self {
        Self { managers: vec![Manager::Apt, Manager::Apk], build_stages: false }
    }
}

impl Rule for PackageCacheLeft {
    const META: Meta = Meta {
        name: "package-cache-left",
        group: Group::Size,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[
            Alias::hadolint("DL3009"),
            Alias::hadolint("DL3019"),
            Alias::hadolint("DL3032"),
            Alias::hadolint("DL3036"),
            Alias::hadolint("DL3040"),
            Alias::hadolint("DL3042"),
            Alias::hadolint("DL3060"),
        ],
        page: include_str!("package_cache_left.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        match preset {
            Preset::Recommended | Preset::Buildkit => Self::default(),
            _ => Self { managers: Manager::ALL.to_vec(), build_stages: preset == Preset::Hadolint },
        }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let apt = LazyCell::new(|| Apt::of(build));
        let shipped: HashSet<StageId> = build.target().into_iter().flat_map(Stage::lineage).map(Stage::id).collect();
        for step in build.written_runs() {
            // An ONBUILD is for images to come, so there what it leaves does reach an image.
            let reaches_an_image = step.keyword() == Keyword::Onbuild || shipped.contains(&step.stage().id());
            for cache in CACHES.iter().filter(|cache| self.judges(cache, reaches_an_image)) {
                if let Some(command) = cache.left_by(step).filter(|_| !cache.kept_archives || apt.keeps_archives(step))
                {
                    report(cache, command, step, &apt, out);
                }
            }
        }
    }
}

impl PackageCacheLeft {
    fn judges(&self, cache: &Cache, reaches_an_image: bool) -> bool {
        self.managers.contains(&cache.manager) && (reaches_an_image || self.build_stages && cache.also_in_build_stages)
    }
}

fn report(cache: &Cache, command: &Command, step: Step<'_>, apt: &Apt<'_>, out: &mut Diagnostics) {
    let (Some(name), directory) = (command.words.first(), cache.directories[0]) else { return };
    let range = command.operands().next().map_or(name.range, |subcommand| name.range.cover(subcommand.range));
    let (what, name) = (cache.what, name.shown());
    let found = out.report(range, format!("`{name}` leaves {what} in `{directory}`, so the image keeps them"));
    match cache.alias {
        Some(alias) => found.known_as(alias),
        None => found.known_here_only(),
    };
    found.fix(mend::fix(cache, command, step, apt));
}
