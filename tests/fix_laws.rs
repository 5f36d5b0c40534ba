//! Laws of fixes: run over anybody's Dockerfile they end at a text that does not hang on their order, and those that are safe
//! leave the image as it was. That they leave the file sound is one of `lint_laws.rs`.

mod image;
#[expect(dead_code, reason = "other tests use the rest")]
mod sources;

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};

use build::{Build, Inputs};
use lint::fix::{Fixed, fix};
use lint::{Applicability, Diagnostic, Linter, Preset, Settings, ignores};
use rayon::prelude::*;
use text::SourceFile;

/// Of so many files of the corpus one is taken, as rules are slow without optimisation; `LAWS=all` takes them all.
const EVERY: usize = 100;

/// Rules in the order of their names, backwards, and in two that mean nothing.
const ORDERS: [fn(&str) -> u64; 4] = [|_| 0, backwards, |name| mixed(name, 0x9E37), |name| mixed(name, 0x1F35_7BD1)];

#[test]
fn safe_fixes_leave_the_image_as_it_was() {
    let linter = everything();
    each(|name, inputs| {
        let before = Build::new(inputs.clone());
        for rule in fixing(&linter.check(&before), Applicability::Safe) {
            let fixed = by(&linter, inputs, rule, Applicability::Safe);
            let after = Build::new(of_text(fixed.file.text()));
            for side in image::SIDES.into_iter().filter(|side| !image::changed_by(rule).contains(side)) {
                let (old, new) = (image::told(&before, side), image::told(&after, side));
                assert_eq!(old, new, "{name}: {rule} changes the {side:?}");
            }
        }
    });
}

#[test]
fn rules_end_at_the_same_text_in_any_order() {
    let linter = everything();
    each(|name, inputs| {
        for least in [Applicability::Safe, Applicability::Unsafe] {
            let all = fix(inputs, &linter, |_, fix| fix.applicability >= least);
            for order in ORDERS {
                let end = in_order(&linter, inputs, least, order, &|_| true);
                let differs = || differing(&linter, inputs, least);
                assert!(all.file.text() == end, "{name}: another order of rules ends elsewhere: {}", differs());
            }
            let end = one_at_a_time(&linter, inputs, least);
            let differs = || difference(&end, all.file.text());
            assert!(all.file.text() == end, "{name}: {least:?} fixes one at a time end elsewhere:\n{}", differs());
        }
    });
}

/// What comes out when the file is read again after each fix, the first one in the file first.
fn one_at_a_time(linter: &Linter, inputs: &Inputs, least: Applicability) -> String {
    let mut inputs = inputs.clone();
    loop {
        let found = linter.check(&Build::new(inputs.clone()));
        let mut fixes = found.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| fix.applicability >= least);
        let text = inputs.file.text();
        let Some(next) = fixes.find_map(|fix| text::apply(text, &fix.edits).ok()) else {
            return text.to_owned();
        };
        inputs = of_text(&next);
    }
}

fn difference(one: &str, other: &str) -> String {
    similar::TextDiff::from_lines(one, other).unified_diff().context_radius(0).to_string()
}

#[test]
fn two_flags_come_in_one_order_whichever_is_added_first() {
    let (linter, inputs) = (everything(), of_text("FROM debian:12\nRUN apt-get update && apt-get install curl\n"));
    let these = |name: &str| matches!(name, "install-without-yes" | "recommended-packages");
    let ends = ORDERS.map(|order| in_order(&linter, &inputs, Applicability::Unsafe, order, &these));
    assert!(ends[0].contains("install -y --no-install-recommends curl"), "{}", ends[0]);
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
}

/// Two rules that alone end elsewhere in one order than in the other, with both ends.
fn differing(linter: &Linter, inputs: &Inputs, least: Applicability) -> String {
    let rules: Vec<&str> = fixing(&linter.check(&Build::new(inputs.clone())), least).into_iter().collect();
    for (index, a) in rules.iter().enumerate() {
        for b in &rules[index + 1..] {
            let these = |name: &str| name == *a || name == *b;
            let end = |first: &str| in_order(linter, inputs, least, |name| u64::from(name != first), &these);
            let (one, other) = (end(a), end(b));
            if one != other {
                return format!("`{a}` and `{b}`:\n{}", difference(&one, &other));
            }
        }
    }
    "no two rules alone".to_owned()
}

/// The rules that no comment silences: what keeps a file from being built, and what is said about comments.
const UNSILENCED: [&str; 4] = ["build-error", "inline-ignore", "syntax-error", "unused-suppression"];

#[test]
fn comments_silence_what_is_found_and_change_nothing_else() {
    let linter = everything();
    each(|name, inputs| {
        let once = ignores::add(inputs, &linter);
        let left = once.remaining.iter().find(|found| !UNSILENCED.contains(&found.rule));
        assert!(left.is_none(), "{name}: still there: {left:?}\n{}", once.file.text());
        let twice = ignores::add(&of_text(once.file.text()), &linter);
        assert_eq!(once.file.text(), twice.file.text(), "{name}: a second run changes it");
        let (before, after) = (syntax::parse(inputs.file.text()), syntax::parse(once.file.text()));
        assert_eq!(read(&before), read(&after), "{name}: it is read in another way");
        let without: Vec<_> = once.file.text().split_inclusive('\n').filter(|line| !is_ours(line)).collect();
        let original: Vec<_> = inputs.file.text().split_inclusive('\n').filter(|line| !is_ours(line)).collect();
        assert_eq!(without, original, "{name}: more than comments is new");
    });
}

fn is_ours(line: &str) -> bool {
    line.trim_start().starts_with("# layerwise ignore")
}

/// What is read, without its places.
fn read(parse: &syntax::Parse) -> impl PartialEq + std::fmt::Debug {
    let instructions = parse.file.instructions.iter().map(|instruction| instruction.joined.text().to_owned());
    let directives = parse.file.directives.iter().map(|directive| (directive.name.clone(), directive.value.clone()));
    let errors = parse.errors.iter().map(|error| error.message.clone());
    (instructions.collect::<Vec<_>>(), directives.collect::<Vec<_>>(), errors.collect::<Vec<_>>())
}

/// What comes out when the rules that are `wanted` are applied one after the other, in that order, until there is nothing
/// left to do.
fn in_order(
    linter: &Linter,
    inputs: &Inputs,
    least: Applicability,
    order: impl Fn(&str) -> u64,
    wanted: &dyn Fn(&str) -> bool,
) -> String {
    let mut inputs = inputs.clone();
    loop {
        let mut rules: Vec<&str> = fixing(&linter.check(&Build::new(inputs.clone())), least).into_iter().collect();
        rules.retain(|rule| wanted(rule));
        rules.sort_by_key(|name| order(name));
        let done = rules.into_iter().find_map(|rule| {
            let fixed = by(linter, &inputs, rule, least);
            (!fixed.applied.is_empty()).then(|| of_text(fixed.file.text()))
        });
        match done {
            Some(next) => inputs = next,
            None => return inputs.file.text().to_owned(),
        }
    }
}

fn backwards(name: &str) -> u64 {
    let letters = name.bytes().take(8).fold(0, |sum, letter| sum << 8 | u64::from(letter));
    u64::MAX - letters
}

fn mixed(name: &str, seed: u64) -> u64 {
    name.bytes().fold(seed, |sum, letter| (sum ^ u64::from(letter)).wrapping_mul(0x0100_0000_01B3))
}

/// Applies the fixes of one rule alone.
fn by(linter: &Linter, inputs: &Inputs, rule: &str, least: Applicability) -> Fixed {
    fix(inputs, linter, |found, fix| found.rule == rule && fix.applicability >= least)
}

/// The rules that have a fix to offer.
fn fixing(found: &[Diagnostic], least: Applicability) -> BTreeSet<&'static str> {
    let wanted = |found: &&Diagnostic| found.fix.as_ref().is_some_and(|fix| fix.applicability >= least);
    found.iter().filter(wanted).map(|found| found.rule).collect()
}

fn everything() -> Linter<'static> {
    Linter::new(rules::registry(), &Settings::of_preset(Preset::All))
}

fn of_text(text: &str) -> Inputs {
    Inputs::of_file(SourceFile::new("Dockerfile", text))
}

/// Asks `law` of every Dockerfile, and tells of all that break it.
fn each(law: impl Fn(&str, &Inputs) + Sync) {
    #[expect(clippy::disallowed_methods, reason = "the environment says how much to test")]
    let every = if std::env::var_os("LAWS").is_some() { 1 } else { EVERY };
    let corpus = sources::corpus().into_iter().step_by(every);
    let all: Vec<_> = [sources::fixtures(), of_pages()].into_iter().flatten().chain(corpus).collect();
    let broken: Vec<String> = all.par_iter().filter_map(|(name, text)| broken_by(&law, name, text)).collect();
    assert!(
        broken.is_empty(),
        "{} of {} files:\n{}",
        broken.len(),
        all.len(),
        broken[..broken.len().min(SHOWN)].join("\n")
    );
}

/// The Dockerfiles in the pages of rules, by rule and number. Marks are comments, and stay.
fn of_pages() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for meta in rules::registry().entries().iter().map(|entry| entry.meta) {
        let blocks =
            meta.page.split("\n```dockerfile\n").skip(1).map(|rest| rest.split("\n```").next().unwrap_or(rest));
        files.extend(blocks.enumerate().map(|(index, text)| (format!("{} {index}", meta.name), format!("{text}\n"))));
    }
    files
}

/// So many broken files are told of.
const SHOWN: usize = 20;

fn broken_by(law: &(impl Fn(&str, &Inputs) + Sync), name: &str, text: &str) -> Option<String> {
    let asked = panic::catch_unwind(AssertUnwindSafe(|| law(name, &of_text(text))));
    let panic = asked.err()?;
    Some(panic.downcast_ref::<String>().cloned().unwrap_or_else(|| name.to_owned()))
}
