//! Text of strangers within Markdown.

use crate::visible;

/// Text of a message: code stays code, all else that means something in Markdown or HTML does not.
pub(crate) fn escape(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len());
    // Pieces are outside and inside of code in turn; a backtick without a partner is none.
    let closed = text.matches('`').count() / 2 * 2;
    for (at, piece) in text.split('`').enumerate() {
        if at > closed {
            out += "\\`";
            out += &plain(piece);
        } else if at % 2 == 1 {
            out += &code(piece);
        } else {
            out += &plain(piece);
        }
    }
    out
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // `@` calls people and `#` links issues where this is posted; between these comments neither does.
            '@' | '#' => {
                out.push(character);
                out += "<!-- -->";
            }
            '<' => out += "&lt;",
            '&' => out += "&amp;",
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// `text` as code, which holds in a table: there a `|` ends the cell even in code, unless it is escaped.
pub(crate) fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code_and_nothing_else_means_anything() {
        assert_eq!(escape("`a|b` <img> @all #1 *x*"), "`a\\|b` &lt;img> @<!-- -->all #<!-- -->1 \\*x\\*");
        assert_eq!(escape("a ` b"), "a \\` b");
    }

    #[test]
    fn a_backtick_does_not_end_code() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
