use std::collections::HashSet;

use build::{Build, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

use crate::ecosystems::installs;
use crate::owners::{OfRoot, of_root, other_than_root};

#[derive(Default, Serialize, Deserialize)]
pub struct UnwritableDirectory {}

impl Rule for UnwritableDirectory {
    const META: Meta = Meta {
        name: "unwritable-directory",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("unwritable_directory.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // What is known of a directory at its first RUN holds for the others.
        let mut seen = HashSet::new();
        for step in build.runs() {
            let (Some(user), Some(place)) = (step.user().known(), step.workdir().known()) else { continue };
            let Some(user) = other_than_root(user) else { continue };
            let Some(command) = writes_here(step).filter(|_| seen.insert((step.stage().id(), place))) else { continue };
            if let Some(OfRoot::MadeBy(maker)) = of_root(step.stage(), place, Some(step)) {
                let message = format!("`{user}` may not write to `{place}`, which belongs to root");
                out.report(command.words_range(), message).label(maker.range(), "it is made here, by root");
            }
        }
    }
}

/// The first command that makes something in the working directory, for certain.
fn writes_here(step: Step<'_>) -> Option<&Command> {
    let script = step.script();
    if step.run().is_none_or(|run| !run.mounts.is_empty()) || !script.is_posix() {
        return None;
    }
    let here = |command: &&Command| {
        let elsewhere =
            command.has_any_flag(&["--prefix", "-C", "--cwd", "--dir", "-d", "--working-dir", "-g", "--global"]);
        let certain = command.is_certain() && !command.place.tested && command.wrappers.is_empty();
        command.cwd() == Some(".") && certain && !elsewhere
    };
    let installed = installs(script)
        .filter(|install| install.ecosystem.outputs.first().is_some_and(|output| PRODUCTS.contains(output)))
        .map(|install| install.command);
    let made = script.find(&["mkdir|touch"]).filter(|command| {
        command.operands().next().and_then(|path| path.value()).is_some_and(|path| !path.starts_with(['/', '~']))
    });
    installed.chain(made).filter(here).min_by_key(|command| command.range)
}

/// What package managers put beside the manifest.
const PRODUCTS: [&str; 4] = ["node_modules", "bower_components", "vendor", "deps"];
