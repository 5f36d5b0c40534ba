//! It is harder to read than it need be.

mod apt_instead_of_apt_get;
mod as_casing;
mod build_setting_in_env;
mod cd_instead_of_workdir;
mod consecutive_runs;
mod curl_and_wget;
mod inline_ignore;
mod instruction_after_cmd;
mod instruction_casing;
mod interactive_command;
mod invalid_label_key;
mod label_schema;
mod legacy_key_value;
mod maintainer;
mod misnamed_description;
mod redundant_target_platform;
mod stage_name_casing;
mod unused_suppression;
mod wget_progress;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<apt_instead_of_apt_get::AptInsteadOfAptGet>(),
    Entry::of::<as_casing::AsCasing>(),
    Entry::of::<build_setting_in_env::BuildSettingInEnv>(),
    Entry::of::<cd_instead_of_workdir::CdInsteadOfWorkdir>(),
    Entry::of::<consecutive_runs::ConsecutiveRuns>(),
    Entry::of::<curl_and_wget::CurlAndWget>(),
    Entry::of::<inline_ignore::InlineIgnore>(),
    Entry::of::<instruction_after_cmd::InstructionAfterCmd>(),
    Entry::of::<instruction_casing::InstructionCasing>(),
    Entry::of::<interactive_command::InteractiveCommand>(),
    Entry::of::<invalid_label_key::InvalidLabelKey>(),
    Entry::of::<label_schema::LabelSchema>(),
    Entry::of::<legacy_key_value::LegacyKeyValue>(),
    Entry::of::<maintainer::Maintainer>(),
    Entry::of::<misnamed_description::MisnamedDescription>(),
    Entry::of::<redundant_target_platform::RedundantTargetPlatform>(),
    Entry::of::<stage_name_casing::StageNameCasing>(),
    Entry::of::<unused_suppression::UnusedSuppression>(),
    Entry::of::<wget_progress::WgetProgress>(),
];
