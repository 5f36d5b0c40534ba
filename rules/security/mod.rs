//! It gives away secrets or power.

mod named_user;
mod root_user;
mod untrusted_registry;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<named_user::NamedUser>(),
    Entry::of::<root_user::RootUser>(),
    Entry::of::<untrusted_registry::UntrustedRegistry>(),
];
