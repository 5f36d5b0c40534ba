use build::{Build, lies_in};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct MisplacedCacheMount {}

impl Rule for MisplacedCacheMount {
    const META: Meta = Meta {
        name: "misplaced-cache-mount",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("misplaced_cache_mount.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let Some(user) = step.user().known() else { continue };
            let name = user.split(':').next().unwrap_or_default();
            if matches!(name, "" | "root" | "0") {
                continue;
            }
            for (mount, target) in step.mounts("cache").filter(|(_, target)| lies_in(target, "/root")) {
                // Who sets a variable to that place knows what they do.
                let meant = step
                    .variables()
                    .iter()
                    .any(|variable| variable.value.known().is_some_and(|value| value.starts_with("/root")));
                let sudo = step.script().commands.iter().any(|command| command.wrapper("sudo").is_some());
                if !meant
                    && !sudo
                    && !step.script().commands.iter().any(|command| command.assigned("HOME").is_some())
                    && !target.is_empty()
                {
                    out.report(
                        mount.range,
                        format!("the RUN runs as `{name}`, who keeps no cache in the home of root"),
                    );
                }
            }
        }
    }
}
