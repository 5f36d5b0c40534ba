//! Fates and causes in words.

use build::{Build, Step};
use cache::{Cause, Difference, Fate, FileChange, Verdict};

use super::{Predicted, line};
use crate::quantity::counted;
use crate::visible;

/// Files that are named one by one; of more, the first and their number.
const NAMED: usize = 2;

/// Why a step has its fate, and that it fails if it does; empty where there is nothing to say.
pub(super) fn why(predicted: &Predicted, verdict: &Verdict) -> String {
    match (because(predicted, verdict), fails(predicted, verdict)) {
        (why, Some(fails)) if why.is_empty() => fails,
        (why, Some(fails)) => format!("{why}; {fails}"),
        (why, None) => why,
    }
}

/// That a step takes what is not there.
fn fails(predicted: &Predicted, verdict: &Verdict) -> Option<String> {
    let first = verdict.missing.first()?;
    let context = predicted.build.step(verdict.step).context();
    let path = first.trim_start_matches("./").trim_matches('/');
    let why = match context.and_then(|context| Some((context.ignored_by(path)?, context.ignore_file()?))) {
        Some((line, ignore)) => format!("line {} of {} leaves `{first}` out", line.number, shown(ignore.file.path())),
        None => format!("`{first}` is not in the context"),
    };
    Some(visible(&format!("{why}, so the build fails here")).into_owned())
}

/// The name of an ignore file.
fn shown(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn because(predicted: &Predicted, verdict: &Verdict) -> String {
    if !matches!(verdict.fate, Fate::Rebuilt | Fate::Maybe) {
        return String::new();
    }
    let direct: Vec<String> = verdict
        .causes
        .iter()
        .filter(|cause| cause.is_direct())
        .map(|cause| in_words(predicted, verdict.fate, cause))
        .collect();
    if !direct.is_empty() {
        return visible(&direct.join("; ")).into_owned();
    }
    let cause = verdict.causes.first().map(|cause| in_words(predicted, verdict.fate, cause));
    visible(&cause.unwrap_or_default()).into_owned()
}

fn in_words(predicted: &Predicted, fate: Fate, cause: &Cause) -> String {
    let build = predicted.build;
    match cause {
        Cause::Files(changes) => files(changes),
        Cause::Edited => "edited".to_owned(),
        Cause::Moved => "moved".to_owned(),
        Cause::Inserted => "new".to_owned(),
        Cause::NewlyNeeded => "its stage was not built before".to_owned(),
        Cause::Gone(text) => format!("`{}` does not stand in front of it any more", shortened(text, 30)),
        Cause::Argument(name) => format!("argument `{name}` has another value"),
        Cause::Environment(name) => format!("variable `{name}` has another value"),
        Cause::EnvironmentOrder => "its variables are set in another order".to_owned(),
        Cause::Workdir => "its working directory is another one".to_owned(),
        Cause::User => "its user is another one".to_owned(),
        Cause::Shell => "its shell is another one".to_owned(),
        Cause::Image(name) => format!("image `{name}` is another one"),
        Cause::Remote(url) => format!("`{url}` holds something else"),
        Cause::Base => "its stage starts from something else".to_owned(),
        Cause::Stage(stage, step) => {
            let (label, line) = (build.stage(*stage).label(), line(build.step(*step)));
            match fate {
                Fate::Maybe => format!("unless stage `{label}` (line {line}) makes the same files again"),
                _ => format!("takes files of stage `{label}`, which runs again from line {line}"),
            }
        }
        Cause::Before(step) => format!("because of line {}", line(build.step(*step))),
    }
}

/// Changed files: `src/a.js changed`.
fn files(changes: &[FileChange]) -> String {
    let named: Vec<String> = changes.iter().take(NAMED).map(|change| format!("`{}`", change.path)).collect();
    let more = changes.len() - named.len();
    let list = match (named.as_slice(), more) {
        ([first, ..], 2..) => format!("{first} and {}", counted(changes.len() as u64 - 1, "more file")),
        (named, 1) => format!("{} and 1 more file", named.join(", ")),
        (named, _) => named.join(" and "),
    };
    let first = changes.first().map_or(Difference::Changed, |change| change.difference);
    let alike = changes.iter().all(|change| change.difference == first);
    format!("{list} {}", verb(if alike { first } else { Difference::Changed }, changes.len() > 1))
}

fn verb(difference: Difference, many: bool) -> &'static str {
    match (difference, many) {
        (Difference::Added, false) => "was added",
        (Difference::Added, true) => "were added",
        (Difference::Removed, false) => "was removed",
        (Difference::Removed, true) => "were removed",
        (Difference::Mode, _) => "changed permissions",
        (Difference::Kind, _) => "changed kind (file, link or directory)",
        (Difference::Modified | Difference::Changed, _) => "changed",
    }
}

/// An instruction on one line of at most `width` characters, blanks put together.
pub(super) fn instruction(step: Step<'_>, width: usize) -> String {
    shortened(step.instruction().joined.text(), width)
}

fn shortened(text: &str, width: usize) -> String {
    let text = visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    if text.chars().count() <= width {
        return text;
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// The last line: how many steps run again, and what is the pity of it.
pub(super) fn summary(predicted: &Predicted) -> String {
    let count = |fate| predicted.prediction.with(fate).count();
    let (rebuilt, maybe, reused) = (count(Fate::Rebuilt), count(Fate::Maybe), count(Fate::Reused));
    let total = counted((rebuilt + maybe + reused) as u64, "step");
    let broken = predicted.steps().find(|(_, verdict)| !verdict.missing.is_empty());
    let broken = broken.map(|(step, _)| format!(", but the build fails at line {}", line(step))).unwrap_or_default();
    if rebuilt + maybe == 0 {
        return format!("all {total} reused{}{broken}", configuration(predicted));
    }
    let may = if maybe > 0 { format!(", {maybe} may") } else { String::new() };
    let verb = if rebuilt == 1 { "runs" } else { "run" };
    let pity = pity(predicted).map(|(step, cause)| format!("; {step} only because {cause}"));
    visible(&format!("{rebuilt} of {total} {verb} again{may}{}{broken}", pity.unwrap_or_default())).into_owned()
}

/// What of the image is another one although no step runs.
fn configuration(predicted: &Predicted) -> String {
    let keywords = &predicted.prediction.image().configuration;
    if keywords.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = keywords.iter().map(|keyword| keyword.name()).collect();
    format!("; the image's configuration changes: {}", names.join(", "))
}

/// A step that installs what others made and runs again for no reason of its own, and what makes it. That a build runs
/// again when its sources change is no pity.
fn pity(predicted: &Predicted) -> Option<(String, String)> {
    let cascaded: Vec<(Step<'_>, &Verdict)> = predicted
        .steps()
        .filter(|(step, verdict)| verdict.fate == Fate::Rebuilt && !verdict.is_direct() && step.run().is_some())
        .collect();
    let installs = |step: Step<'_>| step.script().commands.iter().any(is_install);
    let (step, verdict) = cascaded.iter().find(|(step, _)| installs(*step))?;
    let from = verdict.causes.iter().find_map(|cause| match cause {
        Cause::Before(step) | Cause::Stage(_, step) => Some(*step),
        _ => None,
    })?;
    let commands = &step.script().commands;
    let command = commands.iter().find(|command| is_install(command))?;
    let words: Vec<&str> = command.words.iter().map_while(|word| word.value()).take(2).collect();
    let cause = predicted.prediction.of(from);
    let why = cause.causes.iter().find(|cause| cause.is_direct())?;
    let line = line(predicted.build.step(from));
    let why = match why {
        Cause::Files(changes) if copies_all(predicted.build, from) => {
            format!("line {line} copies everything, {} among it", one_of(changes))
        }
        Cause::Files(changes) => format!("line {line} takes {}", one_of(changes)),
        Cause::Edited => format!("line {line} was edited"),
        why => format!("of line {line}: {}", in_words(predicted, cause.fate, why)),
    };
    Some((format!("`{}`", words.join(" ")), why))
}

fn one_of(changes: &[FileChange]) -> String {
    changes.first().map(|change| format!("`{}`", change.path)).unwrap_or_default()
}

/// Whether a step copies the whole context.
fn copies_all(build: &Build, step: build::StepId) -> bool {
    let sources = build.step(step).sources();
    sources
        .iter()
        .any(|source| matches!(&source.what, build::What::Path(path) if path.trim_matches(['.', '/']).is_empty()))
}

/// Whether a command installs what others made: mostly the longest part of a build.
fn is_install(command: &shell::Command) -> bool {
    const INSTALLS: [&[&str]; 22] = [
        &["npm", "ci"],
        &["npm", "install"],
        &["yarn", "install"],
        &["yarn"],
        &["pnpm", "install"],
        &["bun", "install"],
        &["pip", "install"],
        &["pip3", "install"],
        &["poetry", "install"],
        &["uv", "sync"],
        &["apt-get", "install"],
        &["apk", "add"],
        &["dnf", "install"],
        &["yum", "install"],
        &["go", "mod", "download"],
        &["cargo", "fetch"],
        &["cargo", "build"],
        &["bundle", "install"],
        &["composer", "install"],
        &["dotnet", "restore"],
        &["mvn"],
        &["gradle"],
    ];
    INSTALLS.iter().any(|head| command.is(head))
}
