use build::{Base, Build, Stage};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
pub struct MissingUser {}

impl Rule for MissingUser {
    const META: Meta = Meta {
        name: "missing-user",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("missing_user.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(last) = build.last_stage() else { return };
        let serves =
            last.steps().any(|step| matches!(step.keyword(), Keyword::Cmd | Keyword::Entrypoint | Keyword::Expose));
        let switched = last.lineage().flat_map(Stage::executed).any(|step| step.keyword() == Keyword::User);
        let other_user = match last.root() {
            Base::Image(image) => ["nonroot", "rootless", "unprivileged"].iter().any(|word| image.contains(word)),
            Base::Scratch | Base::Stage(_) => false,
            Base::Context(_) | Base::Unknown => true,
        };
        if serves && !switched && !other_user {
            out.report(
                last.from().range(),
                "no USER follows, so the program runs as root unless the base image says otherwise",
            );
        }
    }
}
