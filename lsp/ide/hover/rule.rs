//! The page of a rule, where a comment or a setting names it.

use text::TextRange;

use crate::ide::hover::Hover;

/// The page of the rule whose name or alias `offset` of `text` is in; of several with the same alias, of each.
pub(super) fn named_at(text: &str, offset: u32) -> Option<Hover> {
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let (before, behind) = text.split_at_checked(offset as usize)?;
    let start = before.trim_end_matches(is_name).len();
    let end = text.len() - behind.trim_start_matches(is_name).len();
    let pages: Vec<&str> = rules::registry().find(&text[start..end]).map(|entry| entry.meta.documentation()).collect();
    let range = TextRange::new(start as u32, end as u32);
    (!pages.is_empty()).then(|| Hover { range, markdown: pages.join("\n\n---\n\n") })
}

#[cfg(test)]
mod tests {
    use crate::ide::hover::tests::shown;

    #[test]
    fn a_rule_that_a_comment_names_shows_its_page() {
        assert!(shown("FROM a:1\n# layerwise ignore=latest-tag,apt-up<CURSOR>date-alone\nRUN a\n").starts_with("# "));
        assert!(shown("FROM a:1\n# hadolint ignore=DL30<CURSOR>06\nRUN a\n").starts_with("# "));
        assert!(shown("# check=skip=JSONArgs<CURSOR>Recommended\nFROM a:1\n").starts_with("# "));
        assert_eq!(shown("FROM debian:12.5\n# the latest<CURSOR>-tag here\nCMD [\"a\"]\n"), "nothing");
    }
}
