use build::{Build, Step};
use lint::{Alias, Applicability, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule, Tag};
use serde::{Deserialize, Serialize};
use syntax::Keyword;
use text::Edit;

use crate::line_edits::with_gap;

#[derive(Default, Serialize, Deserialize)]
pub struct RepeatedInstruction {}

/// The instructions of which a stage has one, with hadolint's name for the second one.
const ONCE: [(Keyword, &str); 3] =
    [(Keyword::Cmd, "DL4003"), (Keyword::Entrypoint, "DL4004"), (Keyword::Healthcheck, "DL3012")];

impl Rule for RepeatedInstruction {
    const META: Meta = Meta {
        name: "repeated-instruction",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint, Preset::Buildkit],
        aliases: &[
            Alias::hadolint("DL3012"),
            Alias::hadolint("DL4003"),
            Alias::hadolint("DL4004"),
            Alias::buildkit("MultipleInstructionsDisallowed"),
        ],
        page: include_str!("repeated_instruction.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for (stage, (keyword, code)) in build.stages().flat_map(|stage| ONCE.map(|once| (stage, once))) {
            let all: Vec<Step> = stage.steps().filter(|step| step.keyword() == keyword).collect();
            let name = keyword.name();
            for pair in all.windows(2) {
                // A comment that would be left behind is for a person to look at.
                let certain = pair[0].instruction().comments.is_empty();
                let applicability = if certain { Applicability::Safe } else { Applicability::Manual };
                let edit = Edit::delete(with_gap(build.file(), pair[0].range()));
                let fix = Fix::safe(format!("remove the `{name}` without effect"), [edit]);
                // As BuildKit does: the marked one is that without effect, and a comment at the later one silences it.
                out.report(
                    pair[0].range(),
                    format!("a later `{name}` takes the place of this one, which has no effect"),
                )
                .known_as(code)
                .known_as("MultipleInstructionsDisallowed")
                .label(pair[1].range(), "this one counts")
                .decided_at(pair[1].range())
                .tag(Tag::Unnecessary)
                .fix(Fix { applicability, ..fix });
            }
        }
    }
}
