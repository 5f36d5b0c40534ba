use build::context::EntryKind;
use build::{Base, Build, Stage, Step, What, lies_in};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;
use text::Edit;

use crate::file_names::looks_like_file;

#[derive(Default, Serialize, Deserialize)]
pub struct FileInPlaceOfDirectory {}

impl Rule for FileInPlaceOfDirectory {
    const META: Meta = Meta {
        name: "file-in-place-of-directory",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("file_in_place_of_directory.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for copy in build.copies().filter(|copy| is_bare_file(*copy)) {
            let Some(place) = copy.destination().filter(|place| is_new(copy, place)) else { continue };
            let Some(word) = copy.copy().and_then(|copy| copy.destination.as_ref()) else { continue };
            let used = std::iter::successors(copy.next(), |step| step.next()).find(|step| uses(*step, &place));
            if let Some(used) = used {
                out.report(word.range, format!("`{}` becomes a file here, but is used as a directory", word.text))
                    .label(used.range(), "this needs a directory")
                    .fix(Fix::unsafe_("end the directory with `/`", [Edit::insert(word.range.end, "/")]));
            }
        }
    }
}

/// Whether one file of the build context is copied to a path without a slash at its end.
fn is_bare_file(step: Step) -> bool {
    let Some(destination) = step.copy().and_then(|copy| copy.destination.as_ref()) else { return false };
    let sources = step.sources();
    let [source] = sources.as_slice() else { return false };
    let What::Path(path) = &source.what else { return false };
    let is_file = match step.build().context() {
        Some(context) => context.find(path.trim_start_matches("./")).is_some_and(|entry| entry.kind == EntryKind::File),
        None => looks_like_file(path),
    };
    let bare = !destination.text.ends_with(['/', '.', '"', ']']) && destination.text.starts_with('/');
    step.copies_from().is_none() && !step.flag_is_on("parents") && bare && is_file
}

/// Whether nothing is at the place yet: an official image has no directory of that name, and no step makes one.
fn is_new(copy: Step, place: &str) -> bool {
    const KNOWN: &str = "bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var go";
    let first = place.trim_start_matches('/').split('/').next().unwrap_or_default();
    let official = match copy.stage().root() {
        Base::Scratch => true,
        Base::Image(_) => copy.stage().root_image().is_some_and(|image| image.official().is_some()),
        _ => false,
    };
    let before = copy.stage().lineage().flat_map(Stage::executed).filter(|step| step.id() < copy.id());
    let source = copy.build().file();
    let untouched = before.into_iter().all(|step| match step.keyword() {
        Keyword::Run => !source.slice(step.range()).contains(place),
        Keyword::Workdir => step.enters().is_some_and(|at| !lies_in(&at, place)),
        _ => step.copy().is_none() || step.destination().is_some_and(|other| !lies_in(&other, place)),
    });
    official && !KNOWN.split(' ').any(|known| known == first) && untouched
}

/// Whether the step takes `place` for a directory.
fn uses(step: Step, place: &str) -> bool {
    match step.keyword() {
        Keyword::Workdir => step.enters().is_some_and(|at| lies_in(&at, place)),
        Keyword::Copy | Keyword::Add => {
            let ends =
                step.copy().and_then(|copy| copy.destination.as_ref()).is_some_and(|word| word.text.ends_with('/'));
            step.destination().is_some_and(|at| lies_in(&at, place) && (ends || at != place))
        }
        Keyword::Run => {
            let cwds = step
                .script()
                .commands
                .iter()
                .filter(|command| command.is_certain())
                .filter_map(|command| command.cwd());
            cwds.filter(|cwd| cwd.starts_with('/')).any(|cwd| lies_in(cwd, place))
        }
        _ => false,
    }
}
