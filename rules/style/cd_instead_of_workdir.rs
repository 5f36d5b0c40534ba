use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct CdInsteadOfWorkdir {}

impl Rule for CdInsteadOfWorkdir {
    const META: Meta = Meta {
        name: "cd-instead-of-workdir",
        group: Group::Style,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3003")],
        page: include_str!("cd_instead_of_workdir.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            for command in step.script().find(&["cd"]) {
                out.report(command.words_range(), "`cd` ends with this RUN; `WORKDIR` holds for all that follows");
            }
        }
    }
}
