use build::{Build, Step};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use syntax::{Keyword, Word};

#[derive(Default, Serialize, Deserialize)]
pub struct ExtractedArchive {}

/// What `ADD` unpacks: a tar file, compressed or not.
const ARCHIVES: &[&str] = &[
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tpz",
    ".tar.bz2",
    ".tbz",
    ".tbz2",
    ".tb2",
    ".tar.xz",
    ".txz",
    ".tar.lzma",
    ".tlz",
    ".tar.Z",
    ".tZ",
    ".tar.lz",
    ".tar.zst",
];

/// Programs that unpack whatever they are given.
const UNPACKERS: &str = "unzip|gunzip|bunzip2|unxz|unlzma|uncompress|zcat|gzcat|bzcat|xzcat";

impl Rule for ExtractedArchive {
    const META: Meta = Meta {
        name: "extracted-archive",
        group: Group::Size,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3010")],
        page: include_str!("extracted_archive.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps().filter(|step| step.keyword() == Keyword::Copy && step.flag("from").is_none()) {
            let Some(copy) = step.copy() else { continue };
            for source in &copy.sources {
                let destination = copy.destination.as_ref().map(file_name).filter(|name| is_archive(name));
                let name = destination.unwrap_or_else(|| file_name(source));
                if !is_archive(name) {
                    continue;
                }
                if let Some(unpacked) = unpacked(name, step) {
                    let message = format!("`{name}` is copied and then unpacked, so the image holds it twice");
                    out.report(source.range, message)
                        .label(unpacked.words_range(), "unpacked here")
                        .note("`ADD` unpacks an archive as it copies it");
                }
            }
        }
    }
}

/// The command of a later step that unpacks the whole archive `name` as it is.
fn unpacked<'b>(name: &str, copied: Step<'b>) -> Option<&'b Command> {
    let later = copied.stage().steps().filter(|step| step.id() > copied.id() && step.run().is_some());
    later.flat_map(|step| &step.script().commands).find(|command| unpacks(command, name))
}

fn unpacks(command: &Command, name: &str) -> bool {
    // What is left out or renamed on the way `ADD` would not leave out.
    let changed = command.has_any_flag(&["--strip-components", "--strip", "--transform", "--exclude", "--wildcards"]);
    let first = command.arguments().first().and_then(|word| word.value()).unwrap_or_default();
    // `tar xf a.tar`: the letters of the first word need no dash.
    let letters = first.bytes().all(|byte| byte.is_ascii_alphabetic()) && first.contains('x');
    let tar = command.is(&["tar|bsdtar"]) && (letters || command.has_any_flag(&["-x", "--extract", "--get"]));
    (tar || command.is(&[UNPACKERS]))
        && !changed
        && command.arguments().iter().any(|word| last_part(word.shown()) == name)
}

fn is_archive(name: &str) -> bool {
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

fn file_name(word: &Word) -> &str {
    last_part(&word.text)
}

/// The name without directories, those of Windows and quotes included.
fn last_part(path: &str) -> &str {
    path.trim_matches(['"', '\'']).rsplit(['/', '\\']).next().unwrap_or(path)
}
