//! Variables in Compose files (`${TAG:-latest}`), and the `.env` file that gives their values.

use super::Variables;

/// Defaults in defaults, deeper than anybody writes them.
const DEEPEST: usize = 32;

/// `text` with its variables replaced; `None` when one of them has neither value nor default.
///
/// The forms are those of the Compose specification, chapter "Interpolation".
pub(super) fn interpolate(text: &str, variables: &Variables) -> Option<String> {
    within(text, variables, DEEPEST)
}

fn within(text: &str, variables: &Variables, deeper: usize) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some(inside) = after.strip_prefix('{') {
            let end = closing_brace(inside)?;
            result.push_str(&braced(&inside[..end], variables, deeper.checked_sub(1)?)?);
            rest = &inside[end + 1..];
        } else {
            let end = name_length(after);
            if end == 0 {
                result.push('$');
            } else {
                result.push_str(variables.get(&after[..end])?);
            }
            rest = &after[end..];
        }
    }
    result.push_str(rest);
    Some(result)
}

/// The value of what stands between `${` and `}`.
fn braced(inside: &str, variables: &Variables, deeper: usize) -> Option<String> {
    let (name, form) = inside.split_at(name_length(inside));
    let value = variables.get(name);
    let filled = value.filter(|value| !value.is_empty());
    let (taken, default) = match form.as_bytes() {
        [b':', b'-', ..] => (filled, &form[2..]),
        [b'-', ..] => (value, &form[1..]),
        [b':', b'?', ..] => return filled.cloned(),
        [] | [b'?', ..] => return value.cloned(),
        _ => return None,
    };
    match taken {
        Some(value) => Some(value.clone()),
        None => within(default, variables, deeper),
    }
}

/// Where the brace that was opened in front of `inside` is closed.
fn closing_brace(inside: &str) -> Option<usize> {
    let mut open = 0;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' if open == 0 => return Some(at),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Length of the variable name that `text` starts with.
fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

/// The variables that a `.env` file sets. Lines that are no assignment are passed over.
pub fn read_env(text: &str) -> Variables {
    let mut variables = Variables::new();
    for line in text.lines().map(str::trim) {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else { continue };
        if line.starts_with('#') || name_length(name) != name.len() {
            continue;
        }
        variables.insert(name.to_owned(), env_value(value.trim()));
    }
    variables
}

/// A value without its quotes, or without the comment behind it.
fn env_value(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some((inside, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inside.to_owned();
        }
    }
    value.split_once(" #").map_or(value, |(value, _)| value).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_variable_is_replaced() {
        let variables = read_env("A=1\nEMPTY=\n");
        for (text, result) in [
            ("$A-${A}", Some("1-1")),
            ("$$A", Some("$A")),
            ("${NO:-x${A}}", Some("x1")),
            ("${EMPTY:-x}${EMPTY-y}", Some("x")),
            ("${A:?must be set}", Some("1")),
            ("$NO", None),
            ("${NO}", None),
            ("${A", None),
            ("a$", Some("a$")),
            (&"${A:-".repeat(100_000), None),
            (&format!("{}x{}", "${NO:-".repeat(40), "}".repeat(40)), None),
        ] {
            assert_eq!(interpolate(text, &variables).as_deref(), result, "{text}");
        }
    }

    #[test]
    fn an_env_file_is_read_without_quotes_and_comments() {
        let read = read_env("# c=1\nexport A=\"x # y\"\nB=b # why\nnot an assignment\nC='q'\n");
        let pairs: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("A", "x # y"), ("B", "b"), ("C", "q")]);
    }
}
