use build::{Build, Step, What};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Keyword, Word};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct AddedLocalFile {}

impl Rule for AddedLocalFile {
    const META: Meta = Meta {
        name: "added-local-file",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3020")],
        page: include_str!("added_local_file.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies().filter(|step| step.keyword() == Keyword::Add) {
            let sources = step.sources();
            let plain = |word: &Word, what: &What| matches!(what, What::Path(path) if !is_archive(path) && !word.text.contains('$'));
            // One archive or URL is reason enough for ADD.
            if sources.is_empty() || !sources.iter().all(|source| plain(source.word, &source.what)) {
                continue;
            }
            let keyword = &step.instruction().keyword;
            out.report(
                keyword.range,
                "`ADD` unpacks archives and downloads URLs; `COPY` copies, which is all that is wanted here",
            )
            .fix(fix(step));
        }
    }
}

/// Endings of what ADD unpacks.
const ARCHIVES: [&str; 12] =
    [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".gz", ".bz2", ".xz", ".tar.zst"];

/// Whether ADD may unpack `path`; a pattern may match an archive.
fn is_archive(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    ARCHIVES.iter().any(|ending| path.ends_with(ending)) || path.ends_with('*') && !path.ends_with("/*")
}

/// Endings of files that can't be archives, whatever they are called.
const TEXTS: [&str; 16] = [
    ".sh", ".py", ".js", ".ts", ".json", ".yml", ".yaml", ".toml", ".txt", ".conf", ".cfg", ".ini", ".md", ".xml",
    ".sql", ".html",
];

/// COPY instead. ADD looks into a file, not at its name, to find an archive: only what can't be one is safe.
fn fix(step: Step) -> Option<Fix> {
    if step.instruction().flags.iter().any(|flag| !matches!(flag.name.as_str(), "chown" | "chmod" | "link" | "exclude"))
    {
        return None;
    }
    let keyword = &step.instruction().keyword;
    let copy = if keyword.text.chars().any(char::is_lowercase) { "copy" } else { "COPY" };
    // What is aligned by blanks stays so.
    let aligned = step.build().file().text()[keyword.range.end as usize..].starts_with("  ");
    let range = TextRange::new(keyword.range.start, keyword.range.end + u32::from(aligned));
    let edits = [Edit::replace(range, copy)];
    let sure = step.copy()?.sources.iter().all(|source| {
        let path = source.text.to_ascii_lowercase();
        path == "." || path.ends_with('/') || TEXTS.iter().any(|ending| path.ends_with(ending))
    });
    Some(if sure { Fix::safe("use `COPY`", edits) } else { Fix::unsafe_("use `COPY`", edits) })
}
