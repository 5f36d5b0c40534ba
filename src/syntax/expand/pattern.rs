//! The patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}`.
//!
//! `BuildKit` turns them into Go regular expressions, and their edges show: `*` and `?` match no line end, and the text of
//! the `//` form knows `$0`.

/// Longest value, in characters, in which matches are searched; what becomes of a longer one is unknown.
const LONGEST: usize = 2048;

/// One element of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    /// This character.
    Char(char),
    /// `?`: one character that is no line end.
    One,
    /// `*`: any number of them.
    Any,
}

impl Element {
    fn matches(self, char: char) -> bool {
        match self {
            Self::Char(own) => own == char,
            Self::One | Self::Any => char != '\n',
        }
    }
}

/// A pattern that was read.
pub(super) struct Pattern {
    elements: Vec<Element>,
}

impl Pattern {
    /// Reads a pattern. Only `*`, `?` and `\` can be escaped; `\` goes away before `}` and `/`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut elements = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            elements.push(match char {
                '*' => Element::Any,
                '?' => Element::One,
                '\\' if matches!(chars.peek(), Some('}' | '/')) => continue,
                '\\' => match chars.next() {
                    Some(escaped @ ('*' | '?' | '\\')) => Element::Char(escaped),
                    other => {
                        let other = other.unwrap_or('\u{fffd}');
                        return Err(format!("invalid pattern ({text}) in substitution: invalid escape '\\{other}'"));
                    }
                },
                _ => Element::Char(char),
            });
        }
        Ok(Self { elements })
    }

    /// How many characters at the start of `text` match: the fewest possible, or the most.
    fn match_start(&self, text: &[char], longest: bool) -> Option<usize> {
        let mut found = None;
        let mut states = vec![false; self.elements.len() + 1];
        self.enter(&mut states, 0);
        for at in 0..=text.len() {
            if states[self.elements.len()] {
                found = Some(at);
                if !longest {
                    break;
                }
            }
            let Some(&char) = text.get(at) else { break };
            let mut next = vec![false; states.len()];
            for (state, &element) in self.elements.iter().enumerate() {
                if states[state] && element.matches(char) {
                    self.enter(&mut next, if element == Element::Any { state } else { state + 1 });
                }
            }
            if !next.contains(&true) {
                break;
            }
            states = next;
        }
        found
    }

    /// Marks `state` and those that follow it without a character.
    fn enter(&self, states: &mut [bool], mut state: usize) {
        states[state] = true;
        while self.elements.get(state) == Some(&Element::Any) {
            state += 1;
            states[state] = true;
        }
    }

    /// The first match at or behind `from`: the longest one that begins there.
    fn find(&self, text: &[char], from: usize) -> Option<(usize, usize)> {
        (from..=text.len()).find_map(|start| Some((start, start + self.match_start(&text[start..], true)?)))
    }

    /// `value` with the first match replaced; `None` when it is too long to say.
    pub(super) fn replace_first(&self, value: &str, replacement: &str) -> Option<String> {
        let chars: Vec<char> = value.chars().collect();
        if chars.len() > LONGEST {
            return None;
        }
        let Some((start, end)) = self.find(&chars, 0) else { return Some(value.to_owned()) };
        Some(chars[..start].iter().copied().chain(replacement.chars()).chain(chars[end..].iter().copied()).collect())
    }

    /// `value` with all matches replaced; `None` when it is too long to say. As Go does it, an empty match directly
    /// behind another one is left alone, and `$0` in the replacement is the match.
    pub(super) fn replace_all(&self, value: &str, template: &str) -> Option<String> {
        let chars: Vec<char> = value.chars().collect();
        if chars.len() > LONGEST {
            return None;
        }
        let mut result = String::new();
        let (mut done, mut from) = (0, 0);
        while let Some((start, end)) = self.find(&chars, from) {
            result.extend(&chars[done..start]);
            if end > done || start == 0 {
                fill(template, &chars[start..end], &mut result);
            }
            done = end;
            from = end.max(from + 1);
            if from > chars.len() {
                break;
            }
        }
        result.extend(&chars[done..]);
        Some(result)
    }
}

/// `value` without the match of `pattern` at its start.
pub(super) fn trim_prefix(pattern: &str, value: &str, longest: bool) -> Result<String, String> {
    let chars: Vec<char> = value.chars().collect();
    let matched = Pattern::read(pattern)?.match_start(&chars, longest).unwrap_or(0);
    Ok(chars[matched..].iter().collect())
}

/// `value` without the match of `pattern` at its end. Both are turned around, as `BuildKit` does: its messages show it.
pub(super) fn trim_suffix(pattern: &str, value: &str, longest: bool) -> Result<String, String> {
    let value: String = value.chars().rev().collect();
    Ok(trim_prefix(&reversed(pattern), &value, longest)?.chars().rev().collect())
}

/// The pattern from right to left; an escape stays in front of what it escapes.
fn reversed(pattern: &str) -> String {
    let mut units = Vec::new();
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        units.push((char, if char == '\\' { chars.next() } else { None }));
    }
    units.iter().rev().flat_map(|(char, escaped)| [Some(*char), *escaped]).flatten().collect()
}

/// Adds Go's replacement text: `$0` and `${0}` are the match, `$$` is a `$`, other names are empty, and a `$` that
/// begins no name is itself.
fn fill(template: &str, matched: &[char], result: &mut String) {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        result.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some((name, after)) = template_name(rest) {
            if name == "0" {
                result.extend(matched);
            }
            rest = after;
        } else {
            result.push('$');
        }
    }
    result.push_str(rest);
}

/// The name that follows a `$` in replacement text, and what is behind it.
fn template_name(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{').unwrap_or(text);
    let end = inner.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let rest = if inner.len() == text.len() { rest } else { rest.strip_prefix('}')? };
    (!name.is_empty()).then_some((name, rest))
}
