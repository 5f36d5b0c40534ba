use build::{Build, Stage, Step};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct CopyToUnmarkedDirectory {}

impl Rule for CopyToUnmarkedDirectory {
    const META: Meta = Meta {
        name: "copy-to-unmarked-directory",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3021")],
        page: include_str!("copy_to_unmarked_directory.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies() {
            let Some(copy) = step.copy().filter(|copy| copy.sources.len() > 1) else { continue };
            let Some(word) = &copy.destination else { continue };
            let Some(destination) = step.expand(word) else { continue };
            let marked = destination.ends_with(['/', '\\']) || matches!(destination.as_str(), "." | "..");
            if marked || is_directory(step, &destination) {
                continue;
            }
            let message = format!(
                "`{destination}` is taken for a file unless it ends with `/`, so each source replaces the one before"
            );
            let add =
                (!copy.json).then(|| Fix::unsafe_("end the destination with `/`", [Edit::insert(word.range.end, "/")]));
            out.report(word.range, message).fix(add);
        }
    }
}

/// Whether `path` was made a directory by a WORKDIR of the stage or of its parents in front of `step`.
fn is_directory(step: Step, path: &str) -> bool {
    let before = step.stage().lineage().flat_map(Stage::steps).filter(|earlier| earlier.id() < step.id());
    let mut workdirs = before.filter(|earlier| matches!(earlier.kind(), Kind::Workdir(_)));
    workdirs
        .any(|workdir| workdir.next().is_some_and(|next| next.workdir().known() == Some(path.trim_end_matches('/'))))
}
