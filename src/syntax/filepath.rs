//! Paths and globs as Go's `path/filepath` has them on Linux: what `.dockerignore` and COPY sources are made of.
//!
//! Not for paths of the disk: these are texts with `/`.

use std::ops::RangeInclusive;

/// The pattern is malformed, Go's `filepath.ErrBadPattern`: an unclosed class, an empty or half range, or an escape of nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

/// The shortest path that is lexically the same, Go's `filepath.Clean`: no empty or `.` elements, no inner `..`, no `/`
/// at the end unless it is the root. An empty path becomes `.`.
pub fn clean(path: &str) -> String {
    if is_clean(path) {
        return path.to_owned();
    }
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for element in path.split('/') {
        match element {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            _ => kept.push(element),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

/// What `path` is from the root: [`clean`] with a `/` in front.
pub fn rooted(path: &str) -> String {
    let path = ["/", path.trim_start_matches('/')].concat();
    if is_clean(&path) { path } else { clean(&path) }
}

/// Whether [`clean`] certainly leaves the path as it is. Most are so; an element that begins with `.` is looked at there.
fn is_clean(path: &str) -> bool {
    let ends = |pair: &[u8]| pair[0] == b'/' && matches!(pair[1], b'/' | b'.');
    let bytes = path.as_bytes();
    matches!(bytes, [first, .., last] if *first != b'.' && *last != b'/') && !bytes.windows(2).any(ends)
}

/// The last element of a path without slashes behind it, Go's `path.Base`. An empty path gives `.`, the root `/`.
pub fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// Whether the pattern has a wildcard that is not escaped (`containsWildcards` of `BuildKit`).
pub fn has_wildcard(pattern: &str) -> bool {
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'*' | b'?' | b'[' => return true,
            _ => {}
        }
    }
    false
}

/// Whether all of `name` matches `pattern`, Go's `filepath.Match`: `*` and `?` stop at `/`, a class does not; `[^…]`
/// alone negates; `**` is no more than `*`.
///
/// What stands behind the first element that does not match is not looked at, so a mistake there is no error.
pub fn matches(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let (mut pattern, mut name) = (pattern.as_bytes(), name.as_bytes());
    while !pattern.is_empty() {
        let chunk = Chunk::first(pattern);
        pattern = chunk.behind;
        if chunk.star && chunk.text.is_empty() {
            return Ok(!name.contains(&b'/'));
        }
        // A `*` may take any number of bytes up to the next `/`; without one, the chunk matches here or not at all.
        let reach = if chunk.star { name.iter().position(|byte| *byte == b'/').unwrap_or(name.len()) } else { 0 };
        let mut rest = None;
        for skipped in 0..=reach {
            rest = match_chunk(chunk.text, &name[skipped..])?.filter(|rest| rest.is_empty() || !pattern.is_empty());
            if rest.is_some() {
                break;
            }
        }
        match rest {
            Some(rest) => name = rest,
            None => return Ok(false),
        }
    }
    Ok(name.is_empty())
}

/// Whether the whole pattern is well-formed, as Go's `path.Match` wants it even where a name does not match.
pub fn is_valid(pattern: &str) -> bool {
    let mut rest = pattern.as_bytes();
    while !rest.is_empty() {
        let chunk = Chunk::first(rest);
        if match_chunk(chunk.text, b"").is_err() {
            return false;
        }
        rest = chunk.behind;
    }
    true
}

/// The part of a pattern up to its next `*`.
struct Chunk<'a> {
    star: bool,
    text: &'a [u8],
    behind: &'a [u8],
}

impl<'a> Chunk<'a> {
    fn first(pattern: &'a [u8]) -> Self {
        let stars = pattern.iter().take_while(|byte| **byte == b'*').count();
        let pattern = &pattern[stars..];
        let (mut at, mut in_class) = (0, false);
        while let Some(byte) = pattern.get(at) {
            match byte {
                b'\\' => at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'*' if !in_class => break,
                _ => {}
            }
            at += 1;
        }
        let (text, behind) = pattern.split_at(at.min(pattern.len()));
        Self { star: stars > 0, text, behind }
    }
}

/// What is left of `name` behind a match of `chunk`, which has no `*` outside a class. A chunk that does not match is
/// read to its end, for its mistakes.
fn match_chunk<'n>(mut chunk: &[u8], mut name: &'n [u8]) -> Result<Option<&'n [u8]>, BadPattern> {
    let mut failed = false;
    while let Some((first, rest)) = chunk.split_first() {
        failed |= name.is_empty();
        chunk = rest;
        match first {
            b'[' => {
                let (character, width) = first_char(name);
                let (matched, behind) = match_class(chunk, character)?;
                chunk = behind;
                failed |= !matched;
                name = &name[width..];
            }
            b'?' => {
                failed |= name.first() == Some(&b'/');
                name = &name[first_char(name).1..];
            }
            _ => {
                let literal = if *first == b'\\' { chunk.split_off_first().ok_or(BadPattern)? } else { first };
                failed |= name.first() != Some(literal);
                name = name.get(1..).unwrap_or_default();
            }
        }
    }
    Ok((!failed).then_some(name))
}

/// Whether `character` is in the class whose `[` stands before `class`, and what follows the class.
fn match_class(class: &[u8], character: char) -> Result<(bool, &[u8]), BadPattern> {
    let negated = class.first() == Some(&b'^');
    let mut rest = &class[usize::from(negated)..];
    let (mut matched, mut empty) = (false, true);
    loop {
        if rest.first() == Some(&b']') && !empty {
            return Ok((matched != negated, &rest[1..]));
        }
        let (range, behind) = class_range(rest)?;
        matched |= range.contains(&character);
        (rest, empty) = (behind, false);
    }
}

/// A character or `low-high` of a class. Something always follows, as a class needs its end.
fn class_range(class: &[u8]) -> Result<(RangeInclusive<char>, &[u8]), BadPattern> {
    let (low, rest) = class_char(class)?;
    if rest.first() != Some(&b'-') {
        return Ok((low..=low, rest));
    }
    let (high, rest) = class_char(&rest[1..])?;
    Ok((low..=high, rest))
}

/// A character of a class, maybe escaped.
fn class_char(class: &[u8]) -> Result<(char, &[u8]), BadPattern> {
    let class = match class.first() {
        None | Some(b'-' | b']') => return Err(BadPattern),
        Some(b'\\') => &class[1..],
        Some(_) => class,
    };
    let (character, width) = first_char(class);
    let rest = &class[width..];
    if rest.is_empty() { Err(BadPattern) } else { Ok((character, rest)) }
}

/// The first character and its length in bytes; U+FFFD of one byte where a character is cut, as in Go.
fn first_char(text: &[u8]) -> (char, usize) {
    let width = match text.first() {
        None => return ('\0', 0),
        Some(byte) => byte.leading_ones().max(1) as usize,
    };
    let whole = text.get(..width).and_then(|bytes| std::str::from_utf8(bytes).ok());
    whole.and_then(|text| text.chars().next()).map_or((char::REPLACEMENT_CHARACTER, 1), |first| (first, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_follows_go() {
        for (path, cleaned) in [
            ("", "."),
            ("a/b/../c/", "a/c"),
            ("../../a", "../../a"),
            ("/../a//b/.", "/a/b"),
            ("//", "/"),
            ("a/..", "."),
            ("./a", "a"),
            ("!../x", "!../x"),
        ] {
            assert_eq!(clean(path), cleaned, "{path}");
        }
    }

    #[test]
    fn from_the_root_nothing_leads_out() {
        for (path, rooted) in
            [("", "/"), ("/", "/"), ("a//b/", "/a/b"), ("/a/../../b", "/b"), ("//.a/./b", "/.a/b"), ("a/..b", "/a/..b")]
        {
            assert_eq!(super::rooted(path), rooted, "{path}");
            assert_eq!(clean(&format!("/{path}")), rooted, "{path}");
        }
    }

    #[test]
    fn the_base_of_a_path_is_its_last_element() {
        assert_eq!([base("a/b//"), base("/"), base(""), base("x")], ["b", "/", ".", "x"]);
    }

    #[test]
    fn stars_stop_at_a_slash_and_classes_do_not() {
        assert_eq!(matches("a*/b", "axx/b"), Ok(true));
        assert_eq!(matches("**/a", "x/y/a"), Ok(false));
        assert_eq!(matches("a[b/c]d", "a/d"), Ok(true));
        assert_eq!(matches("[^a]*x", "é/x"), Ok(false));
        assert_eq!(matches("?", "é"), Ok(true));
        assert_eq!(matches("[!a]", "a"), Ok(true));
    }

    #[test]
    fn a_mistake_behind_a_mismatch_is_not_seen() {
        assert_eq!(matches("a*[", "b"), Ok(false));
        assert_eq!(matches("[", "b"), Err(BadPattern));
        assert_eq!(matches("b*[", "b"), Err(BadPattern));
        assert_eq!(matches("a\\", "a"), Err(BadPattern));
    }

    #[test]
    fn a_pattern_is_valid_only_as_a_whole() {
        assert!(is_valid("a*[b-c]\\*?") && is_valid(""));
        assert!(!is_valid("a*[") && !is_valid("a*\\") && !is_valid("[]a]"));
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        assert_eq!(matches(&"*a".repeat(500), &"a".repeat(2_000)), Ok(true));
        assert_eq!(matches(&"*a".repeat(500), &"b".repeat(20_000)), Ok(false));
    }

    #[test]
    fn escaped_wildcards_are_none() {
        assert!(has_wildcard("a[b]") && !has_wildcard("a\\*\\[") && !has_wildcard("a]"));
    }
}
