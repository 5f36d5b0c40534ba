use build::{Build, Stage};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
pub struct MissingHealthcheck {}

impl Rule for MissingHealthcheck {
    const META: Meta = Meta {
        name: "missing-healthcheck",
        group: Group::Runtime,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[],
        aliases: &[Alias::hadolint("DL3057")],
        page: include_str!("missing_healthcheck.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(last) = build.last_stage() else { return };
        let mut steps = last.lineage().flat_map(Stage::steps);
        if !steps.any(|step| step.keyword() == Keyword::Healthcheck) {
            out.report(
                last.from().instruction().keyword.range,
                "the image has no HEALTHCHECK, so a program that hangs counts as running",
            );
        }
    }
}
