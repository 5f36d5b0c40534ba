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

/// The build argument whose value takes the place of the directive (moby/buildkit `frontend/dockerui/config.go`).
const BUILD_ARG: &str = "BUILDKIT_DOCKERFILE_CHECK";

/// What a file says about `BuildKit`'s checks.
#[derive(Default)]
pub(super) struct Checks {
    /// The directive at the top and the comments in front of instructions.
    pub suppressions: Vec<Suppression>,
    /// Whether findings make the build fail: `error=true`.
    pub fatal: bool,
}

/// Reads the directive at the top and the comments in front of instructions.
pub(super) fn read(build: &Build) -> Checks {
    let (file, parse) = (build.file(), build.parse());
    let whole = TextRange::new(0, file.text().len() as u32);
    let mut fatal = false;
    let mut all = Vec::new();
    for (range, value, start) in directives(build) {
        let options = options(&value, start).unwrap_or_else(|trouble| {
            let trouble = Some(format!("failed to parse check options: {trouble}"));
            all.push(Suppression { range, dialect: Dialect::CheckDirective, scope: None, names: Vec::new(), trouble });
            Options::default()
        });
        fatal |= options.fatal;
        push(&mut all, options, range, Dialect::CheckDirective, whole);
    }
    for instruction in &parse.file.instructions {
        let comments = instruction.comments.iter().filter_map(|index| parse.file.comments.get(*index));
        // The first comment that can be read counts, and no other.
        let found = comments.filter(|comment| !comment.indented).find_map(|comment| {
            let key = comment.range.end - file.slice(comment.range).trim_start_matches(['#', ' ', '\t']).len() as u32;
            let rest = file.slice(TextRange::new(key, comment.range.end));
            let value = rest.get(.."check=".len()).filter(|word| word.eq_ignore_ascii_case("check="))?;
            let value = TextRange::new(key + value.len() as u32, comment.range.end);
            Some((options(file.slice(value).trim_start(), start_of(file, value)).ok()?, comment.range))
        });
        if let Some((options, range)) = found {
            push(&mut all, options, range, Dialect::CheckComment, range.cover(instruction.range));
        }
    }
    Checks { suppressions: all, fatal }
}

/// The `check` directives: place, options, and where these begin. A first line `#!…` does not end them, as it does others.
fn directives(build: &Build) -> Vec<(TextRange, String, u32)> {
    if let Some(Some(given)) = build.options().args.get(BUILD_ARG) {
        return vec![(TextRange::empty(0), given.clone(), 0)];
    }
    let text = build.file().text();
    let behind = if text.starts_with("#!") { text.find('\n').map_or(0, |end| end + 1) } else { 0 };
    let again = (behind > 0).then(|| syntax::parse(&text[behind..]));
    let found = again.as_ref().unwrap_or(build.parse()).file.directives.iter();
    let found = found.filter(|directive| directive.name == "check");
    let place = |directive: &syntax::Directive| {
        let start = directive.value_range.start + behind as u32;
        (directive.range.shift(behind as u32), directive.value.clone(), start)
    };
    found.map(place).collect()
}

fn start_of(file: &SourceFile, value: TextRange) -> u32 {
    value.end - file.slice(value).trim_start().len() as u32
}

/// The names given to `skip` and to `experimental`.
#[derive(Default)]
struct Options {
    skip: Vec<Name>,
    experimental: Vec<Name>,
    fatal: bool,
}

fn push(all: &mut Vec<Suppression>, options: Options, range: TextRange, dialect: Dialect, scope: TextRange) {
    for (names, dialect) in [(options.skip, dialect), (options.experimental, Dialect::Experimental)] {
        if !names.is_empty() {
            all.push(Suppression { range, dialect, scope: Some(scope), names, trouble: None });
        }
    }
}

/// Reads `skip=A,B;experimental=C;error=true`. The value ends at the first blank; a fourth part stays with the third;
/// a repeated key replaces the first. The error is `BuildKit`'s.
fn options(value: &str, mut start: u32) -> Result<Options, String> {
    let text = value.split_whitespace().next().unwrap_or_default();
    let mut options = Options::default();
    for part in text.splitn(3, ';') {
        let invalid = || format!("invalid check option \"{part}\"");
        let (key, list) = part.split_once('=').ok_or_else(invalid)?;
        let at = start + key.len() as u32 + 1;
        match key {
            "skip" => options.skip = names(list, at),
            "experimental" => options.experimental = names(list, at),
            "error" => {
                options.fatal =
                    read_bool(list).map_err(|why| format!("failed to parse check option \"{part}\": {why}"))?;
            }
            _ => return Err(format!("invalid check option \"{key}\"")),
        }
        start += part.len() as u32 + 1;
    }
    Ok(options)
}

/// What Go's `strconv.ParseBool` makes of `text`.
fn read_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing \"{text}\": invalid syntax")),
    }
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
