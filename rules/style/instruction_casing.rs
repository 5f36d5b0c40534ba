use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Keyword, KeywordWord};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct InstructionCasing {}

impl Rule for InstructionCasing {
    const META: Meta = Meta {
        name: "instruction-casing",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Buildkit],
        aliases: &[Alias::buildkit("ConsistentInstructionCasing")],
        page: include_str!("instruction_casing.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // ARGs in front of the first FROM do not count, nor does the instruction inside an ONBUILD.
        let words = build.steps().map(|step| &step.instruction().keyword);
        let words: Vec<&KeywordWord> = words.filter(|word| word.keyword != Keyword::Unknown).collect();
        let lower = words.iter().filter(|word| word.text == word.text.to_ascii_lowercase()).count();
        let upper = words.iter().filter(|word| word.text == word.text.to_ascii_uppercase()).count();
        for word in words {
            let (case, wanted) = if lower > upper {
                ("lower", word.text.to_ascii_lowercase())
            } else {
                ("upper", word.text.to_ascii_uppercase())
            };
            if word.text != wanted {
                out.report(word.range, format!("`{}` is not in {case} case, as most of the file is", word.text))
                    .fix(Fix::safe(format!("write `{wanted}`"), [Edit::replace(word.range, wanted)]));
            }
        }
    }
}
