//! `layerwise.toml` in the editor: the names of rules.

use text::TextRange;

use crate::ide::completion::{Candidate, comments};

/// The rules that may be named at `offset`: in a text in quotes, or behind `[rules.`.
pub fn complete(text: &str, offset: u32) -> Vec<Candidate> {
    let line = &text[text[..offset as usize].rfind('\n').map_or(0, |at| at + 1)..offset as usize];
    let name = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let typed = line.len() - line.trim_end_matches(name).len();
    let before = &line[..line.len() - typed];
    let in_quotes = before.ends_with('"') && before.matches('"').count() % 2 == 1;
    if !in_quotes && !before.trim_start().starts_with("[rules.") {
        return Vec::new();
    }
    comments::rules(None, TextRange::new(offset - typed as u32, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(text: &str) -> bool {
        let offset = text.find('|').unwrap() as u32;
        let found = complete(&text.replace('|', ""), offset);
        found.iter().any(|candidate| candidate.label == "latest-tag")
    }

    #[test]
    fn rules_are_offered_where_they_are_named() {
        assert!(offers("ignore = [\"untagged-image\", \"la|\"]"));
        assert!(offers("[rules.la|]"));
        assert!(!offers("la|"));
        assert!(!offers("ignore = [\"untagged-image\"|]"));
    }
}
