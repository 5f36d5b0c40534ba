//! It does not do what is written.

mod added_local_file;
mod base_image_platform;
mod broken_json_form;
mod copy_from_itself;
mod copy_to_unmarked_directory;
mod dropped_shell_argument;
mod duplicate_stage_name;
mod expose_host_mapping;
mod expose_protocol_casing;
mod exposed;
mod file_in_place_of_directory;
mod forbidden_onbuild;
mod foreign_package_manager;
mod ignored_copy_source;
mod install_into_cache_mount;
mod install_without_update;
mod install_without_yes;
mod instruction_before_from;
mod instruction_in_command;
mod invalid_default_in_from;
mod invalid_port;
mod lost_state;
mod missing_copy_source;
mod missing_program;
mod missing_shell;
mod missing_workdir;
mod path_overwritten;
mod product_left_in_mount;
mod relative_workdir;
mod repeated_instruction;
mod replaced_sh;
mod reserved_stage_name;
#[cfg(feature = "shell-lint")]
mod shell_fault;
mod shell_words_in_exec_form;
mod source_outside_context;
mod spaced_assignment;
mod tilde_path;
mod unchecked_heredoc;
mod unchecked_pipe;
mod undefined_arg_in_from;
mod undefined_variable;
mod unfailing_download;
mod unknown_copy_stage;
mod unused_stage;
mod unwritable_directory;
mod variable_used_too_early;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<added_local_file::AddedLocalFile>(),
    Entry::of::<base_image_platform::BaseImagePlatform>(),
    Entry::of::<broken_json_form::BrokenJsonForm>(),
    Entry::of::<copy_from_itself::CopyFromItself>(),
    Entry::of::<copy_to_unmarked_directory::CopyToUnmarkedDirectory>(),
    Entry::of::<dropped_shell_argument::DroppedShellArgument>(),
    Entry::of::<duplicate_stage_name::DuplicateStageName>(),
    Entry::of::<expose_host_mapping::ExposeHostMapping>(),
    Entry::of::<expose_protocol_casing::ExposeProtocolCasing>(),
    Entry::of::<file_in_place_of_directory::FileInPlaceOfDirectory>(),
    Entry::of::<forbidden_onbuild::ForbiddenOnbuild>(),
    Entry::of::<foreign_package_manager::ForeignPackageManager>(),
    Entry::of::<ignored_copy_source::IgnoredCopySource>(),
    Entry::of::<install_into_cache_mount::InstallIntoCacheMount>(),
    Entry::of::<install_without_update::InstallWithoutUpdate>(),
    Entry::of::<install_without_yes::InstallWithoutYes>(),
    Entry::of::<instruction_before_from::InstructionBeforeFrom>(),
    Entry::of::<instruction_in_command::InstructionInCommand>(),
    Entry::of::<invalid_default_in_from::InvalidDefaultInFrom>(),
    Entry::of::<invalid_port::InvalidPort>(),
    Entry::of::<lost_state::LostState>(),
    Entry::of::<missing_copy_source::MissingCopySource>(),
    Entry::of::<missing_program::MissingProgram>(),
    Entry::of::<missing_shell::MissingShell>(),
    Entry::of::<missing_workdir::MissingWorkdir>(),
    Entry::of::<path_overwritten::PathOverwritten>(),
    Entry::of::<product_left_in_mount::ProductLeftInMount>(),
    Entry::of::<relative_workdir::RelativeWorkdir>(),
    Entry::of::<repeated_instruction::RepeatedInstruction>(),
    Entry::of::<replaced_sh::ReplacedSh>(),
    Entry::of::<reserved_stage_name::ReservedStageName>(),
    #[cfg(feature = "shell-lint")]
    Entry::of::<shell_fault::ShellFault>(),
    Entry::of::<shell_words_in_exec_form::ShellWordsInExecForm>(),
    Entry::of::<source_outside_context::SourceOutsideContext>(),
    Entry::of::<spaced_assignment::SpacedAssignment>(),
    Entry::of::<tilde_path::TildePath>(),
    Entry::of::<unchecked_heredoc::UncheckedHeredoc>(),
    Entry::of::<unchecked_pipe::UncheckedPipe>(),
    Entry::of::<undefined_arg_in_from::UndefinedArgInFrom>(),
    Entry::of::<undefined_variable::UndefinedVariable>(),
    Entry::of::<unfailing_download::UnfailingDownload>(),
    Entry::of::<unknown_copy_stage::UnknownCopyStage>(),
    Entry::of::<unused_stage::UnusedStage>(),
    Entry::of::<unwritable_directory::UnwritableDirectory>(),
    Entry::of::<variable_used_too_early::VariableUsedTooEarly>(),
];
