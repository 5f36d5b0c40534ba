//! Where rules put what they find.

use text::TextRange;

use crate::{Diagnostic, Level, Meta};

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Diagnostics {
    rule: &'static str,
    level: Level,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty one for a rule whose findings are of `level`.
    pub(crate) fn new(meta: &Meta, level: Level) -> Self {
        Self { rule: meta.name, level, found: Vec::new() }
    }

    /// Reports a finding at `range`. Labels, notes and the fix are put on what comes back:
    /// `out.report(range, "…").label(other, "…").fix(fix);`
    pub fn report(&mut self, range: TextRange, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(Diagnostic::new(self.rule, self.level, range, message));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// What was found.
    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}
