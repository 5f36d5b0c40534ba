//! Runs every page: documentation, examples and tests in one. `CONTRIBUTING.md` says how a page is written.
//!
//! `PAGES=rules/size cargo test --test pages` runs those whose path holds `rules/size`; `BLESS=1` writes what the program
//! says into the pages, for a person to read.

#![expect(clippy::print_stderr, reason = "a person who blesses pages reads which ones")]
#![expect(clippy::disallowed_methods, reason = "tests read and write pages")]

mod harness;
mod run;

use std::fmt::Write as _;
use std::path::Path;

use harness::files;
use harness::page::Page;

/// Failures shown in full; of the others only the place is.
const SHOWN: usize = 10;

#[test]
fn every_page_says_what_is_so() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bless = std::env::var_os("BLESS").is_some();
    let wanted = std::env::var("PAGES").unwrap_or_default();
    let mut failures = Vec::new();
    for path in pages(root).into_iter().filter(|path| path.contains(&wanted)) {
        let text = std::fs::read_to_string(root.join(&path)).unwrap().replace("\r\n", "\n");
        let page = Page::read(&path, &text);
        let outcome = harness::run(&page, root);
        if bless && outcome.text != text {
            std::fs::write(root.join(&path), &outcome.text).unwrap();
            eprintln!("wrote {path}");
        } else {
            failures.extend(outcome.differences);
        }
        failures.extend(outcome.mistakes);
    }
    assert!(failures.is_empty(), "{}", told(&failures));
}

/// The Markdown files of the repository that are run, as paths from `root`, sorted.
fn pages(root: &Path) -> Vec<String> {
    let mut found: Vec<String> = ["README.md", "CONTRIBUTING.md"]
        .iter()
        .filter(|path| root.join(path).is_file())
        .map(ToString::to_string)
        .collect();
    for folder in ["docs", "rules", "tests/pages"] {
        files::walk(root, folder, "md", &mut found);
    }
    found.sort();
    found
}

fn told(failures: &[String]) -> String {
    let mut text = format!("{} blocks of the pages are wrong; BLESS=1 writes them\n", failures.len());
    for failure in failures.iter().take(SHOWN) {
        let _ = writeln!(text, "\n{failure}");
    }
    for failure in failures.iter().skip(SHOWN) {
        let _ = writeln!(text, "{}", failure.lines().next().unwrap_or_default());
    }
    text
}
