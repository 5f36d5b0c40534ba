//! It is harder to read than it need be.

mod as_casing;
mod inline_ignore;
mod instruction_after_cmd;
mod instruction_casing;
mod invalid_label_key;
mod legacy_key_value;
mod maintainer;
mod misnamed_description;
mod redundant_target_platform;
mod stage_name_casing;
mod unused_suppression;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<as_casing::AsCasing>(),
    Entry::of::<inline_ignore::InlineIgnore>(),
    Entry::of::<instruction_after_cmd::InstructionAfterCmd>(),
    Entry::of::<instruction_casing::InstructionCasing>(),
    Entry::of::<invalid_label_key::InvalidLabelKey>(),
    Entry::of::<legacy_key_value::LegacyKeyValue>(),
    Entry::of::<maintainer::Maintainer>(),
    Entry::of::<misnamed_description::MisnamedDescription>(),
    Entry::of::<redundant_target_platform::RedundantTargetPlatform>(),
    Entry::of::<stage_name_casing::StageNameCasing>(),
    Entry::of::<unused_suppression::UnusedSuppression>(),
];
