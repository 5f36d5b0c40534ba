//! The container misbehaves when it runs.

mod missing_healthcheck;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[Entry::of::<missing_healthcheck::MissingHealthcheck>()];
