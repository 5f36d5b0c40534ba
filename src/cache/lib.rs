//! What a change rebuilds, by the cache rules of `BuildKit`.
//!
//! [`compare`] sets two builds side by side, [`predict`] one build and what is said to change in it. Both give each step a
//! [`Fate`] and the [`Cause`]s of it. The model: a step's key is made of its own operation, the definition of what it
//! builds on and the content of what it takes; a step is reused if the old build had a step of that key, wherever it
//! stood (moby/buildkit `solver/llbsolver/ops/exec.go` and `file.go`). [`Built`] only counts, for what an edit costs.

mod align;
mod change;
mod content;
mod copy;
mod environment;
mod explain;
mod image;
mod key;
mod mount;
mod names;
mod parts;
mod prediction;
mod run;
mod sensitivity;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod variables;
mod walk;

pub use change::{Change, concerns};
pub use image::Image;
pub use names::Names;
pub use prediction::{Built, Cause, Difference, Fate, FileChange, Prediction, Rebuilds, Verdict, compare, predict};
pub use sensitivity::{Sensitivity, sensitivities, sources};
