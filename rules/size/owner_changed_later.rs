use build::{Build, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

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
        let mut copied: Vec<(String, Step)> = Vec::new();
        for step in last.steps() {
            if step.copy().is_some()
                && let Some(place) = destination(step)
            {
                copied.push((place, step));
            }
            for command in
                step.script().find(&["chown|chmod"]).filter(|command| command.has_any_flag(&["-R", "--recursive"]))
            {
                let mut paths = command.operands().skip(1).filter_map(|path| absolute(step, command, path.value()?));
                let Some((_, copy)) =
                    paths.find_map(|path| copied.iter().find(|(place, _)| *place != "/" && is_within(&path, place)))
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

/// Where a COPY puts its files, absolute, without a slash at the end.
fn destination(step: Step) -> Option<String> {
    let written = step.expand(step.copy()?.destination.as_ref()?)?;
    absolute_in(step.workdir().known()?, &written)
}

/// A path of a command, as it is seen from the command's directory.
fn absolute(step: Step, command: &Command, path: &str) -> Option<String> {
    let from = absolute_in(step.workdir().known().unwrap_or("/"), command.cwd()?)?;
    absolute_in(&from, path)
}

fn absolute_in(directory: &str, path: &str) -> Option<String> {
    let joined = if path.starts_with('/') { path.to_owned() } else { format!("{directory}/{path}") };
    let parts: Vec<_> = joined.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    (!parts.contains(&"..")).then(|| format!("/{}", parts.join("/")))
}

/// Whether one of the two paths holds the other.
fn is_within(a: &str, b: &str) -> bool {
    let below = |path: &str, top: &str| path == top || path.strip_prefix(top).is_some_and(|rest| rest.starts_with('/'));
    below(a, b) || below(b, a)
}
