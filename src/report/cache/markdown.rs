//! A prediction as a table to paste into a pull request.

use std::fmt::Write as _;

use cache::{Fate, Verdict};

use super::words::{instruction, summary, why};
use super::{Predicted, json, line};
use crate::visible;

/// Columns that an instruction fills at most.
const WIDTH: usize = 60;

/// As Markdown. Steps that are reused are left out unless they fail, as are instructions that make no step.
pub fn markdown(predicted: &Predicted) -> String {
    let mut out = String::new();
    let counts = |verdict: &Verdict| matches!(verdict.fate, Fate::Rebuilt | Fate::Maybe) || !verdict.missing.is_empty();
    let again: Vec<_> = predicted.steps().filter(|(_, verdict)| counts(verdict)).collect();
    let _ = writeln!(out, "**{}**", escaped(&summary(predicted)));
    if !again.is_empty() {
        let _ = writeln!(out, "\n| line | stage | step | | why |\n|---:|---|---|---|---|");
    }
    for (step, verdict) in again {
        let stage = step.stage().label();
        // Within a code span a backtick ends it; two around it do not.
        let text = instruction(step, WIDTH).replace('|', "\\|");
        let _ = writeln!(
            out,
            "| {} | {stage} | `` {text} `` | {} | {} |",
            line(step),
            json::fate(verdict.fate),
            escaped(&why(predicted, verdict))
        );
    }
    for note in predicted.notes {
        let _ = writeln!(out, "\n{}", escaped(&visible(note)));
    }
    out
}

/// `|` would end a cell.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
