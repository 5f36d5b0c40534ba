use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Operator};
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
pub struct CarelessHealthcheck {}

impl Rule for CarelessHealthcheck {
    const META: Meta = Meta {
        name: "careless-healthcheck",
        group: Group::Runtime,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("careless_healthcheck.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps().filter(|step| step.keyword() == Keyword::Healthcheck) {
            let script = step.script();
            if let Some(last) = script.commands.last().filter(|last| always_works(last)) {
                out.report(last.range, "the check always ends well, so the container is always healthy");
            }
            for command in script
                .find(&["curl"])
                .filter(|command| command.place.pipe.is_none() && command.place.substitutions == 0)
            {
                // With `-w` or an output of its own the answer is looked at elsewhere.
                if !command.has_any_flag(&["-f", "--fail", "--fail-with-body", "-w", "--write-out"]) {
                    let name = command.words.first().map_or(command.range, |word| word.range);
                    out.report(name, "`curl` without `--fail` takes an error page for an answer");
                }
            }
        }
    }
}

/// Whether it is what a check ends with that can't fail: `|| true`, `|| exit 0`, `; exit 0`.
fn always_works(command: &Command) -> bool {
    let ends_well = command.is(&["true"]) || command.is(&[":"]) || command.is(&["exit", "0"]);
    let joined = matches!(command.before, Operator::Or | Operator::Sequence | Operator::Newline);
    ends_well && joined && command.place.depth == 0 && command.place.substitutions == 0
}
