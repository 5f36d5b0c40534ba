use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule, Tag};
use serde::{Deserialize, Serialize};
use syntax::{Command, Keyword};

#[derive(Default, Serialize, Deserialize)]
pub struct SwallowedCmd {}

impl Rule for SwallowedCmd {
    const META: Meta = Meta {
        name: "swallowed-cmd",
        group: Group::Runtime,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("swallowed_cmd.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let last = |keyword| stage.steps().rfind(|step| step.keyword() == keyword);
            let (Some(entrypoint), Some(cmd)) = (last(Keyword::Entrypoint), last(Keyword::Cmd)) else { continue };
            let Some(Command::Shell(line)) = entrypoint.command() else { continue };
            // `CMD []` says that there is none.
            let nothing = matches!(cmd.command(), Some(Command::Exec(words)) if words.is_empty());
            // `exec "$0" "$@"` and the like hand the arguments on.
            if !nothing && !line.text.is_empty() && !line.text.contains(['@', '*']) {
                out.report(cmd.range(), "this is never used: ENTRYPOINT is in shell form")
                    .label(entrypoint.range(), "a shell runs this line, and nothing else")
                    .tag(Tag::Unnecessary);
            }
        }
    }
}
