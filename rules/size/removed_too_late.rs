use std::collections::HashSet;
use std::sync::LazyLock;

use build::{Build, Step, What};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
pub struct RemovedTooLate {}

impl Rule for RemovedTooLate {
    const META: Meta = Meta {
        name: "removed-too-late",
        group: Group::Size,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("removed_too_late.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(target) = build.target() else { return };
        for stage in target.lineage() {
            // The files that came in layers of their own, and the steps that brought them.
            let mut copied: Vec<(String, Step)> = Vec::new();
            for step in stage.executed() {
                copied.extend(archives(step).into_iter().map(|place| (place, step)));
                if copied.is_empty() || step.run().is_none() {
                    continue;
                }
                for command in step.script().find(&["rm"]) {
                    let Some((path, copy)) = copied.iter().find(|(path, _)| removes(step, command, path)) else {
                        continue;
                    };
                    let message =
                        format!("`{path}` stays in the layer that it was copied in, so removing it here saves nothing");
                    out.report(command.words_range(), message)
                        .label(copy.range(), "it is copied here")
                        .note("a RUN that takes it with `--mount=type=bind` leaves nothing behind");
                }
            }
        }
    }
}

/// Where the archives and packages end up that a COPY brings, or an ADD that does not unpack them.
fn archives(step: Step) -> Vec<String> {
    let Some(place) = step.destination() else { return Vec::new() };
    let is_directory =
        step.copy().and_then(|copy| copy.destination.as_ref()).is_some_and(|word| word.text.ends_with(['/', '.']));
    let sources = step.sources().into_iter();
    sources
        .filter_map(|source| match source.what {
            What::Path(path) => {
                Some(path).filter(|path| is_large(path) && !(step.keyword() == Keyword::Add && is_unpacked(path)))
            }
            What::Url(url) => Some(url).filter(|url| is_large(url)),
            _ => None,
        })
        .flat_map(|path| {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            // Without a slash at the end the place may be the file or a directory that is there.
            let inside = format!("{}/{name}", place.trim_end_matches('/'));
            if is_directory { vec![inside] } else { vec![place.clone(), inside] }
        })
        .collect()
}

/// Whether it is an archive, a package or an installer, by its name.
fn is_large(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    !name.contains(['*', '?', '[', '$']) && ending.is_some_and(|ending| LARGE.contains(ending))
}

static LARGE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let all = "tar gz tgz bz2 tbz xz txz zst zip 7z rar jar war ear deb rpm whl msi exe run bin iso img gem";
    all.split(' ').collect()
});

/// Whether ADD unpacks it.
fn is_unpacked(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".tar", ".tgz", ".tbz", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst"].iter().any(|end| path.ends_with(end))
}

/// Whether the command removes `path`.
fn removes(step: Step, command: &Command, path: &str) -> bool {
    command.operands().filter_map(|word| word.value()).any(|operand| {
        let absolute = operand.starts_with('/');
        let place = if absolute {
            step.place(operand)
        } else {
            command.cwd().and_then(|cwd| step.place(&format!("{cwd}/{operand}")))
        };
        place.is_some_and(|place| place == path)
    })
}
