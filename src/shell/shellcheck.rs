//! `ShellCheck`'s findings, and `ShellCheck` itself: how a script is put to it. No program is run here; whoever may run one
//! hands it in.

use std::fmt::Debug;

use text::{Joined, TextRange};

use crate::Dialect;

/// Something that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// `ShellCheck`'s number for it: 2086 for `SC2086`.
    pub code: u32,
    /// How bad `ShellCheck` says it is.
    pub severity: Severity,
    /// Its bytes: in the Dockerfile, or in the text that was handed in.
    pub range: TextRange,
    /// What is wrong.
    pub message: String,
}

/// `ShellCheck`'s four levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are ShellCheck's own")]
pub enum Severity {
    Style,
    Info,
    Warning,
    Error,
}

/// Whoever can run `ShellCheck`. Answers may be kept.
pub trait ShellCheck: Send + Sync + Debug {
    /// What is wrong in each of `sources`, whose first line says which shell reads it; `None` when it can't be asked.
    fn check(&self, sources: &[String]) -> Option<Vec<Vec<Finding>>>;
}

/// A script, and what is known of the place where it runs.
#[derive(Clone, Debug)]
pub struct Script<'s> {
    /// The script.
    pub text: Joined,
    /// What reads it.
    pub dialect: Dialect,
    /// The variables that are set there, to values that nobody knows.
    pub known: Vec<&'s str>,
}

/// What `shellcheck` finds wrong in each of `scripts`, at its place in the Dockerfile. Nothing in a script that it does not read.
pub fn check(shellcheck: &dyn ShellCheck, scripts: &[Script]) -> Option<Vec<Vec<Finding>>> {
    let fronts: Vec<Option<String>> = scripts.iter().map(front).collect();
    let asked = fronts.iter().zip(scripts);
    let sources: Vec<String> = asked.filter_map(|(front, script)| Some(front.clone()? + script.text.text())).collect();
    let mut answers = if sources.is_empty() { Vec::new() } else { shellcheck.check(&sources)? }.into_iter();
    let found = fronts.iter().zip(scripts).map(|(front, script)| {
        let Some(front) = front else { return Vec::new() };
        let found = answers.next().unwrap_or_default();
        found.iter().filter_map(|found| in_script(found, &script.text, front.len() as u32)).collect()
    });
    Some(found.collect())
}

/// What stands in front of the script: the shell, and its variables. `None` for a shell that `ShellCheck` does not know.
fn front(script: &Script) -> Option<String> {
    let shell = match script.dialect {
        Dialect::Sh => "sh",
        Dialect::Bash => "bash",
        Dialect::Ksh => "ksh",
        Dialect::Zsh | Dialect::PowerShell | Dialect::Cmd | Dialect::Other(_) => return None,
    };
    Some(format!("#!/bin/{shell}\n{}", prelude(script.known.iter().copied())))
}

/// Lines that give the variables values which nobody can see through.
pub(crate) fn prelude<'n>(known: impl IntoIterator<Item = &'n str>) -> String {
    let mut lines = String::new();
    for name in known {
        lines.push_str("export ");
        lines.push_str(name);
        lines.push_str("=\"$1\"\n");
    }
    lines
}

/// `found` at its place in the Dockerfile; `None` when it is in the `front` bytes that stand before the script.
pub(crate) fn in_script(found: &Finding, script: &Joined, front: u32) -> Option<Finding> {
    let start = found.range.start.checked_sub(front)?;
    let end = found.range.end.checked_sub(front)?.min(script.text().len() as u32).max(start);
    Some(Finding { range: script.range_to_source(TextRange::new(start, end)), ..found.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds fault with the last word of everything.
    #[derive(Debug)]
    struct LastWord;

    impl ShellCheck for LastWord {
        fn check(&self, sources: &[String]) -> Option<Vec<Vec<Finding>>> {
            let find = |source: &String| {
                let start = source.rfind(' ').unwrap_or(0) as u32 + 1;
                let range = TextRange::new(start, source.len() as u32);
                let first = source.lines().next().unwrap_or_default();
                vec![Finding { code: 1, severity: Severity::Info, range, message: first.to_owned() }]
            };
            Some(sources.iter().map(find).collect())
        }
    }

    #[test]
    fn each_script_is_put_in_its_own_shell_and_found_wrong_at_its_own_place() {
        let script = |text, at, dialect| Script { text: Joined::of(text, at), dialect, known: vec!["HOME"] };
        let scripts = [
            script("echo a", 100, Dialect::Sh),
            script("Write-Host b", 200, Dialect::PowerShell),
            script("set c", 300, Dialect::Bash),
        ];
        let found = check(&LastWord, &scripts).unwrap_or_default();
        let places: Vec<Vec<_>> =
            found.iter().map(|of| of.iter().map(|found| (found.range.start, &*found.message)).collect()).collect();
        assert_eq!(places, [vec![(105, "#!/bin/sh")], vec![], vec![(304, "#!/bin/bash")]]);
    }
}
