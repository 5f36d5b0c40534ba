use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

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
        for step in build.runs().filter(|step| step.script().understood()) {
            let only_installs = step.script().commands.iter().all(|command| {
                INSTALLS.iter().any(|head| command.is(head))
                    || matches!(command.name(), Some("cd" | "set" | "export" | "echo" | "mkdir"))
            });
            let installs = step.script().commands.iter().any(|command| INSTALLS.iter().any(|head| command.is(head)));
            for (mount, target) in step.mounts("cache").filter(|_| only_installs && installs) {
                let product = target.rsplit('/').next().is_some_and(|name| PRODUCTS.contains(&name));
                if product {
                    out.report(mount.range, "what is installed into this mount is not in the image");
                }
            }
        }
    }
}

/// Commands that install into the directories below.
const INSTALLS: [&[&str]; 6] = [
    &["npm", "ci|install|i"],
    &["yarn|pnpm|bun", "install|i|add"],
    &["yarn"],
    &["composer", "install"],
    &["bundle", "install"],
    &["pip|uv|poetry|pipenv", "install|sync"],
];

/// Directories that hold what was installed.
const PRODUCTS: [&str; 6] = ["node_modules", "vendor", "venv", ".venv", "site-packages", "dist-packages"];
