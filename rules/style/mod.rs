//! It is harder to read than it need be.

mod inline_ignore;
mod instruction_after_cmd;
mod invalid_label_key;
mod unused_suppression;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[
    Entry::of::<inline_ignore::InlineIgnore>(),
    Entry::of::<instruction_after_cmd::InstructionAfterCmd>(),
    Entry::of::<invalid_label_key::InvalidLabelKey>(),
    Entry::of::<unused_suppression::UnusedSuppression>(),
];
