use build::{Build, Copied, Step, What, lies_in};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

use crate::file_names::looks_like_file;

#[derive(Default, Serialize, Deserialize)]
pub struct OwnerChangedLater {}

impl Rule for OwnerChangedLater {
    const META: Meta = Meta {
        name: "owner-changed-later",
        group: Group::Size,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("owner_changed_later.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(last) = build.last_stage() else { return };
        if !last.steps().any(|step| step.script().runs(&["chown|chmod"])) {
            return;
        }
        let mut copied: Vec<(String, Step)> = Vec::new();
        for step in last.steps() {
            // Whoever sets owner or mode right there changes those of other files later.
            let sets_it = step.flag("chown").or(step.flag("chmod")).is_some();
            if let Some(place) = step.destination().filter(|_| !sets_it && !is_small(step)) {
                copied.push((place, step));
            }
            // What is removed again is not stored another time, whatever else it costs.
            for command in step.script().find(&["rm"]) {
                copied.retain(|(place, copy)| !removes(step, command, *copy, place));
            }
            for command in
                step.script().find(&["chown|chmod"]).filter(|command| command.has_any_flag(&["-R", "--recursive"]))
            {
                let mut paths = command.operands().skip(1).filter_map(|path| at(step, command, path.value()?));
                let Some((_, copy)) =
                    paths.find_map(|path| copied.iter().find(|(place, _)| *place != "/" && lies_in(place, &path)))
                else {
                    continue;
                };
                out.report(
                    command.words_range(),
                    "the files of the COPY are stored twice: once in its layer, once in this one",
                )
                .label(copy.range(), "they are copied here; `--chown` or `--chmod` would set it at once");
            }
        }
    }
}

/// Whether it copies but scripts and settings, which weigh nothing.
fn is_small(copy: Step) -> bool {
    let small = |source: Copied| match source.what {
        What::Path(path) => looks_like_file(&path) && !path.ends_with("ar"),
        What::Heredoc(_) => true,
        _ => false,
    };
    copy.sources().into_iter().all(small)
}

/// Where a path of a command leads, seen from the command's directory.
fn at(step: Step, command: &Command, path: &str) -> Option<String> {
    if path.starts_with('/') { step.place(path) } else { step.place(&format!("{}/{path}", command.cwd()?)) }
}

/// Whether the command removes what `copy` put at `place`, or something there whose name is not known.
fn removes(step: Step, command: &Command, copy: Step, place: &str) -> bool {
    command.operands().filter_map(|path| at(step, command, path.prefix())).any(|path| {
        let file = path.strip_prefix(place).map_or("?", |rest| rest.trim_start_matches('/'));
        let is_source = |source: Copied| matches!(source.what, What::Path(from) if from.ends_with(file));
        path == place || place != "/" && copy.sources().into_iter().any(is_source)
    })
}
