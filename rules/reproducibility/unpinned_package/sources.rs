//! Where packages come from, and how a version is named there.

use shell::{Argument, Command, Word};

/// A command that installs packages.
pub(super) struct Source {
    /// hadolint's code for it.
    pub alias: &'static str,
    /// The commands, as `Command::is` takes them.
    heads: &'static [&'static [&'static str]],
    /// Flags that name the versions of all packages.
    versions: &'static [&'static str],
    /// Which of its words are packages.
    packages: Packages,
    /// Whether the text of a package names a version, or something else that does not change: a file, a commit.
    pub pinned: fn(&str) -> bool,
}

/// Which words behind the subcommand are packages.
#[derive(Clone, Copy)]
enum Packages {
    All,
    /// Only the first: the others are arguments of what is run.
    First,
    /// Those in front of `--`. Flags may be those of a build: one that is not among these takes the next word with it.
    BeforeDashes(&'static [&'static str]),
}

const GEM_SWITCHES: &[&str] = &[
    "-N",
    "--no-document",
    "--no-ri",
    "--no-rdoc",
    "--conservative",
    "--minimal-deps",
    "--user-install",
    "--no-user-install",
    "--development",
    "--prerelease",
    "--pre",
    "-f",
    "--force",
    "-l",
    "--local",
    "-r",
    "--remote",
    "-b",
    "--both",
    "-E",
    "--env-shebang",
    "-w",
    "--wrappers",
    "--ignore-dependencies",
    "--default",
    "--explain",
    "--lock",
    "--vendor",
    "-q",
    "--quiet",
    "--silent",
    "-V",
    "--verbose",
    "--no-verbose",
    "--backtrace",
    "--debug",
    "--norc",
    "--clear-sources",
    "--no-update-sources",
    "--without-suggestions",
    "--no-suggestions",
    "--no-lock",
    "--format-executable",
    "--no-format-executable",
    "--no-wrappers",
    "--no-force",
    "--post-install-message",
    "--no-post-install-message",
];

const fn source(alias: &'static str, heads: &'static [&'static [&'static str]], pinned: fn(&str) -> bool) -> Source {
    Source { alias, heads, versions: &[], packages: Packages::All, pinned }
}

static SOURCES: &[Source] = &[
    source("DL3008", &[&["apt-get|apt|aptitude", "install"]], apt),
    source("DL3018", &[&["apk", "add"]], apk),
    source("DL3033", &[&["yum", "install|localinstall"]], rpm),
    source("DL3033", &[&["yum", "module", "install"]], |package| package.contains(':')),
    source("DL3041", &[&["dnf|dnf5|microdnf|tdnf", "install|in|localinstall"]], rpm),
    source("DL3041", &[&["dnf|dnf5|microdnf", "module", "install"]], |package| package.contains(':')),
    source("DL3037", &[&["zypper", "install|in"]], |package| {
        package.contains(['=', '<', '>']) || is_file(package, &[".rpm"])
    }),
    Source {
        versions: &["-c", "--constraint", "--constraints"],
        ..source("DL3013", &[&["pip", "install"], &["uv", "pip", "install"], &["pipx", "install"]], pip)
    },
    source("DL3016", &[&["npm", "install|i|add"], &["yarn|pnpm|bun", "add"], &["yarn", "global", "add"]], npm),
    Source {
        versions: &["-v", "--version"],
        packages: Packages::BeforeDashes(GEM_SWITCHES),
        ..source("DL3028", &[&["gem", "install|i"]], |package| package.contains(':') || is_file(package, &[".gem"]))
    },
    source("DL3062", &[&["go", "install|get"]], go),
    Source { packages: Packages::First, ..source("DL3062", &[&["go", "run"]], go) },
];

impl Source {
    /// The source that `command` installs from.
    pub fn of(command: &Command) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.head(command).is_some())
    }

    fn head(&self, command: &Command) -> Option<&'static [&'static str]> {
        self.heads.iter().copied().find(|head| command.is(head))
    }

    /// The words of `command` that are packages; none when a flag names the versions.
    pub fn packages<'c>(&self, command: &'c Command) -> Vec<&'c Word> {
        let Some(head) = self.head(command) else { return Vec::new() };
        if command.has_any_flag(self.versions) {
            return Vec::new();
        }
        let subcommands = head.len() - 1;
        match self.packages {
            Packages::All => command.operands().skip(subcommands).collect(),
            Packages::First => command.operands().skip(subcommands).take(1).collect(),
            Packages::BeforeDashes(switches) => {
                before_dashes(command, switches).into_iter().skip(subcommands).collect()
            }
        }
    }
}

fn before_dashes<'c>(command: &'c Command, switches: &[&str]) -> Vec<&'c Word> {
    let dashes = command.arguments().iter().find(|word| word.is("--")).map_or(u32::MAX, |word| word.range.start);
    let mut taken = false;
    let mut operands = Vec::new();
    for argument in command.told_apart() {
        match argument {
            Argument::Flag(word, value) => {
                taken = value.is_none() && !word.text.contains('=') && !switches.contains(&word.prefix());
            }
            Argument::Operand(word) if word.range.start < dashes && !std::mem::take(&mut taken) => operands.push(word),
            Argument::Operand(_) => {}
        }
    }
    operands
}

/// Whether it is a path or URL, or a file with one of these endings.
fn is_file(package: &str, endings: &[&str]) -> bool {
    package.starts_with(['/', '.', '~']) || package.contains("://") || endings.iter().any(|end| package.ends_with(end))
}

/// `curl=7.88.1-10`, `curl/bookworm-backports`. A dash behind the name removes the package.
fn apt(package: &str) -> bool {
    package.contains(['=', '/']) || package.ends_with('-') || is_file(package, &[".deb"])
}

/// `curl=8.5.0-r0`, `curl~8.5`, `curl>8`. An exclamation mark in front keeps the package away.
fn apk(package: &str) -> bool {
    package.contains(['=', '~', '<', '>']) || package.starts_with('!') || is_file(package, &[".apk"])
}

/// `curl-8.5.0`, `openssl-1:1.1.1k`: a part behind a dash that begins with a digit and is no mere word. Groups (`@core`) have
/// no version.
fn rpm(package: &str) -> bool {
    let version = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_digit())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:_+~^*".contains(&byte))
    };
    package.starts_with('@') || is_file(package, &[".rpm"]) || package.split('-').skip(1).any(version)
}

/// `flask==3.0`, `flask~=3.0`, `flask @ https://…`, `git+https://host/repo@commit`.
fn pip(package: &str) -> bool {
    if ["git+", "hg+", "svn+", "bzr+"].iter().any(|system| package.starts_with(system)) {
        let path = package.split('#').next().unwrap_or_default();
        return path.rsplit('/').next().is_some_and(|last| last.contains('@'));
    }
    package.contains(['=', '<', '>', '!', '~', '/', '@']) || is_file(package, &[".whl", ".tar.gz", ".zip"])
}

/// `express@4.1.1`, `git://host/repo#commit`, a folder or tarball. A tag such as `latest` moves.
fn npm(package: &str) -> bool {
    let git = package.starts_with("git") || package.ends_with(".git");
    if git && package.contains([':', '/']) {
        return package.contains('#');
    }
    if is_file(package, &[".tar", ".tar.gz", ".tgz"]) || package.starts_with("file:") {
        return true;
    }
    let name = package.strip_prefix('@').unwrap_or(package);
    match name.rsplit_once('@') {
        Some((_, version)) => !matches!(version, "" | "*" | "latest" | "next"),
        // `owner/repository` of GitHub; a scope has an `@` in front.
        None => !package.starts_with('@') && package.contains('/') && package.contains('#'),
    }
}

/// `example.com/tool@v1.2.3`; a directory or file of the module itself. `all`, `std`, `cmd` are groups of packages.
fn go(package: &str) -> bool {
    match package.rsplit_once('@') {
        Some((_, version)) => !matches!(version, "latest" | "none" | "upgrade" | "patch"),
        None => is_file(package, &[".go"]) || matches!(package, "all" | "std" | "cmd" | "tool"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(pinned: fn(&str) -> bool, packages: &[&str]) -> Vec<bool> {
        packages.iter().map(|package| pinned(package)).collect()
    }

    #[test]
    fn a_version_is_named_in_the_words_of_each_manager() {
        assert_eq!(
            sort(apt, &["curl=7.88", "curl/backports", "./a.deb", "curl-", "curl"]),
            [true, true, true, true, false]
        );
        assert_eq!(sort(apk, &["git~2.52", "git=~2.52", "!busybox", "a.apk", "git"]), [true, true, true, true, false]);
        assert_eq!(sort(rpm, &["gcc-c++-1.1.1", "openssl-1:1.1.1k", "@core"]), [true; 3]);
        assert_eq!(sort(rpm, &["gcc-c++", "rpm-sign", "tomcat"]), [false; 3]);
    }

    #[test]
    fn a_commit_counts_as_a_version() {
        let pip_sources =
            ["git+https://a.org/b.git@v1#egg=b", "git+https://a.org/b.git#egg=b", "a==1", "a[x]", ".[dev]"];
        assert_eq!(sort(pip, &pip_sources), [true, false, true, false, true]);
        let npm_sources = ["git://a.org/b.git#v1", "git+ssh://git@a.org:b/b.git", "github:a/b", "a/b#v1", "a/b"];
        assert_eq!(sort(npm, &npm_sources), [true, false, false, true, false]);
    }

    #[test]
    fn a_moving_tag_is_no_version() {
        let npm_packages = ["a@1", "@scope/a@>=1", "@scope/a", "a@latest", "./a"];
        assert_eq!(sort(npm, &npm_packages), [true, true, false, false, true]);
        let go_packages = ["a.org/b@v1", "a.org/b@latest", "a.org/b", "./...", "main.go"];
        assert_eq!(sort(go, &go_packages), [true, false, false, true, true]);
    }
}
