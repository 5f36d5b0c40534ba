use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Keyword, Kind};

#[derive(Default, Serialize, Deserialize)]
pub struct ForbiddenOnbuild {}

impl Rule for ForbiddenOnbuild {
    const META: Meta = Meta {
        name: "forbidden-onbuild",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3043")],
        page: include_str!("forbidden_onbuild.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for instruction in build.instructions() {
            let Kind::Onbuild(Some(trigger)) = &instruction.kind else { continue };
            if matches!(trigger.keyword.keyword, Keyword::Onbuild | Keyword::From | Keyword::Maintainer) {
                let message = format!("`{}` can't be a trigger", trigger.keyword.text);
                out.report(trigger.keyword.range, message);
            }
        }
    }
}
