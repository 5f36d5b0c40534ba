//! Edits of a text.

use crate::TextRange;

/// Replaces `range` of the source by `text`. An empty range inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub range: TextRange,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `range` by `text`.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// Puts `text` in front of the byte at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self::replace(TextRange::empty(offset), text)
    }

    /// Takes `range` out.
    pub fn delete(range: TextRange) -> Self {
        Self::replace(range, "")
    }
}

/// Why edits could not be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// Two edits replace the same byte, or insert at the same place.
    Overlap(TextRange),
    /// An edit lies outside the text or splits a character.
    OutOfText(TextRange),
}

/// Applies all of `edits` to `text`, in whatever order they are given, or none of them.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.range);
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for (index, edit) in edits.iter().enumerate() {
        let range = edit.range;
        if index > 0 && (range.start < done || range == edits[index - 1].range) {
            return Err(EditError::Overlap(range));
        }
        let kept = text.get(done as usize..range.start as usize).ok_or(EditError::OutOfText(range))?;
        text.get(range.to_usize()).ok_or(EditError::OutOfText(range))?;
        result.push_str(kept);
        result.push_str(&edit.text);
        done = range.end;
    }
    result.push_str(&text[done as usize..]);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_any_order() {
        let edits =
            [Edit::delete(TextRange::new(4, 6)), Edit::insert(0, ">"), Edit::replace(TextRange::new(1, 2), "B")];
        assert_eq!(apply("abcdefg", &edits).as_deref(), Ok(">aBcdg"));
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let (a, b) = (TextRange::new(0, 3), TextRange::new(2, 4));
        assert_eq!(apply("abcd", &[Edit::delete(a), Edit::delete(b)]), Err(EditError::Overlap(b)));
        assert_eq!(
            apply("abcd", &[Edit::insert(1, "x"), Edit::insert(1, "y")]),
            Err(EditError::Overlap(TextRange::empty(1)))
        );
    }

    #[test]
    fn edits_outside_the_text_are_refused() {
        let outside = TextRange::new(3, 9);
        assert_eq!(apply("abcd", &[Edit::delete(outside)]), Err(EditError::OutOfText(outside)));
        let within = TextRange::empty(1);
        assert_eq!(apply("é", &[Edit::insert(1, "x")]), Err(EditError::OutOfText(within)));
    }
}
