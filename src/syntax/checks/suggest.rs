//! Did you mean …?

/// Whether upper and lower case are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Ignored,
    Kept,
}

/// The one of `known` that is nearest to `word`, with fewer than three edits (`util/suggest` of `BuildKit`). A word that is
/// known has nothing to be suggested.
pub(super) fn nearest(word: &str, known: &[&str], case: Case) -> Option<String> {
    // A word is one edit away for each character more or less, and noise may be long.
    if word.len() > 100 {
        return None;
    }
    let fold = |text: &str| if case == Case::Ignored { text.to_lowercase() } else { text.to_owned() };
    let word = fold(word);
    let distances = known.iter().map(|known| (strsim::levenshtein(&word, &fold(known)), *known));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance > 0 && distance < 3).then(|| nearest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_when_it_is_near() {
        let known = ["FROM", "RUN", "COPY"];
        assert_eq!(nearest("coppy", &known, Case::Ignored).as_deref(), Some("COPY"));
        assert_eq!(nearest("RUNNER", &known, Case::Ignored), None);
        assert_eq!(nearest("run", &known, Case::Kept), None);
        assert_eq!(nearest("run", &known, Case::Ignored), None);
    }
}
