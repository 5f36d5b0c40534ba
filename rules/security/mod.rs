//! It gives away secrets or power.

mod copied_secret;
mod debug_mode;
mod exposed_ssh;
mod known_password;
mod missing_user;
mod named_user;
mod piped_download;
mod root_user;
mod sandbox_off;
mod secret_in_text;
mod secret_in_variable;
mod setuid_program;
mod sudo;
mod tls_verification_off;
mod untrusted_registry;
mod unverified_download;
mod world_writable;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<copied_secret::CopiedSecret>(),
    Entry::of::<debug_mode::DebugMode>(),
    Entry::of::<exposed_ssh::ExposedSsh>(),
    Entry::of::<known_password::KnownPassword>(),
    Entry::of::<missing_user::MissingUser>(),
    Entry::of::<named_user::NamedUser>(),
    Entry::of::<piped_download::PipedDownload>(),
    Entry::of::<root_user::RootUser>(),
    Entry::of::<sandbox_off::SandboxOff>(),
    Entry::of::<secret_in_text::SecretInText>(),
    Entry::of::<secret_in_variable::SecretInVariable>(),
    Entry::of::<setuid_program::SetuidProgram>(),
    Entry::of::<sudo::Sudo>(),
    Entry::of::<tls_verification_off::TlsVerificationOff>(),
    Entry::of::<untrusted_registry::UntrustedRegistry>(),
    Entry::of::<unverified_download::UnverifiedDownload>(),
    Entry::of::<world_writable::WorldWritable>(),
];
