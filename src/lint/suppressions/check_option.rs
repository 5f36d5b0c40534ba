//! `# check=skip=…;experimental=…`, as `BuildKit` reads it (`moby/buildkit frontend/dockerfile/linter/linter.go`).

use build::Build;
use text::{SourceFile, TextRange};

use super::{Dialect, Name, State, Suppression};
use crate::{Meta, Tool};

/// The checks that `BuildKit` runs only when they are asked for.
pub(crate) const EXPERIMENTAL: [&str; 1] = ["InvalidDefinitionDescription"];

/// The checks that look at the whole file, so that a comment in front of an instruction does not reach them.
const FILE_WIDE: [&str; 6] = [
    "ConsistentInstructionCasing",
    "DuplicateStageName",
    "InvalidBaseImagePlatform",
    "InvalidDefaultArgInFrom",
    "NoEmptyContinuation",
    "ReservedStageName",
];

/// Whether the rule is one of `BuildKit`'s that look at the whole file.
pub(super) fn is_file_wide(meta: &Meta) -> bool {
    is_one_of(meta, &FILE_WIDE)
}

/// Whether the rule is one of `BuildKit`'s experimental ones.
pub(super) fn is_experimental(meta: &Meta) -> bool {
    is_one_of(meta, &EXPERIMENTAL)
}

fn is_one_of(meta: &Meta, names: &[&str]) -> bool {
    meta.aliases.iter().any(|alias| alias.tool == Tool::Buildkit && names.contains(&alias.name))
}

/// The directive at the top and the comments in front of instructions.
pub(super) fn read(build: &Build) -> Vec<Suppression> {
    let (file, parse) = (build.file(), build.parse());
    let whole = TextRange::new(0, file.text().len() as u32);
    let mut all = Vec::new();
    for directive in parse.file.directives.iter().filter(|directive| directive.name == "check") {
        let options = options(file, directive.value_range).unwrap_or_default();
        push(&mut all, options, directive.range, Dialect::CheckDirective, whole);
    }
    for instruction in &parse.file.instructions {
        let comments = instruction.comments.iter().filter_map(|index| parse.file.comments.get(*index));
        // The first comment that can be read counts, and no other.
        let found = comments.filter(|comment| !comment.indented).find_map(|comment| {
            let key = comment.range.end - file.slice(comment.range).trim_start_matches(['#', ' ', '\t']).len() as u32;
            let rest = file.slice(TextRange::new(key, comment.range.end));
            let value = rest.get(.."check=".len()).filter(|word| word.eq_ignore_ascii_case("check="))?;
            let value = TextRange::new(key + value.len() as u32, comment.range.end);
            Some((options(file, value)?, comment.range))
        });
        if let Some((options, range)) = found {
            push(&mut all, options, range, Dialect::CheckComment, range.cover(instruction.range));
        }
    }
    all
}

/// The names given to `skip` and to `experimental`.
#[derive(Default)]
struct Options {
    skip: Vec<Name>,
    experimental: Vec<Name>,
}

fn push(all: &mut Vec<Suppression>, options: Options, range: TextRange, dialect: Dialect, scope: TextRange) {
    for (names, dialect) in [(options.skip, dialect), (options.experimental, Dialect::Experimental)] {
        if !names.is_empty() {
            all.push(Suppression { range, dialect, scope: Some(scope), names, trouble: None });
        }
    }
}

/// Reads `skip=A,B;experimental=C;error=true`. The value ends at the first blank; a fourth part stays with the third;
/// a repeated key replaces the first. `None` for what `BuildKit` does not read.
fn options(file: &SourceFile, value: TextRange) -> Option<Options> {
    let text = file.slice(value).split_whitespace().next()?;
    let mut start = value.end - file.slice(value).trim_start().len() as u32;
    let mut options = Options::default();
    for part in text.splitn(3, ';') {
        let (key, list) = part.split_once('=')?;
        let at = start + key.len() as u32 + 1;
        match key {
            "skip" => options.skip = names(list, at),
            "experimental" => options.experimental = names(list, at),
            "error" => {}
            _ => return None,
        }
        start += part.len() as u32 + 1;
    }
    Some(options)
}

fn names(list: &str, mut at: u32) -> Vec<Name> {
    let mut names = Vec::new();
    for word in list.split(',') {
        let trimmed = word.trim();
        let start = at + (word.len() - word.trim_start().len()) as u32;
        if !trimmed.is_empty() {
            let range = TextRange::new(start, start + trimmed.len() as u32);
            names.push(Name { range, text: trimmed.to_owned(), state: State::NotRun });
        }
        at += word.len() as u32 + 1;
    }
    names
}
