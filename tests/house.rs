//! The house rules that a compiler does not see.
#![expect(clippy::disallowed_methods, reason = "tests read the sources")]

#[path = "harness/files.rs"]
mod files;

use std::collections::BTreeMap;
use std::path::Path;

use lint::settings::document::SETTINGS_ERROR;
use lint::{Alias, Diagnostic, Entry, Group, Linter, Preset, Settings, Tool};

/// Which floors a floor may use, as in `ARCHITECTURE.md`.
const FLOORS: [(&str, &[&str]); 10] = [
    ("src/text", &[]),
    ("src/syntax", &["text"]),
    ("src/shell", &["syntax", "text"]),
    ("src/build", &["shell", "syntax", "text"]),
    ("src/cache", &["build", "syntax", "text"]),
    ("src/lint", &["build", "syntax", "text"]),
    ("rules", &["lint", "cache", "build", "shell", "syntax", "text"]),
    ("src/report", &["lint", "cache", "build", "shell", "syntax", "text"]),
    ("src/project", &["lint", "cache", "build", "shell", "syntax", "text"]),
    ("lsp", &["project", "report", "rules", "lint", "cache", "build", "shell", "syntax", "text"]),
];

/// Rules whose page says why they have nothing to report.
const NEVER_REPORTED: [&str; 1] = ["base-image-platform"];

const NAMES: [&str; 11] =
    ["text", "syntax", "shell", "build", "cache", "lint", "rules", "report", "project", "lsp", "layerwise"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn entries() -> &'static [Entry] {
    rules::registry().entries()
}

#[test]
fn floors_look_down() {
    for (folder, below) in FLOORS {
        let manifest = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let table: toml::Table = manifest.parse().unwrap();
        let used = table.get("dependencies").and_then(|used| used.as_table()).cloned().unwrap_or_default();
        for name in used.keys().filter(|name| NAMES.contains(&name.as_str())) {
            assert!(below.contains(&name.as_str()), "{folder} may not use {name}");
        }
    }
}

#[test]
fn every_file_but_a_rule_says_what_it_is_for() {
    let mut sources = Vec::new();
    for folder in ["src", "rules", "lsp", "tests"] {
        files::walk(root(), folder, "rs", &mut sources);
    }
    for path in sources {
        let is_rule = entries().iter().any(|entry| path == source(entry, "rs"));
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        assert!(is_rule || text.starts_with("//!"), "{path} does not begin with `//!`");
    }
}

/// `tests/run` ends what takes too long.
#[test]
fn no_test_waits_for_a_program_for_ever() {
    let mut sources = Vec::new();
    files::walk(root(), "tests", "rs", &mut sources);
    for path in sources.iter().filter(|path| *path != "tests/run/mod.rs" && *path != "tests/house.rs") {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        for call in [".output()", ".status()", ".wait()", ".wait_with_output()"] {
            assert!(!text.contains(call), "{path} calls `{call}`: `tests/run` runs programs");
        }
    }
}

/// `Cargo.toml` says where the project lives and which version this is; what is copied from a guide works.
#[test]
fn guides_name_the_repository_and_the_version_that_are_true() {
    let mut texts = vec!["README.md".to_owned(), "action.yml".to_owned(), "packages/gitlab/layerwise.yml".to_owned()];
    files::walk(root(), "docs", "md", &mut texts);
    let home = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://").unwrap();
    let version = env!("CARGO_PKG_VERSION");
    for path in texts {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for line in text.lines() {
            assert!(
                !line.contains("github.com/") || !line.contains("/layerwise") || line.contains(home),
                "{path}: {line}"
            );
            assert!(!line.contains("OWNER/"), "{path}: {line}");
            for before in ["rev: v", "layerwise@v", "layerwise==", "/raw/v"] {
                let named = line.split(before).nth(1);
                assert!(
                    named.is_none_or(|named| named.starts_with(version) || named.starts_with('$')),
                    "{path}: {line}"
                );
            }
        }
    }
}

/// `rules/style/unused_suppression.rs`.
fn source(entry: &Entry, extension: &str) -> String {
    format!("rules/{}/{}.{extension}", entry.meta.group, entry.meta.name.replace('-', "_"))
}

#[test]
fn every_rule_lies_in_the_folder_of_its_harm() {
    for entry in entries() {
        for extension in ["rs", "md"] {
            let path = source(entry, extension);
            assert!(root().join(&path).is_file(), "`{}` is not at {path}", entry.meta.name);
        }
    }
}

#[test]
fn no_two_rules_share_a_name_and_every_name_is_found() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for entry in entries() {
        let name = entry.meta.name;
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{name}");
        for start in ["no-", "prefer-", "avoid-", "use-"] {
            assert!(!name.starts_with(start), "`{name}` is not named for the wrong");
        }
        assert!(name != SETTINGS_ERROR && name != "all", "`{name}` means something else");
        assert_eq!(seen.insert(name.to_owned(), name), None, "two rules are called `{name}`");
        for called in entry.meta.aliases.iter().map(|alias| alias.name).chain([name]) {
            let found = rules::registry().find(called).any(|found| found.meta.name == name);
            assert!(found, "`{called}` does not lead to `{name}`");
        }
    }
}

#[test]
fn every_page_has_its_name_its_aliases_and_both_kinds_of_examples() {
    let wrong: Vec<String> = entries().iter().flat_map(page_faults).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn page_faults(entry: &Entry) -> Vec<String> {
    let meta = &entry.meta;
    let is_reported = |block: &&str| block.lines().any(|line| line.starts_with('#') && line.contains('^'));
    let blocks: Vec<&str> =
        meta.page.split("```dockerfile\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let faults = [
        (!meta.page.starts_with(&format!("# {}\n\n", meta.name)), "the title is not its name".to_owned()),
        (!NEVER_REPORTED.contains(&meta.name) && !blocks.iter().any(is_reported), "no example is reported".to_owned()),
        (blocks.iter().all(is_reported), "no example is quiet".to_owned()),
    ];
    let faults = faults.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fault)| fault);
    let faults = faults.chain(alias_fault(entry));
    faults.map(|fault| format!("rules/{}/{}.md: {fault}", meta.group, meta.name.replace('-', "_"))).collect()
}

/// Why the line `Also known as: DL3006 (hadolint), …` does not name the rule's aliases and their tools, and no others.
fn alias_fault(entry: &Entry) -> Option<String> {
    let meta = &entry.meta;
    let line = meta.page.lines().find_map(|line| line.strip_prefix("Also known as: ")).unwrap_or_default();
    let words: Vec<&str> = line.split(|character: char| !character.is_ascii_alphanumeric()).collect();
    // Nobody reads a list of all codes of ShellCheck.
    let many = meta.aliases.iter().filter(|alias| alias.tool == Tool::Shellcheck).count() > 12;
    let named = |alias: &Alias| words.contains(&alias.tool.name()) && (many || words.contains(&alias.name));
    if let Some(alias) = meta.aliases.iter().find(|alias| !named(alias)) {
        return Some(format!("`Also known as: …` lacks {} ({})", alias.name, alias.tool.name()));
    }
    let is_code = |word: &&&str| word.len() == 6 && (word.starts_with("DL") || word.starts_with("SC"));
    let strange = words.iter().filter(is_code).find(|word| !meta.is_called(word));
    strange.map(|word| format!("`Also known as: …` names {word}, which is no alias"))
}

#[test]
fn presets_of_other_tools_hold_rules_that_they_have() {
    let pairs = [(Preset::Hadolint, [Tool::Hadolint, Tool::Shellcheck]), (Preset::Buildkit, [Tool::Buildkit; 2])];
    for (preset, tools) in pairs {
        for entry in entries().iter().filter(|entry| entry.meta.presets.contains(&preset)) {
            let is_known =
                entry.meta.group == Group::Syntax || entry.meta.aliases.iter().any(|alias| tools.contains(&alias.tool));
            assert!(is_known, "`{}` has no alias of {}", entry.meta.name, preset.name());
        }
    }
}

#[test]
fn messages_are_lower_case_and_have_no_full_stop() {
    for entry in entries() {
        for found in examples(entry) {
            let message = &found.message;
            assert!(
                !message.ends_with('.') || message.ends_with('…'),
                "{}: \"{message}\" ends in a full stop",
                found.rule
            );
            // BuildKit's own words stay as they are, and so do names in capitals.
            let first = message.split([' ', ':']).next().unwrap_or_default();
            let is_sentence = first.starts_with(char::is_uppercase) && first.chars().skip(1).any(char::is_lowercase);
            assert!(
                !is_sentence || entry.meta.group == Group::Syntax,
                "{}: \"{message}\" begins in upper case",
                found.rule
            );
            for word in [" should ", "please"] {
                assert!(!message.contains(word), "{}: \"{message}\" has the word `{}`", found.rule, word.trim());
            }
        }
    }
}

/// What the rule says about the examples of its page.
fn examples(entry: &Entry) -> Vec<Diagnostic> {
    let linter = Linter::new(rules::registry(), &Settings::only(&entry.meta));
    let blocks = entry.meta.page.split("```dockerfile\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks
        .flat_map(|block| {
            let file = text::SourceFile::new("Dockerfile", block);
            linter.check(&build::Build::new(build::Inputs::of_file(file)))
        })
        .collect()
}
