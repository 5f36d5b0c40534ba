//! "Did you mean".

/// The candidate that is most like `word`, if one is like it at all: at most a third of its characters differ.
/// Case does not count.
pub fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let most = word.chars().count().div_ceil(3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_word_is_suggested_and_a_stranger_is_not() {
        let known = ["untagged-image", "latest-tag"];
        assert_eq!(suggest("lates-tag", known), Some("latest-tag"));
        assert_eq!(suggest("Untaged-Image", known), Some("untagged-image"));
        assert_eq!(suggest("sudo", known), None);
    }
}
