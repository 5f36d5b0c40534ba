//! Texts that are looked for all at once.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Finds `texts` in one walk over a file. Of the kinds there are, this looks for all of them at once (which takes the first to
/// match) and is made in no time: it is made in every run, and nearly all files have none of them.
pub(crate) fn finder<'t>(texts: impl IntoIterator<Item = &'t str>) -> AhoCorasick {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst).kind(Some(AhoCorasickKind::NoncontiguousNFA));
    builder.build(texts).expect("a handful of short texts")
}
