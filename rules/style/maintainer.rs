use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule, Tag};
use serde::{Deserialize, Serialize};
use syntax::{Instruction, Keyword, Kind};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct Maintainer {}

impl Rule for Maintainer {
    const META: Meta = Meta {
        name: "maintainer",
        group: Group::Style,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit, Preset::Hadolint],
        aliases: &[Alias::buildkit("MaintainerDeprecated"), Alias::hadolint("DL4000")],
        page: include_str!("maintainer.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // In front of the first FROM a LABEL is as wrong.
        let first = build.stages().next().map(|stage| stage.from().range().start);
        for instruction in
            build.instructions().iter().filter(|instruction| instruction.keyword.keyword == Keyword::Maintainer)
        {
            out.report(instruction.keyword.range, "MAINTAINER is deprecated, and a label can hold the name")
                .tag(Tag::Deprecated)
                .fix(as_label(instruction).filter(|_| first.is_some_and(|first| instruction.range.start > first)));
        }
    }
}

/// The instruction as a LABEL, if the name can be quoted as it is.
fn as_label(instruction: &Instruction) -> Option<Fix> {
    let Kind::Maintainer(Some(name)) = &instruction.kind else { return None };
    let text = name.text.trim_matches('"');
    // MAINTAINER takes these as they are, LABEL does not.
    if text.is_empty() || text.contains(['"', '$', '\\', '`']) {
        return None;
    }
    let label = if instruction.keyword.text == "maintainer" { "label" } else { "LABEL" };
    let edit = Edit::replace(instruction.range, format!("{label} org.opencontainers.image.authors=\"{text}\""));
    Some(Fix::unsafe_("write a label", [edit]))
}
