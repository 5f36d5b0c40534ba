use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct AsCasing {}

impl Rule for AsCasing {
    const META: Meta = Meta {
        name: "as-casing",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Buildkit],
        aliases: &[Alias::buildkit("FromAsCasing")],
        page: include_str!("as_casing.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let Some([_, word, _, ..]) = stage.from_words().map(|from| &from.words[..]) else { continue };
            let keyword = &stage.from().instruction().keyword.text;
            let like_keyword = match keyword {
                upper if *upper == upper.to_uppercase() => word.text.to_uppercase(),
                lower if *lower == lower.to_lowercase() => word.text.to_lowercase(),
                // `From` has no case that `AS` could follow.
                _ => continue,
            };
            if like_keyword != word.text {
                let title = format!("write `{like_keyword}`");
                out.report(word.range, format!("`{}` and `{keyword}` are not in the same case", word.text))
                    .fix(Fix::safe(title, [Edit::replace(word.range, like_keyword)]));
            }
        }
    }
}
