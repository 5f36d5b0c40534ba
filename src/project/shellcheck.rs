//! The `shellcheck` command: run once for all scripts of a file.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;
use shell::shellcheck::{Finding, Severity, ShellCheck};
use text::{LineIndex, TextRange};

/// The `shellcheck` on the path, which is looked for when it is first asked.
///
/// It remembers its answers: between two fixes of a file, nearly all scripts stay what they are.
#[derive(Debug, Default)]
pub struct OnPath {
    memory: Mutex<HashMap<String, Vec<Finding>>>,
    problem: OnceLock<String>,
}

/// With more scripts than this, what is remembered is forgotten: no file has as many.
const MOST_REMEMBERED: usize = 4096;

impl OnPath {
    /// Why it could not be asked, if it was asked and could not.
    pub fn problem(&self) -> Option<&str> {
        self.problem.get().map(String::as_str)
    }

    fn memory(&self) -> MutexGuard<'_, HashMap<String, Vec<Finding>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShellCheck for OnPath {
    fn check(&self, sources: &[String]) -> Option<Vec<Vec<Finding>>> {
        if self.problem().is_some() {
            return None;
        }
        let mut known: HashMap<String, Vec<Finding>> = {
            let memory = self.memory();
            sources.iter().filter_map(|source| Some((source.clone(), memory.get(source)?.clone()))).collect()
        };
        let mut new: Vec<String> = sources.iter().filter(|source| !known.contains_key(*source)).cloned().collect();
        new.sort_unstable();
        new.dedup();
        if !new.is_empty() {
            let found = run(&new).map_err(|problem| self.problem.set(problem)).ok()?;
            let mut memory = self.memory();
            if memory.len() >= MOST_REMEMBERED {
                memory.clear();
            }
            memory.extend(new.iter().cloned().zip(found.iter().cloned()));
            known.extend(new.into_iter().zip(found));
        }
        Some(sources.iter().map(|source| known.get(source).cloned().unwrap_or_default()).collect())
    }
}

/// What `shellcheck` says of each of `sources`, or why it says nothing.
fn run(sources: &[String]) -> Result<Vec<Vec<Finding>>, String> {
    let failed = |error: std::io::Error| format!("`shellcheck` could not be given its scripts: {error}");
    let directory = tempfile::tempdir().map_err(failed)?;
    for (index, source) in sources.iter().enumerate() {
        fs::write(directory.path().join(index.to_string()), source).map_err(failed)?;
    }
    let mut command = Command::new("shellcheck");
    command.args(["--norc", "--format=json1"]).args((0..sources.len()).map(|index| index.to_string()));
    // The same findings for everybody: what is to be heeded is said in `layerwise.toml`.
    command.env_remove("SHELLCHECK_OPTS").current_dir(directory.path()).stdin(Stdio::null());
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => "`shellcheck` is not installed, or not on the `PATH`".to_owned(),
        _ => format!("`shellcheck` could not be run: {error}"),
    })?;
    // 1: something was found; from 2 on, something went wrong.
    if !matches!(output.status.code(), Some(0 | 1)) {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().filter(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
        return Err(format!("`shellcheck` failed: {said}"));
    }
    read(&output.stdout, sources).ok_or_else(|| "`shellcheck` answered in words that are not known".to_owned())
}

/// The findings in an answer of the format `json1`, for each of `sources`.
fn read(answer: &[u8], sources: &[String]) -> Option<Vec<Vec<Finding>>> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let lines: Vec<LineIndex> = sources.iter().map(|source| LineIndex::new(source)).collect();
    let mut found = vec![Vec::new(); sources.len()];
    for comment in answer.get("comments")?.as_array()? {
        let index: usize = comment.get("file")?.as_str()?.parse().ok()?;
        let finding = finding(comment, sources.get(index)?, &lines[index])?;
        found[index].push(finding);
    }
    Some(found)
}

fn finding(comment: &Value, source: &str, lines: &LineIndex) -> Option<Finding> {
    let number = |key: &str| comment.get(key)?.as_u64().map(|number| number as u32);
    let place = |line: &str, column: &str| {
        let range = lines.range(number(line)?.clamp(1, lines.count()));
        // Columns count characters, from 1.
        let within = source[range].char_indices().nth(number(column)?.saturating_sub(1) as usize);
        Some(within.map_or(range.end, |(at, _)| range.start + at as u32))
    };
    let (start, end) = (place("line", "column")?, place("endLine", "endColumn")?);
    let severity = match comment.get("level")?.as_str()? {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "style" => Severity::Style,
        _ => Severity::Info,
    };
    let message = comment.get("message")?.as_str()?.to_owned();
    Some(Finding { code: number("code")?, severity, range: TextRange::new(start, end.max(start)), message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_tab_is_one() {
        let sources = ["#!/bin/sh\necho é\t$x\n".to_owned()];
        let answer =
            br#"{"comments": [{"file": "0", "line": 2, "endLine": 2, "column": 8, "endColumn": 10, "level": "info",
            "code": 2086, "message": "Double quote."}]}"#;
        let found = read(answer, &sources).unwrap();
        assert_eq!((found[0][0].code, &sources[0][found[0][0].range]), (2086, "$x"));
    }

    #[test]
    fn an_answer_in_other_words_is_none() {
        assert_eq!(read(b"shellcheck 0.1", &[]), None);
        assert_eq!(read(br#"{"comments": [{"file": "7"}]}"#, &[]), None);
    }
}
