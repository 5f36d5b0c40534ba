//! It does not do what is written.

#[cfg(feature = "shell-lint")]
mod shell_fault;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    #[cfg(feature = "shell-lint")]
    Entry::of::<shell_fault::ShellFault>(),
];
