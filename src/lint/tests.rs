//! What the linter and the fix engine do with rules, shown on rules made for it.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use build::{Build, Inputs};
use serde::{Deserialize, Serialize};
use text::{Edit, SourceFile, TextRange};

use crate::fix::{Fixed, fix};
use crate::{Diagnostics, Edition, Entry, Fix, Group, Level, Linter, Meta, Preset, Registry, Rule, Settings};

const fn meta(name: &'static str) -> Meta {
    let presets = &[Preset::Recommended];
    let page = "";
    Meta { name, group: Group::Style, level: Level::Warning, since: Edition::E2026, presets, aliases: &[], page }
}

/// A rule that wants one text in the place of another.
macro_rules! wants {
    ($rule:ident, $name:literal, $from:literal, $to:literal) => {
        #[derive(Default, Serialize, Deserialize)]
        struct $rule {}

        impl Rule for $rule {
            const META: Meta = meta($name);

            fn check(&self, build: &Build, out: &mut Diagnostics) {
                for (at, found) in build.file().text().match_indices($from) {
                    let range = TextRange::new(at as u32, (at + found.len()) as u32);
                    out.report(range, "found").fix(Fix::safe("replace", [Edit::replace(range, $to)]));
                }
            }
        }
    };
}

wants!(Mends, "mends", "one", "two");
wants!(Undoes, "undoes", "two", "one");
wants!(Breaks, "breaks", "RUN", "RUNN");
wants!(Joins, "joins", "\nRUN ", " RUN ");

#[derive(Default, Serialize, Deserialize)]
struct Panics {}

impl Rule for Panics {
    const META: Meta = meta("panics");

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        out.report(TextRange::new(0, build.file().text().len() as u32 + 1), "beyond the end");
    }
}

fn registry(entries: &[Entry]) -> Registry {
    Registry::new(&[entries])
}

fn fixed(entries: &[Entry], text: &str) -> Fixed {
    let registry = registry(entries);
    let linter = Linter::new(&registry, &Settings::default());
    fix(&Inputs::of_file(SourceFile::new("Dockerfile", text)), &linter, |_, _| true)
}

#[test]
fn fixes_are_applied_until_none_is_left() {
    let fixed = fixed(&[Entry::of::<Mends>()], "FROM a\nRUN one one\nRUN one\n");
    assert_eq!(fixed.file.text(), "FROM a\nRUN two two\nRUN two\n");
    assert_eq!(fixed.applied.len(), 3);
    assert!(fixed.remaining.is_empty());
}

#[test]
fn rules_that_disagree_end_where_they_began_to_repeat() {
    let fixed = fixed(&[Entry::of::<Undoes>(), Entry::of::<Mends>()], "FROM a\nRUN one\n");
    assert_eq!(fixed.file.text(), "FROM a\nRUN two\n");
    assert_eq!(fixed.applied.len(), 1);
}

#[test]
fn a_fix_that_brings_a_syntax_error_is_undone_and_told() {
    let fixed = fixed(&[Entry::of::<Breaks>()], "FROM a\nRUN x\nRUN y\n");
    assert_eq!(fixed.file.text(), "FROM a\nRUN x\nRUN y\n");
    assert_eq!(fixed.undone.len(), 2);
    assert!(fixed.undone[0].reason.contains("unknown instruction: RUNN"), "{}", fixed.undone[0].reason);
}

#[test]
fn one_fix_that_is_undone_holds_up_no_other() {
    let fixed = fixed(&[Entry::of::<Joins>()], "FROM a\nRUN u\nRUN v\nRUN w\nRUN x\n");
    assert_eq!(fixed.file.text(), "FROM a\nRUN u RUN v RUN w RUN x\n");
    assert_eq!((fixed.applied.len(), fixed.undone.len()), (3, 1));
}

/// How often the rule `counts` was asked.
static ASKED: AtomicUsize = AtomicUsize::new(0);

#[derive(Default, Serialize, Deserialize)]
struct Counts {}

impl Rule for Counts {
    const META: Meta = meta("counts");

    fn check(&self, _: &Build, _: &mut Diagnostics) {
        ASKED.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_file_is_read_as_often_for_many_fixes_as_for_one() {
    let fixed =
        fixed(&[Entry::of::<Mends>(), Entry::of::<Counts>()], &format!("FROM a\n{}", "RUN one\n".repeat(1_000)));
    assert_eq!(fixed.applied.len(), 1_000);
    assert_eq!(ASKED.load(Ordering::Relaxed), 2);
}

#[test]
fn nothing_is_mended_in_a_file_that_is_not_utf_8() {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| registry(&[Entry::of::<Mends>()]));
    let linter = Linter::new(&REGISTRY, &Settings::default());
    let file = SourceFile::from_bytes("Dockerfile", b"FROM a\nRUN one \xff\n");
    let fixed = fix(&Inputs::of_file(file), &linter, |_, _| true);
    assert!(fixed.applied.is_empty());
    assert_eq!(fixed.remaining.len(), 1);
}

#[test]
fn a_rule_that_stumbles_is_named_and_the_others_are_asked() {
    let registry = registry(&[Entry::of::<Panics>(), Entry::of::<Mends>()]);
    let linter = Linter::new(&registry, &Settings::default());
    let build = Build::new(Inputs::of_file(SourceFile::new("Dockerfile", "FROM a\nRUN one\n")));
    let found = linter.check(&build);
    assert_eq!(found.iter().map(|found| found.rule).collect::<Vec<_>>(), ["panics", "mends"]);
    assert!(found[0].message.starts_with("`panics` could not look at this file"), "{}", found[0].message);
}

/// The text with comments that silence the rule `mends`, which finds each `one`.
fn silenced(text: &str) -> String {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(&[&[Entry::of::<Mends>()]]));
    let linter = Linter::new(&REGISTRY, &Settings::default());
    let inputs = Inputs::of_file(SourceFile::new("Dockerfile", text));
    crate::ignores::add(&inputs, &linter).file.text().to_owned()
}

#[test]
fn a_comment_stands_in_front_of_the_instruction_and_keeps_to_its_layout() {
    assert_eq!(
        silenced("# escape=`\r\nFROM a\r\n\r\n\t RUN `\r\n  one\r\n"),
        "# escape=`\r\nFROM a\r\n\r\n\t # layerwise ignore=mends\r\n\t RUN `\r\n  one\r\n"
    );
    assert_eq!(silenced("\u{feff}FROM one"), "\u{feff}# layerwise ignore=mends\nFROM one");
    assert_eq!(
        silenced("FROM a\n# why\n# hadolint ignore=DL3008\nRUN <<E\none\nE\n"),
        "FROM a\n# why\n# layerwise ignore=mends\n# hadolint ignore=DL3008\nRUN <<E\none\nE\n"
    );
}

#[test]
fn what_lies_in_no_instruction_is_silenced_for_the_file() {
    assert_eq!(
        silenced("# check=skip=one\nFROM one\n# one\n"),
        "# check=skip=one\n# layerwise ignore-file=mends\nFROM one\n# one\n"
    );
}

#[test]
fn a_comment_that_is_there_gets_one_name_more() {
    assert_eq!(
        silenced("# layerwise ignore=other -- why\nFROM one\n"),
        "# layerwise ignore=other, mends -- why\nFROM one\n"
    );
    assert_eq!(
        silenced("FROM a\nRUN two \\\n  # layerwise ignore=other\n  one\n"),
        "FROM a\nRUN two \\\n  # layerwise ignore=other, mends\n  one\n"
    );
    assert_eq!(
        silenced("# layerwise ignore-file=other\nFROM a\n# one\n"),
        "# layerwise ignore-file=other, mends\nFROM a\n# one\n"
    );
}
