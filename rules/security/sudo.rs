use build::{Build, Setting, Step};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Word, Wrapper};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Sudo {
    /// Whether it counts too where the user is not known to be root.
    any_user: bool,
}

impl Rule for Sudo {
    const META: Meta = Meta {
        name: "sudo",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3004")],
        page: include_str!("sudo.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { any_user: matches!(preset, Preset::Strict | Preset::Hadolint | Preset::All) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            let script = step.script();
            // A `sudo` that could not be looked through, such as `sudo -i`, is a command itself.
            let bare = script.find(&["sudo"]).map(|command| (command.words.as_slice(), None));
            let through = script.wrappers("sudo").into_iter().map(|sudo| (sudo.words.as_slice(), removal(sudo, step)));
            let mut found = bare.chain(through).peekable();
            let root = found.peek().is_some() && is_root(step);
            for (words, edit) in found.filter(|_| root || self.any_user) {
                let message = match (root, names_user(words)) {
                    (true, false) => "the build is root already, so `sudo` adds nothing but itself",
                    (false, false) => "`sudo` makes the user root in all but name; `USER root` says so",
                    (_, true) if self.any_user => {
                        "`sudo` changes the user for one command; `USER` says so for what follows"
                    }
                    (_, true) => continue,
                };
                let fix = edit.filter(|_| root).map(|edit| Fix::unsafe_("remove `sudo`", [edit]));
                out.report(words[0].range, message).fix(fix);
            }
        }
    }
}

/// Whether `sudo` is asked for another user than root.
fn names_user(words: &[Word]) -> bool {
    user(words).is_some_and(|user| user != "root")
}

/// The user that `sudo` is asked for: `-u app`, `-HEu app`, `-uapp`, `--user=app`.
fn user(words: &[Word]) -> Option<&str> {
    words.iter().enumerate().find_map(|(at, word)| {
        let flag = word.prefix();
        let user = match flag.strip_prefix("--user") {
            Some(long) => long.strip_prefix('=').unwrap_or(long),
            None if flag.starts_with("--") => return None,
            None => flag.strip_prefix('-')?.trim_start_matches(|flag| SWITCHES.contains(flag)).strip_prefix('u')?,
        };
        if user.is_empty() { words.get(at + 1).map(Word::shown) } else { Some(user) }
    })
}

/// Flags of `sudo` that take no value and may stand in front of `u` in one word.
const SWITCHES: &str = "AbBEHiknNPsS";

/// Whether the step runs as root for certain: said so, or by an image of a distribution.
fn is_root(step: Step<'_>) -> bool {
    match step.user() {
        Setting::Known(user) => matches!(user.split(':').next(), Some("" | "root" | "0")),
        Setting::Base => step.stage().family().is_some(),
        Setting::Unknown => false,
    }
}

/// Takes `sudo` out, if that leaves the command as it is: without flags and variables of its own, in front of a command.
fn removal(sudo: &Wrapper, step: Step<'_>) -> Option<Edit> {
    let [word] = sudo.words.as_slice() else { return None };
    let text = &step.build().file().text()[word.range.end as usize..];
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    let range = TextRange::new(word.range.start, word.range.end + blanks as u32);
    (blanks > 0 && !text.trim_start_matches([' ', '\t']).starts_with(['\\', '`'])).then(|| Edit::delete(range))
}
