//! Edits of whole lines, that leave paragraphs and comments around them as they are.

use build::Step;
use text::{SourceFile, TextRange};

/// The lines of `range`, and the empty line behind them if they stand between two: without them no gap is left.
pub(crate) fn with_gap(file: &SourceFile, range: TextRange) -> TextRange {
    let mut lines = file.whole_lines(range);
    let is_empty = |line: &str| line.trim().is_empty();
    let before = file.text()[..lines.start as usize].lines().next_back();
    let behind = file.text()[lines.end as usize..].split_inclusive('\n').next();
    if let Some(gap) = behind.filter(|line| is_empty(line) && before.is_some_and(is_empty)) {
        lines.end += gap.len() as u32;
    }
    lines
}

/// The instruction with the comments directly in front, which speak of it.
pub(crate) fn with_comments(step: Step<'_>) -> TextRange {
    let comments = &step.build().parse().file.comments;
    let first = step.instruction().comments.first().and_then(|index| comments.get(*index));
    first.map_or(step.range(), |comment| comment.range.cover(step.range()))
}
