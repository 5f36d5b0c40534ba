use build::Build;
use lint::suppressions::{Dialect, Suppression};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct InlineIgnore {}

impl Rule for InlineIgnore {
    const META: Meta = Meta {
        name: "inline-ignore",
        group: Group::Style,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[],
        aliases: &[Alias::hadolint("DL1001")],
        page: include_str!("inline_ignore.md"),
    };

    fn check(&self, _: &Build, _: &mut Diagnostics) {}

    fn check_suppressions(&self, suppressions: &[Suppression], build: &Build, out: &mut Diagnostics) {
        for suppression in suppressions {
            let whole_file = suppression.scope.is_some_and(|scope| scope.len() as usize == build.file().text().len());
            if matches!(suppression.dialect, Dialect::Layerwise | Dialect::Hadolint) && !whole_file {
                out.report(suppression.range, "a finding is silenced here, where settings don't show it");
            }
        }
    }
}
