//! `.dockerignore` patterns and COPY globs against what moby/patternmatcher and Go's `filepath.Match` answered.

#![expect(clippy::disallowed_methods, reason = "the records are read, and the time is taken")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use syntax::dockerignore::{Dockerignore, Patterns};
use syntax::filepath;

/// What the program says: excluded, matched, or nothing for an error.
fn answer(record: &Value) -> Option<bool> {
    let path = record["path"].as_str()?;
    match record["kind"].as_str()? {
        "copy" => filepath::matches(record["pattern"].as_str()?, path).ok(),
        "file" => {
            let ignore = Dockerignore::read(record["ignorefile"].as_str()?);
            if ignore.error().is_some() {
                return None;
            }
            Some(ignore.patterns().walk_to(path).ok()?.matched)
        }
        _ => {
            let patterns = record["patterns"].as_array()?.iter().filter_map(Value::as_str);
            Some(Patterns::new(patterns).ok()?.walk_to(path).ok()?.matched)
        }
    }
}

/// What `MatchesOrParentMatches` says, which is recorded besides.
fn flat_answer(record: &Value) -> Option<bool> {
    let patterns = record.get("patterns").or(record.get("parsed_patterns"))?.as_array()?;
    let patterns = Patterns::new(patterns.iter().filter_map(Value::as_str)).ok()?;
    Some(patterns.matches_or_parent(record["path"].as_str()?).ok()?.is_some())
}

#[test]
fn every_recorded_answer_is_given() {
    let Ok(text) = fs::read_to_string("../shared/conformance/dockerignore/open.jsonl") else {
        eprintln!("skipped: ../shared/conformance is not there");
        return;
    };
    let mut wrong = Vec::new();
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let copy = record["kind"] == "copy";
        let wanted = record[if copy { "matched" } else { "excluded" }].as_bool();
        let flat = copy || flat_answer(&record) == record["matched"].as_bool();
        if answer(&record) != wanted || !flat {
            wrong.push(line.to_owned());
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), text.lines().count(), wrong.join("\n"));
}

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn text(&mut self, parts: &[&str], longest: usize) -> String {
        (0..=self.roll(longest)).map(|_| parts[self.roll(parts.len())]).collect()
    }
}

#[test]
fn no_pattern_panics_or_takes_long() {
    const PATTERN: [&str; 32] = [
        "*",
        "**",
        "/",
        "a",
        "b",
        "é",
        "?",
        "[",
        "]",
        "^",
        "-",
        "\\",
        "!",
        "{",
        "}",
        "2",
        ",",
        "|",
        ".",
        "..",
        "(",
        ")",
        "+",
        "$",
        "[a-c]",
        "[^",
        "x{41}",
        "Q",
        "pL",
        "[:alpha:]",
        " ",
        "#",
    ];
    const PATH: [&str; 10] = ["a", "b", "/", "é", ".", "[", "*", "!", "2", "\n"];
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let started = Instant::now();
    for _ in 0..20_000 {
        let (pattern, path) = (dice.text(&PATTERN, 8), dice.text(&PATH, 8));
        let _ = filepath::matches(&pattern, &path);
        let ignore = Dockerignore::read(&format!("*\n!{pattern}\n{pattern}\n"));
        let _ = ignore.patterns().walk_to(&path);
        let _ = ignore.patterns().may_take_back_in(&path);
    }
    let stars = Dockerignore::read(&"**/*a*".repeat(200));
    let _ = stars.ignored_by(&"a/".repeat(2_000));
    assert!(started.elapsed() < Duration::from_mins(1), "took {:?}", started.elapsed());
}

#[test]
fn a_matched_directory_that_is_not_entered_holds_nothing_that_comes_back() {
    const PATTERN: [&str; 12] = ["*", "**", "/", "/", "a", "b", "!", "!", "?", "[ab]", "\n", "\n"];
    let mut dice = Dice(42);
    for _ in 0..20_000 {
        let ignore = Dockerignore::read(&dice.text(&PATTERN, 12));
        let (dir, file) = (["a", "b", "a/b"][dice.roll(3)], dice.text(&["a", "b"], 1));
        let Ok(verdict) = ignore.patterns().walk_to(dir) else { continue };
        if verdict.matched && !ignore.patterns().may_take_back_in(dir) {
            assert!(ignore.patterns().walk_to(&format!("{dir}/{file}")).unwrap().matched, "{ignore:?} {dir} {file}");
        }
    }
}
