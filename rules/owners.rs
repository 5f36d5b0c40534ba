//! Who a directory of the image belongs to, as far as the steps tell.

use build::{Setting, Stage, Step, lies_in};
use shell::{Command, Word};
use syntax::Keyword;

use crate::images::runs_as_root;

/// Whether `user`, as a USER says it, is known to be somebody else than root; then the name.
pub(crate) fn other_than_root(user: &str) -> Option<&str> {
    let name = user.split(':').next().unwrap_or_default();
    (!matches!(name, "" | "root" | "0")).then_some(name)
}

/// A directory that belongs to root, who alone may write there.
pub(crate) enum OfRoot<'b> {
    /// This step makes it.
    MadeBy(Step<'b>),
    /// No step makes it, and the base image has none of that name.
    NotThere,
}

/// Whether the directory `path` belongs to root when the steps in front of `until`, or all of `stage`, are done.
/// `None` when it may be somebody else's: of the base image, of a user whose home it is, of whoever `chown` named.
pub(crate) fn of_root<'b>(stage: Stage<'b>, path: &str, until: Option<Step<'b>>) -> Option<OfRoot<'b>> {
    if !runs_as_root(stage) || is_of_base(path) {
        return None;
    }
    let mut lineage: Vec<Stage> = stage.lineage().collect();
    lineage.reverse();
    let steps = lineage.into_iter().flat_map(Stage::executed).take_while(|step| Some(*step) != until);
    let mut maker = None;
    for step in steps {
        if gives_away(step, path) {
            return None;
        }
        if maker.is_none() && makes(step, path) {
            if !is_root(step.user()) {
                return None;
            }
            maker = Some(step);
        }
    }
    Some(maker.map_or(OfRoot::NotThere, OfRoot::MadeBy))
}

/// Whether the base image may have the directory, or a user's home is made there: all but what has a name of its own.
fn is_of_base(path: &str) -> bool {
    const KNOWN: &str = "bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var go";
    let mut parts = path.trim_start_matches('/').split('/');
    let first = parts.next().unwrap_or_default();
    let in_home = first == "home" && parts.nth(1).is_some();
    let in_opt = first == "opt" && path.len() > "/opt/".len();
    !path.starts_with('/') || KNOWN.split(' ').any(|known| known == first) && !in_home && !in_opt
}

/// Root, or the user of a base image that has no other.
fn is_root(user: &Setting) -> bool {
    match user {
        Setting::Known(user) => other_than_root(user).is_none(),
        Setting::Base => true,
        Setting::Unknown => false,
    }
}

/// Whether the step makes the directory, if it is not there.
fn makes(step: Step, path: &str) -> bool {
    let reaches = |place: String| lies_in(&place, path);
    match step.keyword() {
        Keyword::Workdir => step.enters().is_some_and(reaches),
        Keyword::Copy | Keyword::Add => step.destination().is_some_and(reaches),
        Keyword::Run => {
            step.script().find(&["mkdir"]).any(|mkdir| places(step, mkdir).any(|place| place.is_some_and(reaches)))
        }
        _ => false,
    }
}

/// Whether the step may give the directory, or one that it is in, to somebody else.
fn gives_away(step: Step, path: &str) -> bool {
    match step.keyword() {
        Keyword::Copy | Keyword::Add => {
            let around = |place: String| lies_in(path, &place) || lies_in(&place, path);
            let owned = step.flag("chown").is_some() || step.flag("chmod").is_some();
            // What another stage or an archive brings has owners of its own.
            let brought = step.copies_from().is_some() || step.keyword() == Keyword::Add;
            (owned || brought) && step.destination().is_none_or(around)
        }
        Keyword::Run => {
            !step.script().understood() || step.script().commands.iter().any(|command| touches(step, command, path))
        }
        _ => false,
    }
}

/// Whether a command may give `path` away: `chown` does, a home is its user's, and who knows what programs do whose arguments
/// name the path.
fn touches(step: Step, command: &Command, path: &str) -> bool {
    match command.name() {
        Some("mkdir") => {
            command.has_any_flag(&["-m", "--mode"])
                && places(step, command).any(|place| place.is_none_or(|place| lies_in(path, &place)))
        }
        Some("chown" | "chmod" | "chgrp" | "setfacl" | "install") => {
            places(step, command).any(|place| place.is_none_or(|place| lies_in(path, &place) || lies_in(&place, path)))
        }
        Some("echo" | "cd" | "ls" | "test" | "[" | "cat" | "touch") => false,
        Some("useradd" | "adduser" | "usermod") => {
            command.arguments().iter().any(|word| word.is_dynamic() || word.text.contains(path))
        }
        _ => command.arguments().iter().any(|word| word.text.contains(path)),
    }
}

/// Where the operands of a command lead; `None` for one that depends on what is not known.
fn places<'s>(step: Step<'s>, command: &'s Command) -> impl Iterator<Item = Option<String>> + 's {
    command.operands().map(move |word| place(step, command, word))
}

fn place(step: Step, command: &Command, word: &Word) -> Option<String> {
    let path = word.value()?;
    if path.starts_with('/') { step.place(path) } else { step.place(&format!("{}/{path}", command.cwd()?)) }
}
