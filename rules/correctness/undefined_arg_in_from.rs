use std::collections::HashSet;

use build::{Build, is_platform_arg};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::expand;
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct UndefinedArgInFrom {}

impl Rule for UndefinedArgInFrom {
    const META: Meta = Meta {
        name: "undefined-arg-in-from",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("UndefinedArgInFrom")],
        page: include_str!("undefined_arg_in_from.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let from = stage.from();
            let image = stage.from_words().and_then(|words| words.image.as_ref());
            let platform = from.flag("platform").and_then(|flag| flag.value.as_ref());
            for word in image.into_iter().chain(platform) {
                let mut seen = HashSet::new();
                for variable in expand::variables(from.instruction(), word, build.parse().file.escape) {
                    let name = &variable.name;
                    if build.global_arg(name).is_some() || is_platform_arg(name) || !seen.insert(name.clone()) {
                        continue;
                    }
                    let message = format!("no ARG in front of the first FROM declares `{name}`, so it is empty here");
                    let found = out.report(variable.range, message);
                    if let Some(close) = lint::suggest(name, build.global_args().map(|arg| &*arg.name)) {
                        found.note(format!("did you mean `{close}`?"));
                        found.fix(Fix::manual(format!("write `{close}`"), [Edit::replace(variable.name_range, close)]));
                    }
                }
            }
        }
    }
}
