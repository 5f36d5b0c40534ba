//! What `BuildKit` refuses about a FROM and what is copied or mounted from images.

use syntax::expand;

use super::{image_error, without_open};
use crate::error::BuildError;
use crate::expansion::needs_expansion;
use crate::stages::Stage;
use crate::{Platform, World};

/// What is refused about the FROM of `stage` and the images that its steps take from.
pub(super) fn check(stage: Stage<'_>) -> Vec<BuildError> {
    let mut errors: Vec<_> = image(stage).into_iter().chain(platform(stage)).collect();
    for step in stage.executed() {
        for reference in step.references().iter().filter(|reference| reference.via != crate::Via::From) {
            let message = image_error(&reference.base);
            errors.extend(message.map(|message| BuildError::new(step.shown_at(reference.range), message)));
        }
    }
    errors
}

fn image(stage: Stage<'_>) -> Option<BuildError> {
    let word = stage.from_words()?.image.as_ref()?;
    let message = match expand_global(stage, &word.text) {
        Err(message) => message,
        Ok(_) if is_given(stage, &word.text) => return None,
        Ok(Some(text)) if text.is_empty() => format!("base name ({}) should not be blank", word.text),
        Ok(_) if stage.image_ref().is_some() => return None,
        Ok(_) => image_error(stage.base())?,
    };
    Some(BuildError::new(word.range, message))
}

fn platform(stage: Stage<'_>) -> Option<BuildError> {
    let word = stage.from().flag("platform")?.value.as_ref()?;
    let message = match expand_global(stage, &word.text) {
        Err(message) => format!("failed to process arguments for platform: {message}"),
        Ok(_) if is_given(stage, &word.text) => return None,
        Ok(Some(text)) if text.is_empty() => format!("empty platform value from expression {}", word.text),
        Ok(Some(text)) => {
            let error = Platform::parse(&text).err()?;
            format!("failed to parse platform {}: {error}", word.text)
        }
        Ok(None) => return None,
    };
    Some(BuildError::new(word.range, message))
}

/// Whether `text` has variables that a `--build-arg` may give another value than the default, unless the world is bare.
fn is_given(stage: Stage<'_>, text: &str) -> bool {
    let build = stage.build;
    build.options().world == World::Unknown && !expand::mentioned(text, build.parse().file.escape).is_empty()
}

/// `text` with the global ARGs in it; `None` when it depends on what is not known.
fn expand_global(stage: Stage<'_>, text: &str) -> Result<Option<String>, String> {
    let build = stage.build;
    let escape = build.parse().file.escape;
    if !needs_expansion(text, escape) {
        return Ok(Some(text.to_owned()));
    }
    let platform = build.options().platform_args();
    let value = |name: &str| match build.global_arg(name) {
        Some(global) => without_open(build, global.value.as_expand()),
        None => match platform.get(name) {
            Some(value) => value.as_expand(),
            // Nothing else gives a FROM a value, but a name that is wrong is reported by itself.
            None if build.options().world == World::Bare => expand::Value::Unset,
            None => expand::Value::Unknown,
        },
    };
    Ok(expand::expand(text, escape, &value)?.text)
}
