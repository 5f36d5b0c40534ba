//! The build graph with the fates of its steps: what the pictures are made of.

use build::{StageId, Step};
use cache::Fate;

use super::words::{instruction, why};
use super::{Predicted, line};

/// Columns that an instruction fills at most.
const WIDTH: usize = 44;

/// A stage of the picture.
pub(super) struct Node {
    pub stage: StageId,
    pub label: String,
    pub needed: bool,
    /// Its steps; instructions that make none are left out, but for the FROM.
    pub rows: Vec<Row>,
}

/// A step of the picture.
pub(super) struct Row {
    pub line: u32,
    pub text: String,
    pub fate: Fate,
    pub why: String,
}

/// Something is taken from a stage.
pub(super) struct Edge {
    pub from: StageId,
    pub to: StageId,
    /// The row of `to` that takes it.
    pub row: usize,
    /// Whether the whole stage is taken, as FROM does.
    pub whole: bool,
}

/// Stages in the order of the file, and what they take from each other.
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

impl Graph {
    pub fn of(predicted: &Predicted) -> Self {
        let mut graph = Self { nodes: Vec::new(), edges: Vec::new() };
        for stage in predicted.build.stages() {
            let mut node =
                Node { stage: stage.id(), label: stage.label(), needed: stage.is_needed(), rows: Vec::new() };
            for step in stage.executed() {
                graph.step(predicted, step, &mut node);
            }
            graph.nodes.push(node);
        }
        graph
    }

    fn step(&mut self, predicted: &Predicted, step: Step<'_>, node: &mut Node) {
        let verdict = predicted.prediction.of(step.id());
        let is_from = step == step.stage().from();
        if verdict.fate == Fate::Metadata && !is_from || verdict.fate == Fate::Skipped && !is_step(step) {
            return;
        }
        for reference in step.references() {
            if let Some(from) = reference.base.stage() {
                let whole = reference.via == build::Via::From;
                self.edges.push(Edge { from, to: node.stage, row: node.rows.len(), whole });
            }
        }
        node.rows.push(Row {
            line: line(step),
            text: instruction(step, WIDTH),
            fate: verdict.fate,
            why: why(predicted, verdict),
        });
    }
}

/// Whether an instruction of a stage that is not needed would be a step.
fn is_step(step: Step<'_>) -> bool {
    use syntax::Keyword::{Add, Copy, From, Run, Workdir};
    matches!(step.keyword(), From | Run | Copy | Add | Workdir)
}

/// The fill and line colours of a fate, readable on white and printed.
pub(super) fn colours(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Rebuilt => ("#ffd7d5", "#cf222e"),
        Fate::Maybe => ("#fff3b0", "#9a6700"),
        Fate::Reused => ("#d4f4dc", "#1a7f37"),
        Fate::Skipped | Fate::Metadata => ("#f3f4f6", "#818b98"),
    }
}
