//! It gives away secrets or power.

mod named_user;
mod root_user;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[Entry::of::<named_user::NamedUser>(), Entry::of::<root_user::RootUser>()];
