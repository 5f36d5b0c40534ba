//! Laws that hold for what rules say about every Dockerfile, with all rules on.

#![expect(clippy::print_stdout, reason = "what is found is said before the test fails")]

mod shell;
mod sources;

use std::collections::BTreeMap;

use build::{Build, Inputs};
use lint::fix::fix;
use lint::{Applicability, Diagnostic, Level, Linter, Preset, Settings};
use rayon::prelude::*;
use text::SourceFile;

/// Every eleventh of all files, as rules are slow without optimisation; `LAWS=all` takes them all.
fn sources() -> Vec<&'static (String, String)> {
    sources::all().iter().step_by(if all() { 1 } else { 11 }).collect()
}

#[expect(clippy::disallowed_methods, reason = "the environment says how much to test")]
fn all() -> bool {
    std::env::var_os("LAWS").is_some()
}

fn linter() -> Linter<'static> {
    Linter::new(rules::registry(), &Settings::of_preset(Preset::All))
}

fn inputs(text: &str) -> Inputs {
    Inputs::of_file(SourceFile::new("Dockerfile", text))
}

fn check(linter: &Linter, text: &str) -> Vec<Diagnostic> {
    linter.check(&Build::new(inputs(text)))
}

/// Fails with what was found, the first few in full.
fn none(found: &[String]) {
    for text in found.iter().take(10) {
        println!("{text}\n");
    }
    assert!(found.is_empty(), "{} files break the law", found.len());
}

#[test]
fn no_rule_stumbles_and_every_place_is_in_the_file() {
    let linter = linter();
    let stumbles = |(name, text): &&(String, String)| {
        let found =
            check(&linter, text).into_iter().find(|found| found.message.contains("could not look at this file"));
        found.map(|found| format!("{name}: {}", found.message))
    };
    none(&sources().par_iter().filter_map(stumbles).collect::<Vec<_>>());
}

#[test]
fn line_ends_make_no_difference() {
    let linter = linter();
    // A line that is as long as BuildKit takes is too long with one character more.
    let sources = sources().into_iter().filter(|(_, text)| text.lines().all(|line| line.len() < 60_000));
    let sources: Vec<_> = sources.collect();
    let differs = |(name, text): &&(String, String)| {
        let unix = text.replace("\r\n", "\n");
        let windows = unix.replace('\n', "\r\n");
        let said = |text: &str| -> Vec<String> {
            let file = SourceFile::new("", text);
            let place = |found: &Diagnostic| file.line_column(found.range.start);
            check(&linter, text)
                .iter()
                // A message may quote a line end.
                .map(|found| format!("{:?} {}: {}", place(found), found.rule, found.message.replace("\\r\\n", "\\n")))
                .collect()
        };
        let (unix, windows) = (said(&unix), said(&windows));
        (unix != windows).then(|| {
            let only =
                |a: &[String], b: &[String]| a.iter().filter(|one| !b.contains(one)).cloned().collect::<Vec<_>>();
            format!("{name}: with LF {:?}, with CRLF {:?}", only(&unix, &windows), only(&windows, &unix))
        })
    };
    none(&sources.par_iter().filter_map(differs).collect::<Vec<_>>());
}

/// Scripts that are too simple for a certain fault are passed over, unless a code is asked for besides. Asking for one that there
/// is not has all of them looked at.
#[test]
fn no_shell_fault_is_in_what_is_passed_over() {
    let with = |options: &str| {
        let options = BTreeMap::from([("shell-fault", options.parse::<toml::Table>().expect("it is TOML"))]);
        let rule = rules::registry().get("shell-fault").expect("it is a rule");
        Linter::new(rules::registry(), &Settings { options, ..Settings::only(&rule.meta) })
    };
    let (short, long) = (with(""), with("also = ['SC0000']"));
    let differs = |name: &str, text: &str| {
        let (short, long) = (check(&short, text), check(&long, text));
        (short != long).then(|| format!("{name}: found {short:?}, there is {long:?}"))
    };
    // As it is, and on an image where nothing of bash is known.
    let either = |(name, text): &&(String, String)| differs(name, text).or_else(|| differs(name, &on_debian(text)));
    none(&sources().par_iter().filter_map(either).collect::<Vec<_>>());
    let count = if all() { 100_000 } else { 10_000 };
    let made_up: Vec<String> = shell::made_up(count).map(|script| format!("FROM debian:12\nRUN {script}\n")).collect();
    none(&made_up.par_iter().filter_map(|text| differs(text, text)).collect::<Vec<_>>());
}

/// The file with Debian below each of its stages, and no SHELL.
fn on_debian(text: &str) -> String {
    let line = |line: &str| match line.get(..5) {
        Some(word) if word.eq_ignore_ascii_case("FROM ") => "FROM debian:12\n".to_owned(),
        Some(word) if word.eq_ignore_ascii_case("SHELL") => "USER root\n".to_owned(),
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[test]
fn a_file_that_was_mended_has_nothing_to_mend_and_no_new_error() {
    let linter = linter();
    none(&sources().par_iter().filter_map(|(name, text)| mended(name, text, &linter)).collect::<Vec<_>>());
}

fn mended(name: &str, text: &str, linter: &Linter) -> Option<String> {
    let wanted = |_: &Diagnostic, fix: &lint::Fix| fix.applicability >= Applicability::Unsafe;
    let once = fix(&inputs(text), linter, wanted);
    if let Some(undone) = once.undone.first() {
        return Some(format!("{name}: `{}` had to be undone (\"{}\"): {}", undone.rule, undone.title, undone.reason));
    }
    let twice = fix(&inputs(once.file.text()), linter, wanted);
    if twice.file.text() != once.file.text() {
        return Some(format!("{name}: mended again by {:?}", twice.applied));
    }
    let unmended = check(linter, text);
    let before = errors(&unmended);
    let after = errors(&once.remaining);
    let new = after.iter().find(|(error, count)| before.get(*error).copied().unwrap_or(0) < **count)?;
    Some(format!("{name}: new error {:?} after {:?}", new.0, once.applied))
}

fn errors(found: &[Diagnostic]) -> BTreeMap<(&str, &str), usize> {
    let mut errors = BTreeMap::new();
    for found in found.iter().filter(|found| found.level == Level::Error) {
        *errors.entry((found.rule, found.message.as_str())).or_default() += 1;
    }
    errors
}
