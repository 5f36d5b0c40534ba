use build::{Build, Step, lies_in};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct CleanedCacheMount {}

impl Rule for CleanedCacheMount {
    const META: Meta = Meta {
        name: "cleaned-cache-mount",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("cleaned_cache_mount.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let mounts: Vec<_> = step.mounts("cache").map(|(_, target)| target).collect();
            if mounts.is_empty() {
                continue;
            }
            // What is done under a condition is meant for builds elsewhere.
            for command in step.script().commands.iter().filter(|command| command.is_certain()) {
                for (head, flag, caches) in CLEANERS {
                    let Some(mount) = mounts.iter().find(|mount| caches.iter().any(|cache| holds(mount, cache))) else {
                        continue;
                    };
                    match flag {
                        Some(flag) if command.is(head) => {
                            if let Some(word) = command.flag(flag).filter(|word| word.is(flag)) {
                                let message = format!("this keeps the cache mount at `{mount}` empty");
                                let delete = Edit::delete(TextRange::new(
                                    word.range.start,
                                    end_of_blanks(build, word.range.end),
                                ));
                                let last =
                                    build.file().slice(TextRange::new(word.range.start, command.range.end)).len()
                                        == word.text.len();
                                // At the end of the command the blank in front of it goes instead.
                                let delete = if last {
                                    Edit::delete(TextRange::new(word.range.start - 1, word.range.end))
                                } else {
                                    delete
                                };
                                out.report(word.range, message).fix(Fix::safe(format!("remove `{flag}`"), [delete]));
                            }
                        }
                        None if command.is(head) => {
                            out.report(command.words_range(), format!("this keeps the cache mount at `{mount}` empty"));
                        }
                        _ => {}
                    }
                }
                report_removal(step, command, &mounts, out);
            }
        }
    }
}

/// A command, the flag of it that matters if it is a flag, and where the cache is that is then empty.
type Cleaner = (&'static [&'static str], Option<&'static str>, &'static [&'static str]);

const CLEANERS: &[Cleaner] = &[
    (&["pip", "install"], Some("--no-cache-dir"), &[".cache/pip"]),
    (&["uv"], Some("--no-cache"), &[".cache/uv"]),
    (&["apk", "add"], Some("--no-cache"), &["var/cache/apk"]),
    (&["apt-get|apt", "clean|autoclean"], None, &["var/cache/apt"]),
    (&["yum|dnf|microdnf", "clean"], None, &["var/cache/yum", "var/cache/dnf", "var/cache/libdnf5"]),
    (&["zypper", "clean|cc"], None, &["var/cache/zypp"]),
    (&["npm", "cache", "clean"], None, &[".npm"]),
    (&["yarn", "cache", "clean"], None, &[".cache/yarn", "share/.cache/yarn"]),
    (&["pip", "cache", "purge"], None, &[".cache/pip"]),
    (&["composer", "clear-cache|clearcache"], None, &[".composer/cache", ".cache/composer"]),
    (&["go", "clean"], Some("-modcache"), &["go/pkg/mod"]),
];

/// Whether a mount at `target` is the cache at `cache`.
fn holds(target: &str, cache: &str) -> bool {
    target.trim_end_matches('/').strip_suffix(cache).is_some_and(|front| front.ends_with('/'))
}

/// `rm -rf` of what is mounted.
fn report_removal(step: Step, command: &Command, mounts: &[String], out: &mut Diagnostics) {
    if !command.is(&["rm"]) || !command.has_any_flag(&["-r", "-R", "--recursive"]) {
        return;
    }
    for path in command.operands().filter_map(|path| step.place(path.value()?.trim_end_matches("/*"))) {
        if let Some(mount) = mounts.iter().find(|mount| lies_in(&path, mount) || lies_in(mount, &path)) {
            out.report(command.words_range(), format!("this keeps the cache mount at `{mount}` empty"));
            return;
        }
    }
}

/// Where the blanks behind `offset` end.
fn end_of_blanks(build: &Build, offset: u32) -> u32 {
    let rest = &build.file().text()[offset as usize..];
    offset + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32
}
