//! What a label may hold, and whether a text is that.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use spdx::{Expression, ParseMode};

/// What a label holds; hadolint's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Anything but nothing.
    Text,
    /// An absolute URI (RFC 3986).
    Url,
    /// A version (semver.org).
    Semver,
    /// A Git commit, in full or as Git shortens it.
    Hash,
    /// A date and time (RFC 3339).
    Rfc3339,
    /// A licence expression (SPDX).
    Spdx,
    /// An address (RFC 5322).
    Email,
}

impl Format {
    /// The alias of the finding and what `text` is not; `None` when it is right.
    pub fn refuses(self, text: &str) -> Option<(&'static str, &'static str)> {
        let (alias, wanted, right) = match self {
            Self::Text => return None,
            Self::Url => ("DL3052", "URL", is_uri(text)),
            Self::Rfc3339 => ("DL3053", "date and time of RFC 3339", is_date_time(text)),
            Self::Spdx => ("DL3054", "SPDX licence expression", Expression::parse_mode(text, LICENCES).is_ok()),
            Self::Hash => ("DL3055", "Git commit hash", is_hash(text)),
            Self::Semver => ("DL3056", "semantic version", semver::Version::parse(text).is_ok()),
            Self::Email => ("DL3058", "email address", is_address(text)),
        };
        (!right).then_some((alias, wanted))
    }
}

/// Identifiers that were renamed (`GPL-2.0`) are still in the list.
const LICENCES: ParseMode = ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };

fn is_hash(text: &str) -> bool {
    matches!(text.len(), 7 | 40) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A scheme, a colon, and nothing that a URI may not hold.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_ok = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let escapes_ok = rest
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()));
    scheme_ok && !rest.is_empty() && rest.bytes().all(allowed) && escapes_ok
}

/// `local@domain`: atoms with dots between them on both sides, or a quoted local part, or an address in brackets.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_atom = |atom: &str| {
        let allowed = |letter: char| letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter);
        !atom.is_empty() && atom.chars().all(allowed)
    };
    let dotted = |text: &str| text.split('.').all(is_atom);
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let literal = domain.starts_with('[') && domain.ends_with(']');
    (quoted || dotted(local)) && (literal || dotted(domain))
}

/// `2026-01-31T10:26:33.5+01:00`, or with `Z`.
fn is_date_time(text: &str) -> bool {
    static SHAPE: LazyLock<Option<regex::Regex>> = LazyLock::new(|| {
        let shape = r"^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$";
        regex::Regex::new(shape).ok()
    });
    let Some(parts) = SHAPE.as_ref().and_then(|shape| shape.captures(text)) else { return false };
    let number = |at: usize| parts.get(at).and_then(|part| part.as_str().parse::<u32>().ok()).unwrap_or(0);
    let days = match (number(2), number(1)) {
        (4 | 6 | 9 | 11, _) => 30,
        (2, year) if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        (2, _) => 28,
        (1..=12, _) => 31,
        _ => 0,
    };
    // A leap second may be the sixtieth.
    (1..=days).contains(&number(3))
        && number(4) < 24
        && number(5) < 60
        && number(6) <= 60
        && number(7) < 24
        && number(8) < 60
}

#[cfg(test)]
mod tests {
    use super::Format;

    fn check(format: Format, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(format.refuses(text), None, "{text}");
        }
        for text in wrong {
            assert!(format.refuses(text).is_some(), "{text}");
        }
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        let right = ["2026-01-31T10:26:33Z", "2024-02-29T23:59:60.123456789+01:00", "2026-01-31t00:00:00z"];
        let wrong = [
            "2026-01-31",
            "2025-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-31T10:26:33",
            "2026-01-00T00:00:00Z",
        ];
        check(Format::Rfc3339, &right, &wrong);
    }

    #[test]
    fn licences_may_be_combined() {
        check(
            Format::Spdx,
            &["MIT", "Apache-2.0 OR MIT", "GPL-2.0", "GPL-2.0-or-later"],
            &["Apache 2", "MIT/X11", "mine"],
        );
    }

    #[test]
    fn a_url_has_a_scheme() {
        let right = ["https://example.com/a%20b?c=d#e", "mailto:me@example.com"];
        check(Format::Url, &right, &["example.com", "http://exa mple.com", "https://example.com/%zz", "://x"]);
    }

    #[test]
    fn versions_commits_and_addresses() {
        check(Format::Semver, &["1.0.0", "1.2.3-rc.1+5"], &["1.0", "v1.0.0", "01.0.0"]);
        check(Format::Hash, &["2dbfae9", "43c572f1272b6b3171dd1db9e41b7027128ce080"], &["2DBFAE9", "2dbfae", "main"]);
        check(
            Format::Email,
            &["a.b+c@example.com", "\"a b\"@[127.0.0.1]"],
            &["me", "@example.com", "a@", "a..b@c", "a b@c"],
        );
    }
}
