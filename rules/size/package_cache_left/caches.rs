//! What package managers leave behind: where, what fills it, what empties it and what keeps it from being filled.

use build::{Step, covers};
use serde::{Deserialize, Serialize};
use shell::{Command, Word};

/// A package manager, or several that share their cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manager {
    /// `apt-get`, `apt`, `aptitude`.
    Apt,
    /// `apk`.
    Apk,
    /// `yum`.
    Yum,
    /// `dnf`, `microdnf`, `tdnf`.
    Dnf,
    /// `zypper`.
    Zypper,
    /// `pip`.
    Pip,
    /// `uv pip`.
    Uv,
    /// `npm`.
    Npm,
    /// `yarn`.
    Yarn,
    /// `conda` and `mamba`.
    Conda,
}

impl Manager {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Apt,
        Self::Apk,
        Self::Yum,
        Self::Dnf,
        Self::Zypper,
        Self::Pip,
        Self::Uv,
        Self::Npm,
        Self::Yarn,
        Self::Conda,
    ];
}

/// Commands, as `Command::is` takes them.
type Heads = &'static [&'static [&'static str]];

/// What a package manager leaves behind.
pub(super) struct Cache {
    pub manager: Manager,
    /// hadolint's code for it.
    pub alias: Option<&'static str>,
    /// What it is: in messages.
    pub what: &'static str,
    /// Where it is; the first is named in messages.
    pub directories: &'static [&'static str],
    /// The commands that fill it.
    fills: Heads,
    /// Whether it is filled only where apt is made to keep its archives.
    pub kept_archives: bool,
    /// Flags of the command that leave it empty.
    pub off: &'static [&'static str],
    /// The environment variable that leaves it empty, and the one that says where it is.
    variables: (&'static str, &'static str),
    /// The commands that empty it.
    cleans: Heads,
    /// What empties it when it is added to the RUN; `{}` stands for the command's own name.
    pub remedy: &'static str,
    /// Whether hadolint speaks of it in every stage.
    pub also_in_build_stages: bool,
}

const NONE: Cache = Cache {
    manager: Manager::Apt,
    alias: None,
    what: "downloaded packages",
    directories: &[],
    fills: &[],
    kept_archives: false,
    off: &[],
    variables: ("", ""),
    cleans: &[],
    remedy: "",
    also_in_build_stages: true,
};

const RPM_CACHES: &[&str] = &["/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5", "~/.cache/libdnf5"];
const DNF: &str =
    "install|in|upgrade|up|update|upgrade-minimal|up-min|update-minimal|reinstall|rei|localinstall|groupinstall";

pub(super) static CACHES: &[Cache] = &[
    Cache {
        alias: Some("DL3009"),
        what: "package lists",
        directories: &["/var/lib/apt/lists"],
        fills: &[&["apt-get|apt|aptitude", "update"]],
        cleans: &[&["apt-get|apt", "distclean|dist-clean"]],
        remedy: "rm -rf /var/lib/apt/lists/*",
        also_in_build_stages: false,
        ..NONE
    },
    Cache {
        alias: Some("DL3009"),
        directories: &["/var/cache/apt/archives"],
        fills: &[&["apt-get|apt|aptitude", "install|upgrade|dist-upgrade|full-upgrade|build-dep"]],
        kept_archives: true,
        cleans: &[&["apt-get|apt|aptitude", "clean|distclean|dist-clean"]],
        remedy: "apt-get clean",
        also_in_build_stages: false,
        ..NONE
    },
    Cache {
        manager: Manager::Apk,
        alias: Some("DL3019"),
        what: "package lists",
        directories: &["/var/cache/apk", "/etc/apk/cache"],
        fills: &[&["apk", "add"]],
        off: &["--no-cache", "--no-network"],
        cleans: &[&["apk", "cache", "clean|purge"]],
        ..NONE
    },
    Cache {
        manager: Manager::Yum,
        alias: Some("DL3032"),
        directories: &["/var/cache/yum", "/var/cache/dnf"],
        fills: &[
            &["yum", "install|update|upgrade|reinstall|localinstall|groupinstall"],
            &["yum", "group|groups", "install"],
        ],
        cleans: &[&["yum|dnf", "clean", "all"]],
        remedy: "{} clean all",
        ..NONE
    },
    Cache {
        manager: Manager::Dnf,
        alias: Some("DL3040"),
        directories: RPM_CACHES,
        fills: &[&["dnf|dnf5", DNF], &["dnf|dnf5", "group|groups", "install"]],
        cleans: &[&["dnf|dnf5|yum", "clean", "all"]],
        remedy: "{} clean all",
        ..NONE
    },
    Cache {
        manager: Manager::Dnf,
        alias: Some("DL3040"),
        directories: RPM_CACHES,
        fills: &[&["microdnf|tdnf", DNF]],
        cleans: &[&["microdnf|tdnf", "clean", "all"]],
        remedy: "{} clean all",
        ..NONE
    },
    Cache {
        manager: Manager::Zypper,
        alias: Some("DL3036"),
        directories: &["/var/cache/zypp"],
        fills: &[&["zypper", "install|in"]],
        cleans: &[&["zypper", "clean|cc"]],
        remedy: "{} clean --all",
        ..NONE
    },
    Cache {
        manager: Manager::Pip,
        alias: Some("DL3042"),
        directories: &["~/.cache/pip"],
        fills: &[&["pip", "install"]],
        off: &["--no-cache-dir"],
        variables: ("PIP_NO_CACHE_DIR", "PIP_CACHE_DIR"),
        cleans: &[&["pip", "cache", "purge"]],
        ..NONE
    },
    Cache {
        manager: Manager::Uv,
        directories: &["~/.cache/uv"],
        fills: &[&["uv", "pip", "install"]],
        off: &["--no-cache", "-n", "--no-cache-dir"],
        variables: ("UV_NO_CACHE", "UV_CACHE_DIR"),
        cleans: &[&["uv", "cache", "clean"]],
        ..NONE
    },
    Cache {
        manager: Manager::Npm,
        directories: &["~/.npm"],
        fills: &[&["npm", "ci|install|i|add"]],
        variables: ("", "npm_config_cache"),
        cleans: &[&["npm", "cache", "clean"]],
        remedy: "{} cache clean --force",
        also_in_build_stages: false,
        ..NONE
    },
    Cache {
        manager: Manager::Yarn,
        alias: Some("DL3060"),
        directories: &["~/.cache/yarn", "/usr/local/share/.cache/yarn"],
        fills: &[&["yarn", "install"]],
        variables: ("", "YARN_CACHE_FOLDER"),
        cleans: &[&["yarn", "cache", "clean"]],
        remedy: "{} cache clean",
        also_in_build_stages: false,
        ..NONE
    },
    Cache {
        manager: Manager::Conda,
        directories: &["/opt/conda/pkgs", "~/miniconda3/pkgs"],
        fills: &[
            &["conda|mamba|micromamba", "install|create|update"],
            &["conda|mamba|micromamba", "env", "create|update"],
        ],
        variables: ("", "CONDA_PKGS_DIRS"),
        cleans: &[&["conda|mamba|micromamba", "clean"]],
        remedy: "{} clean --all --yes",
        also_in_build_stages: false,
        ..NONE
    },
];

impl Cache {
    /// The first command of `step` that leaves something in it, and in the image.
    pub fn left_by<'b>(&self, step: Step<'b>) -> Option<&'b Command> {
        let script = step.script();
        if !self.fills.iter().any(|head| script.runs(&head[..1])) {
            return None;
        }
        let left = |command: &&Command| {
            self.is_filled_by(command)
                && !installs_what_is_there(command)
                && !self.is_off(command, step)
                && !script.after(command).any(|later| self.is_cleaned_by(later))
        };
        // What could not be read may well clean up.
        script.commands.iter().find(left).filter(|_| script.understood())
    }

    /// Whether `command` leaves something in it.
    fn is_filled_by(&self, command: &Command) -> bool {
        // `yarn` alone installs.
        let alone = self.manager == Manager::Yarn && command.is(&["yarn"]) && command.arguments().is_empty();
        alone || self.subcommand(command).is_some()
    }

    /// The last word of what makes `command` fill it: flags go behind it.
    pub fn subcommand<'c>(&self, command: &'c Command) -> Option<&'c Word> {
        self.fills.iter().find_map(|head| command.last_of(head))
    }

    /// Whether something keeps it empty, or out of the image.
    fn is_off(&self, command: &Command, step: Step<'_>) -> bool {
        if command.has_any_flag(self.off) || self.directories.iter().any(|directory| step.keeps_out(directory)) {
            return true;
        }
        let off = value(command, step, self.variables.0).is_some_and(|value| is_on(value.as_deref()));
        let elsewhere = value(command, step, self.variables.1);
        off || elsewhere.is_some_and(|directory| directory.is_none_or(|directory| step.keeps_out(&directory)))
    }

    /// Whether `command` empties it, or may: a program called `cleanup.sh` is taken at its word.
    fn is_cleaned_by(&self, command: &Command) -> bool {
        if self.cleans.iter().any(|head| command.is(head)) {
            return true;
        }
        let Some(name) = command.name() else { return false };
        let removes = |word: &Word| {
            let path = word.shown().trim_end_matches(['*', '/', '"', '\'']);
            self.directories.iter().any(|directory| match name {
                "rm" => path.starts_with(directory) || !path.is_empty() && covers(path, directory),
                "find" => path.starts_with(directory),
                _ => false,
            })
        };
        matches!(name, "rm" | "find") && command.operands().any(removes) || name.contains("clean")
    }
}

/// `apk add --virtual .run $packages`, which marks packages that were found to be needed and are installed already: for these
/// no lists are fetched.
fn installs_what_is_there(command: &Command) -> bool {
    let mut packages = command.operands().skip(1).filter(|word| !word.prefix().starts_with('.')).peekable();
    command.is(&["apk", "add"])
        && command.has_any_flag(&["-t", "--virtual"])
        && !command.has_any_flag(&["-u", "-U", "--upgrade", "--update", "--update-cache"])
        && packages.peek().is_some()
        && packages.all(|word| word.is_dynamic() && word.prefix().is_empty())
}

/// What the environment variable `name` is when `command` runs: assigned in front of it, exported, or of the step. The inner
/// `None` is a value that is not known.
#[expect(clippy::option_option, reason = "whether it is set, and whether the value is known, are two questions")]
fn value(command: &Command, step: Step<'_>, name: &str) -> Option<Option<String>> {
    if name.is_empty() {
        return None;
    }
    if let Some(assignment) = command.assigned(name) {
        return Some(assignment.value.as_ref().and_then(|word| word.value()).map(str::to_owned));
    }
    let exports = step.script().find(&["export"]).flat_map(Command::operands);
    let exported =
        exports.filter_map(|word| word.value()?.split_once('=')).filter(|(exported, _)| *exported == name).last();
    if let Some((_, value)) = exported {
        return Some(Some(value.to_owned()));
    }
    step.variable(name).map(|variable| variable.value.known().map(str::to_owned))
}

/// Whether a switch is on; what is not known may be.
fn is_on(value: Option<&str>) -> bool {
    value.is_none_or(|value| matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "on" | "yes" | "y" | "t"))
}
