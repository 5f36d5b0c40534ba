use build::{Build, Stage, Step, covers};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

use crate::images::is_well_known;

#[derive(Default, Serialize, Deserialize)]
pub struct InstallIntoCacheMount {}

impl Rule for InstallIntoCacheMount {
    const META: Meta = Meta {
        name: "install-into-cache-mount",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("install_into_cache_mount.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs().filter(|step| step.mounts("cache").next().is_some() && step.script().understood()) {
            report_homes(step, out);
            let commands = &step.script().commands;
            let only_installs = commands.iter().all(|command| {
                installs(command) || matches!(command.name(), Some("cd" | "set" | "export" | "echo" | "mkdir"))
            });
            let installs = commands.iter().any(installs);
            for (mount, target) in step.mounts("cache").filter(|_| only_installs && installs) {
                let product = target.rsplit('/').next().is_some_and(|name| PRODUCTS.contains(&name));
                if product {
                    out.report(mount.range, "what is installed into this mount is not in the image");
                }
            }
        }
    }
}

/// Reports what is installed below the caches of a user, and used from there.
fn report_homes(step: Step, out: &mut Diagnostics) {
    let script = step.script();
    let set = |names: &[&str]| names.iter().any(|name| step.variable(name).is_some());
    for command in &script.commands {
        let home = HOMES.iter().find(|(head, ..)| command.is(head));
        let Some((_, place, variables, what)) = home.filter(|(_, _, variables, _)| !set(variables)) else { continue };
        let elsewhere = script.runs(&["cp|mv|rsync"]) || !command.assignments.is_empty() || is_told(step, variables);
        if let Some((mount, _)) = step.mounts("cache").find(|(_, target)| covers(target, place)).filter(|_| !elsewhere)
        {
            out.report(mount.range, format!("{what} lies in this mount, and is not in the image"))
                .label(command.words_range(), "it is installed here");
        }
    }
}

/// Whether some step in front, or this one, speaks of what the variables are for: `poetry config virtualenvs.in-project true`.
/// An image that is not well known may have set them.
fn is_told(step: Step, variables: &[&str]) -> bool {
    let file = step.build().file();
    let words: Vec<String> =
        variables.iter().filter_map(|name| name.split('_').nth(1)).map(str::to_lowercase).collect();
    let speaks = |other: Step| words.iter().any(|word| file.slice(other.range()).to_lowercase().contains(word));
    let lineage = step.stage().lineage().flat_map(Stage::steps);
    !is_well_known(step.stage()) || lineage.filter(|other| other.id() <= step.id()).any(speaks)
}

/// A command that installs into a home; where; the variables that have another place; and what it installs.
type Home = (&'static [&'static str], &'static str, &'static [&'static str], &'static str);

const HOMES: [Home; 4] = [
    (
        &["poetry", "install|sync"],
        "~/.cache/pypoetry/virtualenvs",
        &["POETRY_VIRTUALENVS_CREATE", "POETRY_VIRTUALENVS_IN_PROJECT"],
        "the virtual environment of `poetry`",
    ),
    (
        &["playwright", "install"],
        "~/.cache/ms-playwright",
        &["PLAYWRIGHT_BROWSERS_PATH"],
        "the browser of `playwright`",
    ),
    (
        &["npx|bunx", "playwright", "install"],
        "~/.cache/ms-playwright",
        &["PLAYWRIGHT_BROWSERS_PATH"],
        "the browser of `playwright`",
    ),
    (
        &["npx|bunx", "puppeteer", "browsers", "install"],
        "~/.cache/puppeteer",
        &["PUPPETEER_CACHE_DIR"],
        "the browser of `puppeteer`",
    ),
];

/// Whether the command installs into one of the directories below; so does `yarn` alone.
fn installs(command: &Command) -> bool {
    INSTALLS.iter().any(|head| command.is(head)) || command.is(&["yarn"]) && command.operands().next().is_none()
}

/// Commands that install into the directories below.
const INSTALLS: [&[&str]; 5] = [
    &["npm", "ci|install|i"],
    &["yarn|pnpm|bun", "install|i|add"],
    &["composer", "install"],
    &["bundle", "install"],
    &["pip|uv|poetry|pipenv", "install|sync"],
];

/// Directories that hold what was installed.
const PRODUCTS: [&str; 6] = ["node_modules", "vendor", "venv", ".venv", "site-packages", "dist-packages"];
