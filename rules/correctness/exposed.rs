//! The ports of a file, for the rules that look at how they are written.

use build::{Build, Step};
use syntax::{Kind, Word};

/// Every port that an EXPOSE of `build` names, variables replaced, with the word that it comes from.
pub(super) fn ports(build: &Build) -> impl Iterator<Item = (Step<'_>, &Word, String)> {
    build.executed().flat_map(|step| {
        let words: &[Word] = if let Kind::Expose(words) = step.kind() { words } else { &[] };
        words.iter().flat_map(move |word| {
            step.expand_words(word).unwrap_or_default().into_iter().map(move |port| (step, word, port))
        })
    })
}
