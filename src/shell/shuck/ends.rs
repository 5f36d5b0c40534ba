//! Texts with which the parser might not come to its end.
//!
//! It looks for the end of every `${` and `$(` in all that follows, and where there is none it goes on behind the sign and looks
//! again, from each such sign within: with each expansion that nothing ends it may take twice as long. So their ends are looked
//! for here first, each in one walk. Groups of patterns and parentheses within each other cost it as much, ended or not, and
//! are counted.

/// So many expansions may have no end: what is in no script that can be read takes a moment more.
const MAX_ENDLESS: usize = 12;

/// So many expansions are looked at. Scripts that people wrote have up to 61.
const MAX_EXPANSIONS: usize = 500;

/// So many groups of a pattern, `@(a|b)`, and parentheses within parentheses: with each the parser may take twice as long, too.
const MAX_GROUPS: usize = 12;
const MAX_PARENTHESES: usize = 20;

/// Whether the parser might not come to its end with `text`.
pub(crate) fn takes_too_long(text: &str) -> bool {
    let bytes = text.as_bytes();
    let groups = bytes.windows(2).filter(|pair| matches!(pair, [b'@' | b'?' | b'*' | b'+' | b'!', b'(']));
    if groups.count() > MAX_GROUPS || parentheses(bytes) > MAX_PARENTHESES {
        return true;
    }
    let expansions = bytes.windows(2).enumerate().filter_map(|(at, pair)| Some((at, end_of(pair)?)));
    let mut endless = 0;
    for (count, (at, end)) in expansions.enumerate() {
        endless += usize::from(!ends(&bytes[at + 2..], end));
        if endless > MAX_ENDLESS || count == MAX_EXPANSIONS {
            return true;
        }
    }
    false
}

/// How many parentheses are open at once at most.
fn parentheses(bytes: &[u8]) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in bytes {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// What ends the expansion that begins with these two.
fn end_of(pair: &[u8]) -> Option<u8> {
    match pair {
        b"${" => Some(b'}'),
        b"$(" => Some(b')'),
        _ => None,
    }
}

/// Whether what was opened in front of `inside`, to be closed by `end`, is closed for certain. It is not where the parser may see
/// a comment, a heredoc, a `case` or a quote of a rare kind: what closes may be part of that.
fn ends(inside: &[u8], end: u8) -> bool {
    let mut open = vec![end];
    let mut at = 0;
    while let (Some(top), Some(byte)) = (open.last().copied(), inside.get(at).copied()) {
        let rest = &inside[at..];
        let in_commands = top == b')';
        let begins_word = at == 0 || b" \t\n;&|(".contains(&inside[at - 1]);
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'`' => return false,
            b'\'' if top != b'"' => match rest[1..].iter().position(|byte| *byte == b'\'') {
                Some(length) => at += length + 1,
                None => return false,
            },
            byte if byte == top => {
                open.pop();
            }
            b'"' => open.push(b'"'),
            b'$' if rest.starts_with(b"$'") && top != b'"' => return false,
            b'$' => {
                if let Some(end) = rest.get(..2).and_then(end_of) {
                    open.push(end);
                    at += 1;
                }
            }
            b'(' if in_commands => open.push(b')'),
            b'#' if in_commands && begins_word => return false,
            b'c' if in_commands && begins_word && rest.starts_with(b"case") => return false,
            b'<' if in_commands && rest.starts_with(b"<<") => return false,
            b'<' | b'>' if top == b'}' && rest.get(1) == Some(&b'(') => return false,
            _ => {}
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::takes_too_long;

    #[test]
    fn what_ends_takes_no_time() {
        let closed = r#"a "${b:-"$(c "${d#x}" '}' ")" \) (e) $((1 + 2)))"}" ${f##*/}; "#;
        assert!(!takes_too_long(&closed.repeat(20)));
        assert!(!takes_too_long("don't ${a; it's not $(over"));
    }

    #[test]
    fn what_may_not_end_does() {
        for opened in
            ["$(${a ", "${'}' ", "${a $( # )}\n", "$(cat <<E\n)\nE\n", "$(case a in b) c)", "$(${a `}` ", "${a <( } "]
        {
            assert!(takes_too_long(&format!("# don't\n{}", opened.repeat(20))), "{opened}");
        }
        assert!(takes_too_long(&format!("echo ${{A##{}\"x\"}}", "@(b".repeat(25))));
        assert!(takes_too_long(&format!("echo ${{A##{}b{}}}", "(".repeat(50), ")".repeat(50))));
    }
}
