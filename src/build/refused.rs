//! What `BuildKit` refuses when it carries out instructions that are well formed by themselves
//! (moby/buildkit `frontend/dockerfile/dockerfile2llb/convert*.go`).

mod from;
mod mount;
mod signal;

use syntax::expand::{self, Value};
use syntax::{Copy, Keyword, Kind, Word};
use text::TextRange;

use crate::error::BuildError;
use crate::expansion::needs_expansion;
use crate::graph::Base;
use crate::mentions::Expanded;
use crate::steps::Step;
use crate::{Build, Port, World};

/// Highest `--chmod`: all permission bits.
const ALL_BITS: u32 = 0o7777;

/// What is refused, in the order of the file. What depends on something unknown is not.
pub(crate) fn errors(build: &Build) -> Vec<BuildError> {
    let mut errors = Vec::new();
    if build.stages().len() == 0 && build.parse().errors.is_empty() {
        let last = build.instructions().last().map_or(TextRange::empty(0), |instruction| instruction.range);
        errors.push(BuildError::new(last, "dockerfile contains no stages to build".to_owned()));
    }
    if let Some(mistake) = build.context().and_then(|context| context.ignore_error()) {
        let file = build.context().and_then(|context| context.ignore_file()).map_or("", |ignore| ignore.file.path());
        // The name alone: from where the path is said differs between the command line and an editor.
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let message = format!("{name}:{}: {}", mistake.line, mistake.message);
        errors.push(BuildError::new(TextRange::empty(0), message));
    }
    // Without a target all stages are looked at, as `docker build --check` does.
    let all = build.options().target.is_none();
    for stage in build.stages().filter(|stage| all || stage.is_needed()) {
        errors.extend(from::check(stage));
        for step in stage.executed() {
            let found = step_error(step);
            errors.extend(found.map(|(range, message)| BuildError::new(step.shown_at(range), message)));
        }
    }
    errors
}

/// The first thing that is wrong with a step, and where.
fn step_error(step: Step<'_>) -> Option<(TextRange, String)> {
    if step.is_trigger()
        && let Some(error) = syntax::trigger_error(step.instruction())
    {
        return Some((error.range, error.message));
    }
    let words = step.expanded().into_iter().find_map(|part| expansion_error(step, part));
    words.or_else(|| match step.kind() {
        Kind::Copy(copy) | Kind::Add(copy) => copy_error(step, copy),
        Kind::Expose(words) => words.iter().find_map(|word| expose_error(step, word)),
        Kind::Stopsignal(Some(word)) => {
            let name = step.expand(word)?;
            (!signal::is_known(&name)).then(|| (word.range, format!("invalid signal: {name}")))
        }
        Kind::Run(run) => device_error(step).or_else(|| run.mounts.iter().find_map(|found| mount::check(step, found))),
        _ => None,
    })
}

/// A word or heredoc in which variables can't be replaced.
fn expansion_error(step: Step<'_>, part: Expanded<'_>) -> Option<(TextRange, String)> {
    let build = step.build();
    let escape = build.parse().file.escape;
    let environment = |name: &str| without_open(build, step.value_of(name));
    let (range, outcome) = match part {
        Expanded::Word(word) if !needs_expansion(&word.text, escape) => return None,
        Expanded::Word(word) => (word.range, expand::expand(&word.text, escape, &environment)),
        Expanded::Body(heredoc) => (heredoc.body, expand::expand_body(build.file().slice(heredoc.body), &environment)),
    };
    outcome.err().map(|message| (range, message))
}

/// What has no value may still be given one, unless the world is bare.
fn without_open<'v>(build: &Build, value: Value<'v>) -> Value<'v> {
    if build.options().world == World::Unknown && value == Value::Unset { Value::Unknown } else { value }
}

fn copy_error(step: Step<'_>, copy: &Copy) -> Option<(TextRange, String)> {
    if let Some(word) = step.flag("chmod").and_then(|flag| flag.value.as_ref()) {
        let mode = step.expand(word)?;
        let digits = !mode.is_empty() && mode.bytes().all(|byte| byte.is_ascii_digit());
        if digits && u32::from_str_radix(&mode, 8).is_ok_and(|mode| mode <= ALL_BITS) != digits {
            let message =
                format!("invalid chmod parameter: '{mode}'. it should be octal string and between 0 and 07777");
            return Some((word.range, message));
        }
    }
    if let Some(word) = step.flag("from").and_then(|flag| flag.value.as_ref())
        && word.text.find('$').is_some_and(|at| at + 1 < word.text.len())
    {
        let message = "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround";
        return Some((word.range, message.to_owned()));
    }
    let checksum = step.flag("checksum").filter(|_| step.keyword() == Keyword::Add)?;
    let several = copy.sources.len() > 1;
    several.then(|| (checksum.word.range, "checksum can't be specified for multiple sources".to_owned()))
}

fn expose_error(step: Step<'_>, word: &Word) -> Option<(TextRange, String)> {
    if let Some(error) = expansion_error(step, Expanded::Word(word)) {
        return Some(error);
    }
    let ports = step.expand_words(word)?;
    ports.iter().find_map(|port| Port::parse(port).err()).map(|message| (word.range, message))
}

/// `RUN --device`, which only the experimental frontend has.
fn device_error(step: Step<'_>) -> Option<(TextRange, String)> {
    let flag = step.flag("device")?;
    let directives = &step.build().parse().file.directives;
    let labs = directives.iter().any(|directive| directive.name == "syntax" && directive.value.contains("labs"));
    let message = "device feature is only supported in Dockerfile frontend 1.14.0-labs or later";
    (!labs).then(|| (flag.word.range, message.to_owned()))
}

/// What is wrong with the name of an image that `base` is.
fn image_error(base: &Base) -> Option<String> {
    let image = base.image()?;
    let error = syntax::image::ImageRef::parse(image).err()?;
    Some(format!("failed to parse stage name \"{image}\": {error}"))
}
