//! The container misbehaves when it runs.

mod careless_healthcheck;
mod daemonized_command;
mod exec_form;
mod missing_expose;
mod missing_healthcheck;
mod root_owned_volume;
mod script_without_exec;
mod server_in_run;
mod shell_form_command;
mod swallowed_cmd;
mod wrong_expose;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<careless_healthcheck::CarelessHealthcheck>(),
    Entry::of::<daemonized_command::DaemonizedCommand>(),
    Entry::of::<missing_expose::MissingExpose>(),
    Entry::of::<missing_healthcheck::MissingHealthcheck>(),
    Entry::of::<root_owned_volume::RootOwnedVolume>(),
    Entry::of::<script_without_exec::ScriptWithoutExec>(),
    Entry::of::<server_in_run::ServerInRun>(),
    Entry::of::<shell_form_command::ShellFormCommand>(),
    Entry::of::<swallowed_cmd::SwallowedCmd>(),
    Entry::of::<wrong_expose::WrongExpose>(),
];
