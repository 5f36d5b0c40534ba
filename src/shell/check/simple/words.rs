//! Single words.

use crate::check::besides;
use crate::quotes::{self, Piece};

/// Whether nothing in a word is known to some shells only, or stays as it is against what was meant. Substitutions in it are
/// looked at as commands.
pub(super) fn is_simple(word: &str) -> bool {
    // Nearly all are made of nothing else.
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/' | b'_' | b'=' | b':'))
    {
        return true;
    }
    let stays = word.contains("\"~/") || word.contains("'~/");
    !stays && has_simple_braces(word) && !(word.contains('$') && besides::names_variable_of_bash(word))
}

/// Whether each `${…}` is one of `sh`, and there are no braces outside of quotes that may make several words, as `{}` does not.
fn has_simple_braces(word: &str) -> bool {
    let bytes = word.as_bytes();
    let (mut at, mut quote) = (0, None);
    while let Some(byte) = bytes.get(at) {
        match (byte, quote) {
            (b'\\', None | Some(b'"')) => at += 1,
            (b'\'' | b'"', None) => quote = Some(*byte),
            (_, Some(open)) if *byte == open => quote = None,
            (b'{', None | Some(b'"')) if at > 0 && bytes[at - 1] == b'$' && is_simple_expansion(&word[at + 1..]) => {}
            (b'{', Some(b'"')) if at > 0 && bytes[at - 1] == b'$' => return false,
            (b'{', None) if bytes.get(at + 1) != Some(&b'}') => return false,
            _ => {}
        }
        at += 1;
    }
    true
}

/// Whether what stands behind `${` is a name and an operator of `sh`.
fn is_simple_expansion(inner: &str) -> bool {
    let operator = inner.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    match operator.as_bytes() {
        [b':', next, ..] => matches!(next, b'-' | b'=' | b'+' | b'?'),
        [next, ..] => matches!(next, b'}' | b'-' | b'=' | b'+' | b'?' | b'#' | b'%'),
        [] => false,
    }
}

/// Whether the value of a word may differ from one run to the next.
pub(super) fn varies(word: &str) -> bool {
    word.strip_prefix('"').unwrap_or(word).starts_with(['$', '`'])
}

/// Whether some of a word stands for itself.
pub(super) fn has_literal(word: &str) -> bool {
    let mut found = false;
    quotes::scan(word, |piece| found |= matches!(piece, Piece::Literal(_)));
    found
}
