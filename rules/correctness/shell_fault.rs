mod codes;

use std::cell::LazyCell;
use std::collections::HashSet;
use std::sync::OnceLock;

use build::{Build, Family, Step};
use codes::Speaks;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Dialect;
use shell::check::{self, Checker};
use shell::shellcheck::{self, Finding, Script, Severity};
use syntax::Escape;
use text::Joined;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShellFault {
    /// Which codes speak.
    codes: Codes,
    /// Codes that speak besides, such as `SC2086`.
    also: Vec<String>,
    /// Whether the `shellcheck` on the path is asked, where one may be run, in place of the checks built in.
    shellcheck: bool,
    #[serde(skip)]
    checker: OnceLock<Checker>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Codes {
    /// What is wrong whatever the variables hold.
    #[default]
    Certain,
    /// And what is wrong for some of their values, or hard to read.
    Careful,
    /// And what is meant for whole scripts.
    All,
}

/// What hadolint never reports: sources that are not followed, and the ash dialect.
const NOT_HADOLINTS: [u32; 3] = [1090, 1091, 2187];

impl Rule for ShellFault {
    const META: Meta = Meta {
        name: "shell-fault",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &codes::ALIASES,
        page: include_str!("shell_fault.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        let codes = match preset {
            Preset::Recommended | Preset::Buildkit => Codes::Certain,
            Preset::Strict => Codes::Careful,
            Preset::Hadolint | Preset::All => Codes::All,
        };
        Self { codes, ..Self::default() }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        if self.shellcheck && self.ask_shellcheck(build, out).is_some() {
            return;
        }
        let checker = self.checker.get_or_init(|| Checker::new(|code| self.wants(code)));
        // Nothing is looked for but what is wrong whatever the variables hold.
        let certain_only = self.codes == Codes::Certain && self.also.is_empty();
        let names = LazyCell::new(|| Names::of(build));
        for (step, text, dialect) in scripts(build) {
            if certain_only && check::is_simple(&text, &dialect) {
                continue;
            }
            let found = checker.check(&text, &dialect, self.known(step, text.text(), &names));
            for finding in found {
                self.report(step, &finding, out);
            }
        }
    }
}

impl ShellFault {
    /// What `ShellCheck` itself finds; `None` when it can't be asked.
    fn ask_shellcheck(&self, build: &Build, out: &mut Diagnostics) -> Option<()> {
        let names = Names::of(build);
        let script = |(step, text, dialect)| {
            let known = self.known(step, Joined::text(&text), &names);
            (step, Script { text, dialect, known })
        };
        let (steps, scripts): (Vec<_>, Vec<_>) = scripts(build).map(script).unzip();
        let found = shellcheck::check(build.shellcheck()?, &scripts)?;
        for (step, found) in steps.into_iter().zip(&found) {
            for finding in found.iter().filter(|finding| self.wants(finding.code)) {
                self.report(step, finding, out);
            }
        }
        Some(())
    }

    fn report(&self, step: Step, finding: &Finding, out: &mut Diagnostics) {
        let Some((_, alias, speaks)) = codes::find(finding.code) else { return };
        if *speaks == Speaks::Dash && self.codes == Codes::Certain && !is_dash(step) {
            return;
        }
        out.report(finding.range, message(&finding.message)).known_as(alias).level = level(finding.severity);
    }

    /// The variables that a script is told of: those of `names` that it mentions; all of them, where their names count as well.
    fn known<'b>(&self, step: Step<'b>, script: &str, names: &Names<'b>) -> Vec<&'b str> {
        if self.codes == Codes::All && step.build().variables().len() <= MANY {
            return step.variables().into_iter().map(|variable| &*variable.name).chain(PROXIES).collect();
        }
        let mut mentioned = names.mentioned_in(script);
        mentioned.sort_unstable();
        mentioned.dedup();
        mentioned.retain(|name| PROXIES.contains(name) || step.variable(name).is_some());
        mentioned
    }

    fn wants(&self, code: u32) -> bool {
        let Some((_, name, speaks)) = codes::find(code) else { return false };
        let chosen = match self.codes {
            Codes::Certain => matches!(speaks, Speaks::Certain | Speaks::Dash),
            Codes::Careful => *speaks != Speaks::Script,
            Codes::All => !NOT_HADOLINTS.contains(&code),
        };
        chosen || self.also.iter().any(|also| also.eq_ignore_ascii_case(name))
    }
}

/// What the RUNs hand to a shell, and which one that is.
fn scripts(build: &Build) -> impl Iterator<Item = (Step<'_>, Joined, Dialect)> {
    // Without a SHELL it is not known what reads the lines of a Windows image: `cmd`, or PowerShell by its base.
    let windows = build.parse().file.escape == Escape::Backtick;
    build.written_runs().filter(move |step| !windows || step.shell().written).filter_map(|step| {
        let (text, shell) = shell::text(step.instruction(), build.file().text(), &step.shell().reads)?;
        Some((step, text, shell.dialect))
    })
}

/// The names that may be set in a RUN: every variable that the file declares anywhere, and the proxies.
struct Names<'b> {
    all: HashSet<&'b str>,
    /// Which bytes they begin with: few words of a script do.
    begins: [bool; 256],
}

impl<'b> Names<'b> {
    fn of(build: &'b Build) -> Self {
        let all: HashSet<&str> = build.variables().iter().map(|variable| &*variable.name).chain(PROXIES).collect();
        let mut begins = [false; 256];
        all.iter().filter_map(|name| name.bytes().next()).for_each(|first| begins[usize::from(first)] = true);
        Self { all, begins }
    }

    /// Those that are words of `script`, as often as they are.
    fn mentioned_in(&self, script: &str) -> Vec<&'b str> {
        let in_names = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let words = script.as_bytes().split(|byte| !in_names(byte));
        let likely = words.filter(|word| word.first().is_some_and(|first| self.begins[usize::from(*first)]));
        likely.filter_map(|word| self.all.get(std::str::from_utf8(word).ok()?).copied()).collect()
    }
}

/// Set in every RUN, whoever builds.
const PROXIES: [&str; 8] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy"];

/// In a file with more variables than this, a script is never told of all of them: read again for each RUN, they would make the
/// cost grow with the square of the file.
const MANY: usize = 200;

/// Whether `/bin/sh` is dash and nothing else: other shells under that name know more than it does.
fn is_dash(step: Step) -> bool {
    step.stage().family() == Some(Family::Debian) && step.shell().reads.dialect == Dialect::Sh
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Info,
        Severity::Style => Level::Style,
    }
}

/// The message as ours are: it begins in lower case and ends without a full stop.
fn message(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}
