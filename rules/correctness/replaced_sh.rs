use build::{Base, Build, Step};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use syntax::Keyword;
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct ReplacedSh {}

const SH: &[&str] = &["/bin/sh", "/usr/bin/sh"];

impl Rule for ReplacedSh {
    const META: Meta = Meta {
        name: "replaced-sh",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL4005")],
        page: include_str!("replaced_sh.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // Where there is nothing yet, nothing is replaced.
        for step in build.written_runs().filter(|step| *step.stage().root() != Base::Scratch) {
            for command in step.script().find(&["ln"]) {
                if command.operands().last().and_then(|link| link.value()).is_some_and(|link| SH.contains(&link)) {
                    let message =
                        "every script of the image now gets another `/bin/sh`, not only the RUNs that need it";
                    out.report(command.words_range(), message)
                        .note("`SHELL` chooses the shell of the RUNs")
                        .fix(shell(command, step));
                }
            }
        }
    }
}

/// A SHELL in place of a RUN that does nothing else.
fn shell(command: &Command, step: Step<'_>) -> Option<Fix> {
    let target = command.operands().next()?.value()?;
    let program = ["/bin/bash", "/usr/bin/bash", "bash"].contains(&target).then_some("/bin/bash")?;
    let only_that = |other: &Command| std::ptr::eq(other, command) || other.is(&["rm"]) && removes_sh(other);
    if step.keyword() != Keyword::Run || !step.script().understood() || !step.script().commands.iter().all(only_that) {
        return None;
    }
    let edit = Edit::replace(step.range(), format!(r#"SHELL ["{program}", "-c"]"#));
    Some(Fix::unsafe_("choose the shell with SHELL", [edit]))
}

fn removes_sh(command: &Command) -> bool {
    command.operands().all(|word| word.value().is_some_and(|path| SH.contains(&path)))
}
