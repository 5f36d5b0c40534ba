use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule, Tag};
use serde::{Deserialize, Serialize};
use syntax::expand;
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct RedundantTargetPlatform {}

impl Rule for RedundantTargetPlatform {
    const META: Meta = Meta {
        name: "redundant-target-platform",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit("RedundantTargetPlatform"), Alias::hadolint("DL3065")],
        page: include_str!("redundant_target_platform.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // Whatever the platform is: one will do to see whether it comes out unchanged.
        if build.stages().all(|stage| stage.from().flag("platform").is_none()) {
            return;
        }
        let bare = build.bare();
        for stage in bare.stages() {
            let Some(flag) = stage.from().flag("platform") else { continue };
            let Some(value) = &flag.value else { continue };
            let variables = expand::mentioned(&value.text, build.parse().file.escape);
            let alone = !variables.is_empty() && variables.iter().all(|variable| variable.name == "TARGETPLATFORM");
            if alone && stage.platform() == bare.options().platform.as_deref() {
                let text = build.file().text();
                let rest = &text[flag.word.range.end as usize..];
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                let all = TextRange::new(flag.word.range.start, flag.word.range.end + blanks as u32);
                out.report(flag.word.range, "the target's platform is taken without being asked for")
                    .tag(Tag::Unnecessary)
                    .fix(Fix::safe("remove the flag", [Edit::delete(all)]));
            }
        }
    }
}
