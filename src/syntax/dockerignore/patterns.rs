//! Lists of patterns as moby/patternmatcher matches them: the lines of a `.dockerignore` and the values of `--exclude`.
//!
//! The reference is github.com/moby/patternmatcher, `patternmatcher.go`, with the regular expressions that leak out of
//! its patterns. Paths are relative to the context's root, with `/`.

use std::sync::OnceLock;

use regex::bytes::Regex;

use super::go_regex;
use crate::filepath;

/// Patterns in order: of those that match a path, the last one decides.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    list: Vec<Pattern>,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Whether it began with `!`: what it matches is taken back in.
    pub negated: bool,
    /// The pattern without `!`, cleaned as a path.
    pub text: String,
    test: Test,
}

/// The pattern that makes the whole list invalid: a build with it fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// Its place in the list, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub message: String,
}

/// What the patterns say of one path; also what they need to know of a directory to judge what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the path is matched, so that it is left out.
    pub matched: bool,
    /// The last pattern that matched the path or a directory above it, which is the one that decided.
    pub decided_by: Option<usize>,
    /// For each pattern, whether it matched the path or a directory above it. A pattern that could not have changed the
    /// verdict was not asked, and counts as not matching: that is what makes `a/b`, `!a` leave `a/b` out in a walk.
    each: Vec<bool>,
}

/// How a pattern is compared, which depends on the characters in it.
#[derive(Clone, Debug)]
enum Test {
    /// No wildcard: the very path.
    Exact,
    /// `dir/**`: whatever starts with what stands before the stars.
    Prefix,
    /// `**/name`: whatever ends with what stands behind the stars.
    Suffix,
    /// All else is a regular expression, which is compiled when it is first needed; `None` if Go refuses it.
    Regex { go: String, compiled: OnceLock<Option<Regex>> },
}

impl Patterns {
    /// Reads patterns as `patternmatcher.New` does. Blank ones are left out and count for no index.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, BadPattern> {
        let given = patterns.into_iter().map(str::trim).filter(|pattern| !pattern.is_empty());
        let read = |(index, pattern)| Pattern::new(pattern).map_err(|message| BadPattern { index, message });
        Ok(Self { list: given.enumerate().map(read).collect::<Result<_, _>>()? })
    }

    /// The patterns, in order.
    pub fn list(&self) -> &[Pattern] {
        &self.list
    }

    /// What the patterns say of `path` in a walk of directories, where `parent` is their verdict on the directory that
    /// it is in: `MatchesUsingParentResults`, the way of a build. At the root there is no parent.
    ///
    /// An error means that a pattern makes no regular expression; only one that is asked can be found out.
    pub fn verdict(&self, path: &str, parent: Option<&Verdict>) -> Result<Verdict, BadPattern> {
        let mut verdict = Verdict { each: vec![false; self.list.len()], ..Verdict::default() };
        for (index, pattern) in self.list.iter().enumerate() {
            let inherited = parent.is_some_and(|parent| parent.each[index]);
            if !inherited && pattern.negated != verdict.matched {
                continue;
            }
            if inherited || pattern.matches(path).ok_or_else(|| self.broken(index))? {
                verdict.each[index] = true;
                verdict.matched = !pattern.negated;
                verdict.decided_by = Some(index);
            }
        }
        Ok(verdict)
    }

    /// What a walk that comes to `path` says of it: the verdicts of the directories above it, from the root down.
    pub fn walk_to(&self, path: &str) -> Result<Verdict, BadPattern> {
        let mut verdict = None;
        for (end, _) in path.match_indices('/').filter(|(at, _)| *at > 0) {
            verdict = Some(self.verdict(&path[..end], verdict.as_ref())?);
        }
        self.verdict(path, verdict.as_ref())
    }

    /// Whether `path` or a directory above it is matched, each pattern being asked about all of them:
    /// `MatchesOrParentMatches`, the way of `BuildKit`'s check `CopyIgnoredFile`. It differs from a walk for `a/b`, `!a`.
    pub fn matches_or_parent(&self, path: &str) -> Result<Option<usize>, BadPattern> {
        let mut decided_by = None;
        for (index, pattern) in self.list.iter().enumerate() {
            if pattern.negated != decided_by.is_some() {
                continue;
            }
            let broken = || self.broken(index);
            // Of `/a` the empty path is a parent, which `*` matches.
            let parents = || path.match_indices('/').map(|(at, _)| &path[..at]);
            if pattern.matches(path).ok_or_else(broken)? || parents().any(|dir| pattern.matches(dir) == Some(true)) {
                decided_by = (!pattern.negated).then_some(index);
            }
        }
        Ok(decided_by)
    }

    /// Whether something in the matched directory `dir` may be taken back in by a `!` pattern. If not, a walk need not
    /// enter it (`fsutil`, `filter.go`: exceptions without wildcards are compared as prefixes).
    pub fn may_take_back_in(&self, dir: &str) -> bool {
        let inside = format!("{dir}/");
        self.list.iter().filter(|pattern| pattern.negated).any(|pattern| {
            let fixed = pattern.text.strip_suffix("/**").unwrap_or(&pattern.text);
            let fixed = fixed.strip_suffix("/*").unwrap_or(fixed);
            fixed.contains(['*', '[', ']', '?', '^', '\\']) || format!("{fixed}/").starts_with(&inside)
        })
    }

    fn broken(&self, index: usize) -> BadPattern {
        let message = format!("`{}` makes no regular expression, which docker turns it into", self.list[index].text);
        BadPattern { index, message }
    }
}

impl Pattern {
    /// Reads one pattern that has no blanks around it. Fails where `filepath.Match` finds a mistake on the way to `.`:
    /// one that is further behind stays unseen until the pattern is used.
    fn new(written: &str) -> Result<Self, String> {
        let cleaned = filepath::clean(written);
        let (negated, text) = match cleaned.strip_prefix('!') {
            Some("") => return Err("`!` takes nothing back in, as no pattern follows it".to_owned()),
            Some(rest) => (true, rest.to_owned()),
            None => (false, cleaned),
        };
        if filepath::matches(&text, ".").is_err() {
            return Err(format!("`{text}` is no valid pattern"));
        }
        Ok(Self { negated, test: Test::of(&text), text })
    }

    /// Whether the pattern matches this very path; `None` if it makes no regular expression.
    fn matches(&self, path: &str) -> Option<bool> {
        let (text, path) = (self.text.as_bytes(), path.as_bytes());
        match &self.test {
            Test::Exact => Some(path == text),
            Test::Prefix => Some(path.starts_with(&text[..text.len() - 2])),
            Test::Suffix => {
                let suffix = &text[2..];
                Some(path.ends_with(suffix) || suffix.strip_prefix(b"/") == Some(path))
            }
            Test::Regex { go, compiled } => {
                compiled.get_or_init(|| go_regex::compile(go)).as_ref().map(|regex| regex.is_match(path))
            }
        }
    }
}

impl Test {
    /// How moby compares the pattern `text`, with the regular expression that it makes of it.
    ///
    /// Its `shouldEscape` was meant to cover `{`, `|` and `}` too, but keeps its characters in a bitmap of eight bytes,
    /// where they are lost. They, `^`, an escaped letter and all of a class are regular expressions in any pattern that
    /// has a wildcard or an escape.
    fn of(text: &str) -> Self {
        let mut regex = "^".to_owned();
        let mut kind = Self::Exact;
        let as_regex = || Self::Regex { go: String::new(), compiled: OnceLock::new() };
        // Go's text/scanner skips a byte order mark at the start.
        let mut chars = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
        let mut first = true;
        while let Some(character) = chars.next() {
            match character {
                '*' if chars.next_if_eq(&'*').is_some() => {
                    chars.next_if_eq(&'/');
                    let at_end = chars.peek().is_none();
                    regex.push_str(if at_end { ".*" } else { "(.*/)?" });
                    kind = match kind {
                        _ if first => Self::Suffix,
                        Self::Exact if at_end => Self::Prefix,
                        _ => as_regex(),
                    };
                }
                '*' | '?' => {
                    regex.push_str(if character == '*' { "[^/]*" } else { "[^/]" });
                    kind = as_regex();
                }
                '.' | '+' | '(' | ')' | '$' => regex.extend(['\\', character]),
                '\\' => {
                    regex.push('\\');
                    if let Some(escaped) = chars.next() {
                        regex.push(escaped);
                        kind = as_regex();
                    }
                }
                _ => {
                    regex.push(character);
                    if matches!(character, '[' | ']') {
                        kind = as_regex();
                    }
                }
            }
            first = false;
        }
        match kind {
            Self::Regex { compiled, .. } => Self::Regex { go: regex + "$", compiled },
            kind => kind,
        }
    }
}
