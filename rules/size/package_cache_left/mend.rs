//! How a cache is kept out of the image: a flag of the command, or a command behind it.

use build::Step;
use lint::Fix;
use shell::Command;
use text::Edit;

use super::apt::Apt;
use super::caches::{Cache, Manager};
use crate::script_edits;

/// What mends `command` of `step`, if that is certain. The image differs by what is no longer in it.
pub(super) fn fix(cache: &Cache, command: &Command, step: Step<'_>, apt: &Apt<'_>) -> Option<Fix> {
    if let Some(flag) = cache.off.first() {
        let behind = cache.subcommand(command)?.range.end;
        return Some(Fix::unsafe_(format!("add `{flag}`"), [Edit::insert(behind, format!(" {flag}"))]));
    }
    if cache.remedy.is_empty()
        || !command.wrappers.is_empty()
        || cache.manager == Manager::Apt && apt.lists_are_needed(step)
    {
        return None;
    }
    let remedy = cache.remedy.replace("{}", &command.words.first()?.text);
    let edit = script_edits::append(step, &remedy)?;
    Some(Fix::unsafe_(format!("add `{remedy}`"), [edit]))
}
