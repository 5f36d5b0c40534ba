//! What a rule is, and what becomes of what rules say: diagnostics, fixes, suppressions and settings.
//!
//! No rule is known here: a [`Linter`] is given the [`Registry`] of them.

mod collector;
mod diagnostic;
pub mod fix;
pub mod ignores;
mod linter;
mod meta;
mod registry;
mod rule;
pub mod settings;
mod suggest;
pub mod suppressions;
#[cfg(test)]
mod tests;

pub use collector::Diagnostics;
pub use diagnostic::{Applicability, Diagnostic, Fix, Level, Note, Rebuilds, Tag};
pub use linter::Linter;
pub use meta::{Alias, Edition, Group, Meta, Preset, Tool};
pub use registry::Registry;
pub use rule::{Check, Entry, OptionError, Rule};
pub use settings::Settings;
pub use suggest::suggest;
