//! It gives away secrets or power.

mod named_user;
mod root_user;
mod tls_verification_off;
mod untrusted_registry;
mod world_writable;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<named_user::NamedUser>(),
    Entry::of::<root_user::RootUser>(),
    Entry::of::<tls_verification_off::TlsVerificationOff>(),
    Entry::of::<untrusted_registry::UntrustedRegistry>(),
    Entry::of::<world_writable::WorldWritable>(),
];
