//! What can be folded: stages, instructions over several lines, heredocs, blocks of comments.

use text::TextRange;

use crate::ide::snapshot::Snapshot;

/// A part of the file that may be shown as its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// From within the first line to within the last.
    pub range: TextRange,
    /// Whether it holds nothing but comments.
    pub comment: bool,
}

/// All that can be folded, in the order of the file.
pub fn folds(snapshot: &Snapshot) -> Vec<Fold> {
    let build = snapshot.build();
    let mut ranges: Vec<TextRange> =
        build.stages().map(|stage| stage.from().range().cover(stage.last().range())).collect();
    for instruction in snapshot.instructions() {
        ranges.push(instruction.range);
        ranges.extend(instruction.heredocs.iter().map(|heredoc| heredoc.body.cover(heredoc.terminator)));
    }
    let code = ranges.into_iter().map(|range| Fold { range, comment: false });
    let comments = comment_blocks(snapshot).into_iter().map(|range| Fold { range, comment: true });
    let lines = snapshot.file().lines();
    let mut folds: Vec<Fold> =
        code.chain(comments).filter(|fold| lines.line(fold.range.start) < lines.line(fold.range.end)).collect();
    folds.sort();
    folds
}

/// Comments on lines that follow each other.
fn comment_blocks(snapshot: &Snapshot) -> Vec<TextRange> {
    let lines = snapshot.file().lines();
    let mut blocks: Vec<TextRange> = Vec::new();
    for comment in &snapshot.build().parse().file.comments {
        match blocks.last_mut() {
            Some(block) if lines.line(block.end) + 1 == lines.line(comment.range.start) => {
                *block = block.cover(comment.range);
            }
            _ => blocks.push(comment.range),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    #[test]
    fn stages_long_instructions_heredocs_and_comments_fold() {
        let (snapshot, _) = at_cursor("# a\n# b\nFROM a\nRUN x \\\n  y\nRUN <<EOF\nz\nEOF\nFROM b\n");
        let lines = snapshot.file().lines();
        let folds: Vec<_> = folds(&snapshot)
            .iter()
            .map(|fold| (lines.line(fold.range.start), lines.line(fold.range.end), fold.comment))
            .collect();
        assert_eq!(folds, [(1, 2, true), (3, 8, false), (4, 5, false), (6, 8, false), (7, 8, false)]);
    }
}
