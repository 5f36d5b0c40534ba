use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

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
