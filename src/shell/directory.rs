//! Where `cd` leads.

use crate::Word;

/// The directory after `cd target` in `cwd`.
pub(crate) fn enter(cwd: Option<&str>, target: &Word) -> Option<String> {
    let target = target.value().filter(|target| !target.is_empty() && *target != "-" && !target.starts_with('~'))?;
    let path = if target.starts_with('/') { target.to_owned() } else { format!("{}/{target}", cwd?) };
    Some(normalized(&path))
}

/// `path` without `.`, `..` and doubled slashes, as far as that can be said without looking at the disk.
fn normalized(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_what_says_nothing() {
        for (path, expected) in
            [("./a/../b//c/.", "b/c"), ("/a/../..", "/"), ("a/..", "."), ("../a/../..", "../.."), ("/./x/", "/x")]
        {
            assert_eq!(normalized(path), expected);
        }
    }
}
