use build::{Build, Family};
use lint::{Alias, Applicability, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct AptInsteadOfAptGet {}

/// What `apt-get` understands in the same way.
const SHARED: &[&str] = &[
    "update",
    "install",
    "upgrade",
    "remove",
    "purge",
    "autoremove",
    "clean",
    "autoclean",
    "build-dep",
    "source",
    "download",
];

impl Rule for AptInsteadOfAptGet {
    const META: Meta = Meta {
        name: "apt-instead-of-apt-get",
        group: Group::Style,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3027")],
        page: include_str!("apt_instead_of_apt_get.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            // Images of Debian throw downloaded packages away; elsewhere `apt` does and `apt-get` does not.
            let family = step.stage().family();
            let same = family == Some(Family::Debian);
            let applicability = if same { Applicability::Safe } else { Applicability::Unsafe };
            for command in step.script().find(&["apt"]) {
                let word = &command.words[0];
                let shared = word.text == "apt" && command.subcommand().is_some_and(|name| SHARED.contains(&name));
                let edits = vec![Edit::replace(word.range, "apt-get")];
                let fix = Fix { applicability, ..Fix::safe("write `apt-get`", edits) };
                // Where there is neither, another name mends nothing.
                let there = same || family.is_none();
                out.report(word.range, "`apt` is made for people, and what it takes and prints may change")
                    .fix((shared && there).then_some(fix));
            }
        }
    }
}
