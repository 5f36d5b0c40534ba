//! What a change rebuilds.

mod dot;
mod graph;
mod image;
mod json;
mod markdown;
mod mermaid;
mod svg;
mod table;
mod text;
mod words;

use build::{Build, Step};
use cache::{Prediction, Verdict};

pub use dot::dot;
pub use image::image;
pub use json::json;
pub use markdown::markdown;
pub use mermaid::mermaid;
pub use svg::svg;
pub use table::{table_json, table_text};
pub use text::text;

/// A prediction with the builds that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Predicted<'a> {
    /// The build as it is now.
    pub build: &'a Build,
    /// What it is compared with; itself when changes are only said.
    pub old: &'a Build,
    /// What happens to its steps.
    pub prediction: &'a Prediction,
    /// What is to be said besides: a changed file that the context leaves out, an image that nobody uses.
    pub notes: &'a [String],
}

impl<'a> Predicted<'a> {
    /// All steps with what happens to them, as executed.
    fn steps(&self) -> impl Iterator<Item = (Step<'a>, &'a Verdict)> {
        let prediction = self.prediction;
        self.build.executed().map(move |step| (step, prediction.of(step.id())))
    }
}

/// The line, from 1, that a step is shown at: a trigger is executed by the FROM of its stage.
fn line(step: Step<'_>) -> u32 {
    if step.is_trigger() { step.stage().from().instruction().line } else { step.instruction().line }
}
