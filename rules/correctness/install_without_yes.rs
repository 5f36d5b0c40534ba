use std::cell::LazyCell;
use std::sync::LazyLock;

use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Operator};
use text::Edit;

use crate::by_program::ByProgram;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct InstallWithoutYes {
    /// Whether `microdnf` counts. That of Red Hat 8 and its kin never asks.
    microdnf: bool,
}

impl Rule for InstallWithoutYes {
    const META: Meta = Meta {
        name: "install-without-yes",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[
            Alias::hadolint("DL3014"),
            Alias::hadolint("DL3030"),
            Alias::hadolint("DL3034"),
            Alias::hadolint("DL3038"),
        ],
        page: include_str!("install_without_yes.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { microdnf: matches!(preset, Preset::Strict | Preset::Hadolint | Preset::All) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // A configuration file that the Dockerfile writes answers for all commands.
        let text = build.file().text();
        let answered = LazyCell::new(|| {
            let settings = ASKING.iter().map(|question| question.setting);
            settings.filter(|setting| text.contains(setting)).collect::<Vec<&str>>()
        });
        for command in build.written_runs().flat_map(|step| &step.script().commands) {
            let mut questions = QUESTIONS.of(command).filter(|question| command.is(question.head));
            let Some(question) = questions.find(|question| !answered.contains(&question.setting)) else { continue };
            let (Some(name), Some(subcommand)) = (command.words.first(), command.last_of(question.head)) else {
                continue;
            };
            let never_asks =
                !self.microdnf && command.is(&["microdnf"]) || is_one_file(command) || removes_nothing(command);
            if never_asks || question.is_answered_by(command) {
                continue;
            }
            let range = name.range.cover(subcommand.range);
            let said = format!("{} {}", name.shown(), subcommand.shown());
            out.report(range, format!("`{said}` asks before it goes on, and in a build nobody answers"))
                .known_as(question.alias)
                .fix(Fix::safe("add `-y`", [Edit::insert(subcommand.range.end, " -y")]));
        }
    }
}

/// `apt-get install ./one.deb`: it asks when more than what was named is installed, and what a file at hand needs is known.
fn is_one_file(command: &Command) -> bool {
    let mut named = command.operands().skip(1);
    named.next().is_some_and(|word| word.shown().ends_with(".deb") && word.shown().contains('/'))
        && named.next().is_none()
}

/// `apt-get purge` alone has nothing to ask about.
fn removes_nothing(command: &Command) -> bool {
    command.is(&[APT, "remove|purge"]) && command.operands().nth(1).is_none()
}

/// A command that asks before it goes on.
struct Question {
    alias: &'static str,
    head: &'static [&'static str],
    /// The flags that answer.
    flags: &'static [&'static str],
    /// What a configuration file or `-o` says to answer.
    setting: &'static str,
}

const APT: &str = "apt-get|apt|aptitude";
const RPM_INSTALLS: &str = "install|groupinstall|localinstall|update|upgrade|remove|erase|reinstall";

static QUESTIONS: LazyLock<ByProgram<Question>> =
    LazyLock::new(|| ByProgram::new(ASKING, |question| question.head.first().copied()));

const ASKING: [Question; 4] = [
    Question {
        alias: "DL3014",
        head: &[APT, "install|upgrade|dist-upgrade|full-upgrade|remove|purge|build-dep"],
        flags: &["-y", "--yes", "--assume-yes", "-qq", "--simulate", "-s", "--download-only"],
        setting: "Assume-Yes",
    },
    Question { alias: "DL3030", head: &["yum", RPM_INSTALLS], flags: &["-y", "--assumeyes"], setting: "assumeyes=" },
    Question {
        alias: "DL3038",
        head: &["dnf|dnf5|microdnf|tdnf", RPM_INSTALLS],
        flags: &["-y", "--assumeyes", "--assume-yes"],
        setting: "assumeyes=",
    },
    Question {
        alias: "DL3034",
        head: &["zypper", "install|in|remove|rm|source-install|si|patch|update|up|dist-upgrade|dup"],
        flags: &["-n", "--non-interactive", "-y", "--no-confirm"],
        setting: "ZYPP_NON_INTERACTIVE",
    },
];

impl Question {
    /// `yes | apt-get install …` answers too, and so may words that are not known.
    fn is_answered_by(&self, command: &Command) -> bool {
        command.has_any_flag(self.flags)
            || self.alias == "DL3014" && quietness(command) > 1
            || command.before == Operator::Pipe
            || command.arguments().iter().any(|word| word.is_dynamic() && word.prefix().is_empty())
    }
}

/// How quiet apt is asked to be; at 2 it goes on without an answer.
fn quietness(command: &Command) -> usize {
    let of = |word: &str| match word.strip_prefix("--quiet").or_else(|| word.strip_prefix("-q")) {
        Some("") => 1,
        Some(level) if level.starts_with('=') => level[1..].parse().unwrap_or(1),
        _ if word.starts_with('-') && !word.starts_with("--") => word.matches('q').count(),
        _ => 0,
    };
    command.flags().map(|word| of(word.prefix())).sum()
}
