//! Parser directives: `# syntax=…`, `# escape=…` and `# check=…` at the top of a file
//! (`frontend/dockerfile/parser/directives.go`).

use text::TextRange;

use crate::Directive;

const NAMES: [&str; 3] = ["syntax", "escape", "check"];

/// The white space that separates the parts; all other white space belongs to a value.
const BLANKS: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];

/// Reads `line`, which begins at byte `start` of the source, as a directive.
pub(super) fn read(line: &str, start: u32) -> Option<Directive> {
    let hash = line.trim_start();
    let text = hash.strip_prefix('#')?.trim_start();
    let at = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize;
    let range = |part: &str| TextRange::new(start + at(part) as u32, start + (at(part) + part.len()) as u32);

    let name_length = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = text.split_at(name_length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let known = NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let value = value(rest.trim_start_matches(BLANKS).strip_prefix('=')?)?;
    let whole = TextRange::new(start, start + line.len() as u32);
    Some(Directive {
        range: whole,
        name: known.to_owned(),
        name_range: range(name),
        value: value.to_owned(),
        value_range: range(value),
    })
}

/// What stands behind the `=`, trimmed. A value is never empty: of nothing but blanks, the last one is the value.
fn value(text: &str) -> Option<&str> {
    let trimmed = text.trim_matches(BLANKS);
    if trimmed.is_empty() { text.len().checked_sub(1).map(|last| &text[last..]) } else { Some(trimmed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<(String, String)> {
        read(line, 0).map(|directive| (directive.name, directive.value))
    }

    #[test]
    fn names_are_known_in_any_case_and_blanks_count_for_nothing() {
        assert_eq!(of("# EsCaPe = ` "), Some(("escape".into(), "`".into())));
        assert_eq!(of("  #check=skip=all"), Some(("check".into(), "skip=all".into())));
        assert_eq!(of("#syntax=docker/dockerfile:1 a b"), Some(("syntax".into(), "docker/dockerfile:1 a b".into())));
    }

    #[test]
    fn other_comments_are_no_directives() {
        for line in ["# foo=bar", "# escape", "# escape=", "escape=`", "# es cape=`", "# =a", "# 1=2", "#!/bin/sh", ""]
        {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn ranges_are_those_of_name_and_value() {
        let directive = read("# escape = `", 10).unwrap();
        assert_eq!(directive.name_range, TextRange::new(12, 18));
        assert_eq!(directive.value_range, TextRange::new(21, 22));
    }
}
