use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

#[derive(Default, Serialize, Deserialize)]
pub struct SystemUpgrade {}

impl Rule for SystemUpgrade {
    const META: Meta = Meta {
        name: "system-upgrade",
        group: Group::Reproducibility,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3035")],
        page: include_str!("system_upgrade.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for command in build.written_runs().flat_map(|step| &step.script().commands) {
            let Some(upgrade) = UPGRADES.iter().find(|upgrade| upgrade.is(command)) else { continue };
            let (Some(name), Some(subcommand)) = (command.words.first(), command.last_of(upgrade.head)) else {
                continue;
            };
            let range = name.range.cover(subcommand.range);
            let said = format!("{} {}", name.shown(), subcommand.shown());
            let found = out
                .report(range, format!("`{said}` takes whatever is new today, so the next build makes another image"));
            match upgrade.alias {
                Some(alias) => found.known_as(alias),
                None => found.known_here_only(),
            };
        }
    }
}

/// A command that replaces whatever is installed.
struct Upgrade {
    alias: Option<&'static str>,
    head: &'static [&'static str],
}

static UPGRADES: &[Upgrade] = &[
    Upgrade { alias: Some("DL3035"), head: &["zypper", "dist-upgrade|dup"] },
    Upgrade { alias: None, head: &["zypper", "update|up"] },
    Upgrade { alias: None, head: &["apt-get|apt|aptitude", "upgrade|dist-upgrade|full-upgrade|safe-upgrade"] },
    Upgrade { alias: None, head: &["apk", "upgrade"] },
    Upgrade { alias: None, head: &["yum|dnf|dnf5|microdnf|tdnf", "update|upgrade|up|distro-sync"] },
];

impl Upgrade {
    /// With packages named, only these are upgraded: another matter.
    fn is(&self, command: &Command) -> bool {
        command.is(self.head) && (self.alias.is_some() || command.operands().count() == 1)
    }
}
