use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Instruction;
use text::{Edit, SourceFile, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct EmptyContinuation {}

impl Rule for EmptyContinuation {
    const META: Meta = Meta {
        name: "empty-continuation",
        group: Group::Syntax,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("NoEmptyContinuation")],
        page: include_str!("empty_continuation.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for instruction in build.instructions() {
            let Some(last) = instruction.empty_continuation else { continue };
            let blanks = blank_lines(instruction, last, build.file());
            let Some(first) = blanks.first() else { continue };
            let place = TextRange::empty(first.start);
            let message =
                "an empty line in a continued instruction is deprecated: a later Docker may end the instruction here";
            out.report(place, message)
                .other_tools_at(last_line(instruction, build.file()))
                .fix(Fix::safe("remove the empty lines", blanks.into_iter().map(Edit::delete).collect::<Vec<_>>()));
        }
    }
}

/// The blank lines of the instruction up to the one that holds `last`, line ends included.
fn blank_lines(instruction: &Instruction, last: TextRange, file: &SourceFile) -> Vec<TextRange> {
    let mut blanks = Vec::new();
    let mut start = instruction.range.start;
    for line in file.text()[start as usize..].split_inclusive('\n') {
        let end = start + line.len() as u32;
        if start > last.start {
            break;
        }
        if line.trim().is_empty() {
            blanks.push(TextRange::new(start, end));
        }
        start = end;
    }
    blanks
}

/// The last line of the continued instruction, in front of its heredocs: there `BuildKit` reports it.
fn last_line(instruction: &Instruction, file: &SourceFile) -> TextRange {
    let end =
        instruction.heredocs.first().map_or(instruction.range.end, |heredoc| heredoc.body.start.saturating_sub(1));
    file.lines().range(file.lines().line(end))
}
