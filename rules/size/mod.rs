//! The image is larger than it need be.

mod owner_changed_later;
mod whole_image_copied;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] =
    &[Entry::of::<owner_changed_later::OwnerChangedLater>(), Entry::of::<whole_image_copied::WholeImageCopied>()];
