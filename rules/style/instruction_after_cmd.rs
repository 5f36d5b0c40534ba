use build::{Build, Stage, Step};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;
use text::Edit;

use crate::line_edits::with_gap;

#[derive(Default, Serialize, Deserialize)]
pub struct InstructionAfterCmd {}

impl Rule for InstructionAfterCmd {
    const META: Meta = Meta {
        name: "instruction-after-cmd",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("instruction_after_cmd.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let command = stage.steps().rfind(|step| step.keyword() == Keyword::Cmd);
            let Some(command) = command else { continue };
            if followed_by_work(stage, command) {
                continue;
            }
            let late: Vec<Step> = stage.steps().filter(|step| step.id() > command.id() && is_setting(*step)).collect();
            for step in &late {
                let name = step.keyword().name();
                let message = format!("`{name}` stands behind `CMD`, though it is set before the command runs");
                out.report(step.range(), message).label(command.range(), "the command").fix(to_end(stage, command));
            }
        }
    }
}

/// A CMD at the top of a long stage: what stands behind it is there for the steps that follow, not too late for the command.
fn followed_by_work(stage: Stage, command: Step) -> bool {
    stage
        .steps()
        .any(|step| step.id() > command.id() && matches!(step.keyword(), Keyword::Run | Keyword::Copy | Keyword::Add))
}

fn is_setting(step: Step) -> bool {
    matches!(step.keyword(), Keyword::Expose | Keyword::Env | Keyword::Workdir | Keyword::User)
}

/// Moves the CMD behind all else of its stage, unless that would change the shell that it is for, or leave a comment or another
/// CMD behind.
fn to_end(stage: Stage, command: Step) -> Option<Fix> {
    let file = stage.from().build().file();
    let last = stage.last();
    let for_another_shell = stage.steps().any(|step| step.id() > command.id() && step.keyword() == Keyword::Shell);
    let alone = stage.steps().filter(|step| step.keyword() == Keyword::Cmd).count() == 1;
    if for_another_shell || !alone || !command.instruction().comments.is_empty() {
        return None;
    }
    let (text, end) = (file.slice(command.range()), file.line_end());
    let lines = with_gap(file, command.range());
    // A paragraph of its own stays one.
    let gap = if lines == file.whole_lines(command.range()) { end.to_owned() } else { end.repeat(2) };
    let edits = [Edit::delete(lines), Edit::insert(last.range().end, format!("{gap}{text}"))];
    Some(Fix::safe("move `CMD` to the end of its stage", edits))
}
