//! Why the image that comes out is another one, in one line.

use cache::Fate;

use super::words::why;
use super::{Predicted, line};

/// The first reason that lies in the build itself; empty if the image is the same.
pub fn image(predicted: &Predicted) -> String {
    let image = predicted.prediction.image();
    let runs_again = |fate| matches!(fate, Fate::Rebuilt | Fate::Maybe);
    let direct = predicted.steps().find(|(_, verdict)| runs_again(verdict.fate) && verdict.is_direct());
    let first = direct.or_else(|| predicted.steps().find(|(_, verdict)| runs_again(verdict.fate)));
    if let Some((step, verdict)) = first.filter(|_| image.files != Fate::Reused) {
        return format!("line {}: {}", line(step), why(predicted, verdict));
    }
    if image.files != Fate::Reused {
        return "a step is gone".to_owned();
    }
    let names: Vec<&str> = image.configuration.iter().map(|keyword| keyword.name()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("another {one}"),
        names => format!("other {}", names.join(", ")),
    }
}
