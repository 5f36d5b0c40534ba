//! The image is larger than it need be.

mod whole_image_copied;

use lint::Entry;

/// The rules of this group.
pub(crate) const RULES: &[Entry] = &[Entry::of::<whole_image_copied::WholeImageCopied>()];
