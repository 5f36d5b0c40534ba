use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
pub struct InstructionBeforeFrom {}

impl Rule for InstructionBeforeFrom {
    const META: Meta = Meta {
        name: "instruction-before-from",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3061")],
        page: include_str!("instruction_before_from.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let before = build.instructions().iter().take_while(|instruction| instruction.keyword.keyword != Keyword::From);
        for instruction in before.filter(|instruction| instruction.keyword.keyword != Keyword::Arg) {
            let message =
                format!("`{}` stands in front of the first FROM, where only ARG may", instruction.keyword.text);
            out.report(instruction.keyword.range, message);
        }
    }
}
