//! What a change rebuilds.

mod json;

use build::{Build, Step};
use cache::{Prediction, Verdict};

pub use json::json;

/// A prediction with the builds that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Predicted<'a> {
    /// The build as it is now.
    pub build: &'a Build,
    /// What it is compared with; itself when changes are only said.
    pub old: &'a Build,
    /// What happens to its steps.
    pub prediction: &'a Prediction,
}

impl<'a> Predicted<'a> {
    /// All steps with what happens to them, as executed.
    fn steps(self) -> impl Iterator<Item = (Step<'a>, &'a Verdict)> {
        self.build.executed().map(move |step| (step, self.prediction.of(step.id())))
    }
}

/// The line, from 1, that a step is shown at: a trigger is executed by the FROM of its stage.
fn line(step: Step<'_>) -> u32 {
    if step.is_trigger() { step.stage().from().instruction().line } else { step.instruction().line }
}
