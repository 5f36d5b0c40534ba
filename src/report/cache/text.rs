//! A prediction for people: one line a step.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style};
use build::{Stage, Step};
use cache::{Fate, Verdict};

use super::words::{instruction, summary, why};
use super::{Predicted, json, line};
use crate::quantity::counted;
use crate::visible;

/// Columns that an instruction fills at most.
const WIDTH: usize = 44;

const HEADING: Style = Style::new().bold();
const MUTED: Style = Style::new().dimmed();

/// For people, with styles as ANSI codes. Instructions that make no step are left out.
pub fn text(predicted: &Predicted) -> String {
    let mut out = String::new();
    let rows: Vec<(Step<'_>, &Verdict)> = predicted.steps().filter(|(_, row)| row.fate != Fate::Metadata).collect();
    let shown = rows.iter().filter(|(_, row)| row.fate != Fate::Skipped);
    let width = shown.map(|(step, _)| instruction(*step, WIDTH).chars().count()).max().unwrap_or(0);
    let many = predicted.build.stages().len() > 1;
    let digits = predicted.build.file().lines().count().to_string().len();
    let mut left = rows.iter().peekable();
    for stage in predicted.build.stages() {
        let own = std::iter::from_fn(|| left.next_if(|(step, _)| step.stage().id() == stage.id()));
        if !stage.is_needed() {
            let steps = counted(stage.executed().count() as u64, "instruction");
            let _ = writeln!(out, "{MUTED}{} ({steps}): skipped, the target does not need it{MUTED:#}", name(stage));
            own.for_each(drop);
            continue;
        }
        if many {
            let _ = writeln!(out, "{HEADING}{}{HEADING:#}", name(stage));
        }
        for (step, verdict) in own {
            row(&mut out, predicted, *step, verdict, (digits, width));
        }
    }
    for note in predicted.notes {
        let _ = writeln!(out, "{MUTED}note: {}{MUTED:#}", visible(note));
    }
    let _ = writeln!(out, "{HEADING}{}{HEADING:#}", summary(predicted));
    out
}

fn name(stage: Stage<'_>) -> String {
    format!("stage `{}`", stage.label())
}

fn row(out: &mut String, predicted: &Predicted, step: Step<'_>, verdict: &Verdict, (digits, width): (usize, usize)) {
    let fate = verdict.fate;
    let style = style(fate);
    let why = why(predicted, verdict);
    let text = instruction(step, WIDTH);
    let text = if why.is_empty() { text } else { format!("{text:width$}") };
    let _ = write!(out, "{:>digits$}  {style}{:<7}{style:#}  ", line(step), json::fate(fate));
    let _ = match (fate, verdict.is_direct()) {
        (Fate::Reused, _) if why.is_empty() => writeln!(out, "{MUTED}{text}{MUTED:#}"),
        (Fate::Reused, _) => writeln!(out, "{MUTED}{text}{MUTED:#}  {why}"),
        (_, true) => writeln!(out, "{text}  {why}"),
        (_, false) => writeln!(out, "{text}  {MUTED}{why}{MUTED:#}"),
    };
}

fn style(fate: Fate) -> Style {
    let colour = match fate {
        Fate::Rebuilt => AnsiColor::Red,
        Fate::Maybe => AnsiColor::Yellow,
        Fate::Reused => AnsiColor::Green,
        Fate::Skipped | Fate::Metadata => return MUTED,
    };
    Style::new().fg_color(Some(Color::Ansi(colour)))
}
