//! It does not do what is written.

mod added_local_file;
mod copy_from_itself;
mod copy_to_unmarked_directory;
mod file_in_place_of_directory;
mod forbidden_onbuild;
mod instruction_before_from;
mod invalid_port;
mod missing_workdir;
mod repeated_instruction;
#[cfg(feature = "shell-lint")]
mod shell_fault;
mod unknown_copy_stage;
mod variable_used_too_early;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<added_local_file::AddedLocalFile>(),
    Entry::of::<copy_from_itself::CopyFromItself>(),
    Entry::of::<copy_to_unmarked_directory::CopyToUnmarkedDirectory>(),
    Entry::of::<file_in_place_of_directory::FileInPlaceOfDirectory>(),
    Entry::of::<forbidden_onbuild::ForbiddenOnbuild>(),
    Entry::of::<instruction_before_from::InstructionBeforeFrom>(),
    Entry::of::<invalid_port::InvalidPort>(),
    Entry::of::<missing_workdir::MissingWorkdir>(),
    Entry::of::<repeated_instruction::RepeatedInstruction>(),
    #[cfg(feature = "shell-lint")]
    Entry::of::<shell_fault::ShellFault>(),
    Entry::of::<unknown_copy_stage::UnknownCopyStage>(),
    Entry::of::<variable_used_too_early::VariableUsedTooEarly>(),
];
