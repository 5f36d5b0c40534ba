//! What was found before and is let be, so that only what is new is reported.
//!
//! A baseline is a text with a line for each finding: its path, its rule and the marked text. Lines are sorted, so that it
//! diffs well, and hold no line numbers, so that edits elsewhere in a file change nothing. It is compared line by line and
//! never taken apart.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Checked, Finding, Run};
use crate::visible;

/// What stands at the top of each baseline.
const HEADER: &str =
    "# What layerwise found when this was written, a line each; `layerwise check --baseline` lets it be.\n";

/// The most characters of a marked text that are kept; more do not tell more.
const LONGEST: usize = 160;

/// How often each line is in a baseline.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    counts: HashMap<String, usize>,
}

impl Baseline {
    /// Reads a baseline. Lines that begin with `#` are comments.
    pub fn read(text: &str) -> Self {
        let mut counts = HashMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
        Self { counts }
    }

    /// Takes what is known out of `files`, whose paths are said from `directory`. Of equal findings as many are let be as
    /// there were, the first ones. Gives how many were let be, and how many lines of the baseline nothing was found for.
    pub fn let_be(mut self, files: &mut [Checked], directory: &str) -> (usize, usize) {
        let mut known = 0;
        for checked in files {
            let file = checked.file.clone();
            checked.diagnostics.retain(|diagnostic| {
                let line =
                    line(&Finding { path: super::from_directory(file.path(), directory), file: &file, diagnostic });
                let Some(count) = self.counts.get_mut(&line).filter(|count| **count > 0) else { return true };
                *count -= 1;
                known += 1;
                false
            });
        }
        (known, self.counts.values().sum())
    }
}

/// The baseline of a run.
pub fn baseline(run: &Run) -> String {
    let mut lines: Vec<String> = run.findings().map(|finding| line(&finding)).collect();
    lines.sort();
    let mut out = HEADER.to_owned();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    out
}

fn line(finding: &Finding) -> String {
    let marked = finding.file.slice(finding.diagnostic.range);
    let marked: String =
        visible(&marked.split_whitespace().collect::<Vec<_>>().join(" ")).chars().take(LONGEST).collect();
    format!("{}: {}: {marked}", visible(finding.path), finding.diagnostic.rule)
}

#[cfg(test)]
mod tests {
    use lint::{Diagnostic, Level, Registry};
    use text::{SourceFile, TextRange};

    use super::*;

    fn checked(text: &str) -> Vec<Checked> {
        let file = SourceFile::new("/w/a/Dockerfile", text);
        let found = text.match_indices("RUN").map(|(at, _)| {
            let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            Diagnostic::new("some-rule", Level::Warning, TextRange::new(at as u32, end as u32), "it is so")
        });
        vec![Checked { diagnostics: found.collect(), file }]
    }

    fn written(files: &[Checked]) -> String {
        let registry = Registry::new(&[]);
        baseline(&Run { files, unread: &[], registry: &registry, directory: "/w" })
    }

    #[test]
    fn a_baseline_has_a_line_for_each_finding() {
        let text = written(&checked("FROM a\nRUN  b\nRUN a\nRUN b\n"));
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            ["a/Dockerfile: some-rule: RUN a", "a/Dockerfile: some-rule: RUN b", "a/Dockerfile: some-rule: RUN b"]
        );
    }

    #[test]
    fn what_is_known_is_let_be_wherever_it_has_moved() {
        let before = Baseline::read(&written(&checked("FROM a\nRUN b\nRUN c\n")));
        let mut now = checked("# more\nFROM a\nENV x=y\nRUN   b\nRUN d\nRUN b\n");
        assert_eq!(before.let_be(&mut now, "/w"), (1, 1));
        let left: Vec<&str> = now[0].diagnostics.iter().map(|found| now[0].file.slice(found.range)).collect();
        assert_eq!(left, ["RUN d", "RUN b"]);
    }
}
