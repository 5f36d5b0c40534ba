use std::collections::HashMap;

use build::{Build, PlatformArgs, Stage};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::expand::{self, Value};
use syntax::image::ImageRef;
use syntax::{Escape, Kind, Word};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct InvalidDefaultInFrom {
    /// Whether an image that needs an ARG without a default is reported as well: the file then can't be built without
    /// `--build-arg`. `BuildKit` says so.
    required_arguments: bool,
}

impl Rule for InvalidDefaultInFrom {
    const META: Meta = Meta {
        name: "invalid-default-in-from",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("InvalidDefaultArgInFrom")],
        page: include_str!("invalid_default_in_from.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { required_arguments: preset == Preset::Buildkit }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let escape = build.parse().file.escape;
        if !self.required_arguments && !build.stages().any(has_variable) {
            return;
        }
        let Ok(defaults) = Defaults::of(build) else { return };
        for stage in build.stages() {
            let Some(word) = stage.from_words().and_then(|from| from.image.as_ref()) else { continue };
            let Ok(expansion) = expand::expand(&word.text, escape, &|name| defaults.get(name)) else { return };
            let Some(image) = expansion.text else { continue };
            // Without variables there is no default to blame, and what is given with the build is another matter.
            let excused = || {
                expansion.variables.is_empty()
                    || expansion.variables.iter().any(|variable| defaults.is_required(&variable.name))
            };
            if ImageRef::parse(&image).is_ok() || !self.required_arguments && excused() {
                continue;
            }
            out.report(word.range, message(word, &image));
        }
    }
}

/// Whether the stage's image depends on a variable.
fn has_variable(stage: Stage) -> bool {
    stage.from_words().and_then(|from| from.image.as_ref()).is_some_and(|word| word.text.contains('$'))
}

fn message(word: &Word, image: &str) -> String {
    let what = if image.is_empty() { "nothing".to_owned() } else { format!("`{image}`") };
    format!("with the defaults of its arguments `{}` is {what}, which is no image", word.text)
}

/// The global ARGs as they are when nobody gives a `--build-arg`.
struct Defaults<'b> {
    platform: PlatformArgs,
    values: HashMap<&'b str, Option<String>>,
}

impl<'b> Defaults<'b> {
    /// Expands one default after the other. The error is that of a default which can't be expanded.
    fn of(build: &'b Build) -> Result<Self, String> {
        let escape = build.parse().file.escape;
        let mut defaults = Self { platform: build.options().bare().platform_args(), values: HashMap::new() };
        let globals = build.instructions().iter().take_while(|instruction| !matches!(instruction.kind, Kind::From(_)));
        for instruction in globals {
            let Kind::Arg(args) = &instruction.kind else { continue };
            for arg in args {
                let name = arg.name.text.as_str();
                match &arg.default {
                    Some(default) => {
                        let value = defaults.expand(default, escape)?;
                        defaults.values.insert(name, value);
                    }
                    None => drop(defaults.values.entry(name).or_insert(None)),
                }
            }
        }
        Ok(defaults)
    }

    fn expand(&self, word: &Word, escape: Escape) -> Result<Option<String>, String> {
        Ok(expand::expand(&word.text, escape, &|name| self.get(name))?.text)
    }

    fn get(&self, name: &str) -> Value<'_> {
        let default = self.values.get(name).and_then(|value| value.as_deref());
        let value = default.or_else(|| self.platform.get(name)?.known());
        value.map_or(Value::Unset, Value::Known)
    }

    /// Whether it is an ARG that a build must be given.
    fn is_required(&self, name: &str) -> bool {
        self.platform.get(name).is_none() && self.values.get(name).is_some_and(Option::is_none)
    }
}
