//! What an editor asks of a Dockerfile, answered in plain types: no protocol, no disk, no editor.
//!
//! Each feature is a module and a pure function of a [`snapshot::Snapshot`].

pub mod actions;
pub mod completion;
#[cfg(test)]
mod example;
pub mod folding;
pub mod hints;
pub mod hover;
pub mod line;
pub mod links;
pub mod outline;
pub mod place;
pub mod reference;
pub mod rename;
pub mod selection;
pub mod sensitivity;
pub mod settings;
pub mod signature;
pub mod snapshot;
pub mod symbol;
pub mod tokens;
pub mod words;
