//! How a cache is kept out of the image: a flag of the command, or a command behind it.

use build::Step;
use lint::Fix;
use shell::Command;
use text::Edit;

use super::caches::{Cache, Manager};
use crate::script_edits;

/// What mends `command` of `step`, if that is certain. The image differs by what is no longer in it.
pub(super) fn fix(cache: &Cache, command: &Command, step: Step<'_>) -> Option<Fix> {
    if let Some(flag) = cache.off.first() {
        let behind = cache.subcommand(command)?.range.end;
        return Some(Fix::unsafe_(format!("add `{flag}`"), [Edit::insert(behind, format!(" {flag}"))]));
    }
    if cache.remedy.is_empty() || !command.wrappers.is_empty() || needs_lists_later(cache, step) {
        return None;
    }
    let remedy = cache.remedy.replace("{}", &command.words.first()?.text);
    let edit = script_edits::append(step, &remedy)?;
    Some(Fix::unsafe_(format!("add `{remedy}`"), [edit]))
}

/// Whether a later RUN installs from apt's lists without getting them again.
fn needs_lists_later(cache: &Cache, step: Step<'_>) -> bool {
    let behind = |other: &Step<'_>| {
        other.id() > step.id() && other.stage().lineage().any(|stage| stage.id() == step.stage().id())
    };
    cache.manager == Manager::Apt
        && step.build().written_runs().filter(behind).any(|other| {
            let script = other.script();
            script.runs(&["apt-get|apt|aptitude", "install"]) && !script.runs(&["apt-get|apt|aptitude", "update"])
        })
}
