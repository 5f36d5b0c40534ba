//! The package managers that rules know: how they install what a project depends on, and from which files.
//!
//! The table is `data/ecosystems.json`. Commands that install a package by name are none of its business: they read no
//! file of the project.

use std::sync::LazyLock;

use serde::Deserialize;
use shell::{Command, Script, Word};

use crate::by_program::ByProgram;

/// A package manager.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Ecosystem<'t> {
    /// What people call it.
    pub(crate) name: &'t str,
    /// The commands that install the dependencies of a project.
    #[serde(borrow)]
    installs: Vec<Install<'t>>,
    /// The files that must be there, as COPY takes them.
    #[serde(borrow)]
    pub(crate) manifests: Vec<&'t str>,
    /// The files that count if they are there: locks, settings.
    #[serde(borrow, default)]
    pub(crate) optional: Vec<&'t str>,
    /// What to copy when it is not known which of these are there; nothing here means the manifests and the first of the
    /// optional files.
    #[serde(borrow, default)]
    pub(crate) guess: Vec<&'t str>,
    /// The directories that count if they are there.
    #[serde(borrow, default)]
    pub(crate) folders: Vec<&'t str>,
    /// Where dependencies end up: parts of a path.
    #[serde(borrow, default)]
    pub(crate) outputs: Vec<&'t str>,
    /// Files in whose presence an install reads the sources as well.
    #[serde(borrow, default)]
    pub(crate) sources: Vec<&'t str>,
    /// The scripts in `package.json` that an install runs; they may read anything.
    #[serde(borrow, default)]
    pub(crate) scripts: Vec<&'t str>,
}

/// A command that installs the dependencies of a project.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Install<'t> {
    /// As [`Command::is`] takes it.
    #[serde(borrow)]
    run: Vec<&'t str>,
    /// Whether it is meant without a subcommand: `yarn`, `bundle`.
    #[serde(default)]
    alone: bool,
    /// What operands behind it mean.
    #[serde(default)]
    operands: Operands,
    /// One of these flags must be there.
    #[serde(borrow, default)]
    with: Vec<&'t str>,
    /// With one of these it does something else.
    #[serde(borrow, default)]
    without: Vec<&'t str>,
    /// The flags that name the files it reads; one of them must be there.
    #[serde(borrow, default)]
    files: Vec<&'t str>,
    /// The flags that name files besides.
    #[serde(borrow, default)]
    more_files: Vec<&'t str>,
    /// Without one of these flags it installs the project itself, too, and so needs its sources.
    #[serde(borrow, default)]
    pub(crate) dependencies_only: Vec<&'t str>,
}

/// What operands behind the command mean.
#[derive(Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Operands {
    /// With any it installs packages by name.
    #[default]
    Packages,
    /// They do not matter.
    Any,
    /// They are the files it reads.
    Files,
}

/// A command of a script that installs what a project depends on.
#[derive(Clone, Copy)]
pub(crate) struct Installing<'s> {
    /// The command.
    pub(crate) command: &'s Command,
    /// Whose it is.
    pub(crate) ecosystem: &'static Ecosystem<'static>,
    /// Which one it is.
    pub(crate) install: &'static Install<'static>,
}

type Row = (&'static Ecosystem<'static>, &'static Install<'static>);

static ECOSYSTEMS: LazyLock<Vec<Ecosystem<'static>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/ecosystems.json")).expect("the table is well formed"));

static INSTALLS: LazyLock<ByProgram<Row>> = LazyLock::new(|| {
    let of =
        |ecosystem: &'static Ecosystem<'static>| ecosystem.installs.iter().map(move |install| (ecosystem, install));
    ByProgram::new(ECOSYSTEMS.iter().flat_map(of).collect::<Vec<Row>>(), |(_, install)| install.run.first().copied())
});

/// The commands of `script` that install what a project depends on, in order.
pub(crate) fn installs(script: &Script) -> impl Iterator<Item = Installing<'_>> {
    script.commands.iter().filter_map(|command| {
        let (ecosystem, install) = INSTALLS.of(command).find(|(_, install)| install.is(command))?;
        Some(Installing { command, ecosystem, install })
    })
}

impl Install<'_> {
    fn is(&self, command: &Command) -> bool {
        if !command.is(&self.run) || command.has_any_flag(&self.without) {
            return false;
        }
        let more = command.operands().nth(self.run.len() - 1);
        let operands = match self.operands {
            Operands::Any => true,
            Operands::Packages if self.alone => command.subcommand().is_none() && more.is_none(),
            Operands::Packages => more.is_none(),
            Operands::Files => more.is_some(),
        };
        operands
            && (self.with.is_empty() || command.has_any_flag(&self.with))
            && (self.files.is_empty() || command.has_any_flag(&self.files))
    }
}

impl<'s> Installing<'s> {
    /// The files that the command names; `None` for one whose name is not known.
    pub(crate) fn files(self) -> Vec<Option<&'s str>> {
        let mut files: Vec<Option<&'s str>> = self.command.flag_values(&self.install.files).collect();
        files.extend(self.command.flag_values(&self.install.more_files));
        if self.install.operands == Operands::Files {
            files.extend(self.command.operands().skip(self.install.run.len() - 1).map(Word::value));
        }
        files
    }

    /// The command without its flags and files: `pip install`.
    pub(crate) fn shown(self) -> String {
        let subcommands = self.command.operands().take(self.install.run.len() - 1).filter_map(Word::value);
        std::iter::once(self.command.name().unwrap_or_default()).chain(subcommands).collect::<Vec<_>>().join(" ")
    }

    /// Whether it installs the project itself besides what that depends on.
    pub(crate) fn installs_project(self) -> bool {
        !self.install.dependencies_only.is_empty() && !self.command.has_any_flag(&self.install.dependencies_only)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shell::ShellInForce;

    /// The name of the ecosystem whose dependencies `line` installs.
    fn of(line: &str) -> Option<&'static str> {
        let script = shell::read(&text::Joined::of(line, 0), &ShellInForce::of_words(["/bin/sh", "-c"]));
        installs(&script).next().map(|found| found.ecosystem.name)
    }

    #[test]
    fn installing_a_project_is_told_from_installing_a_package() {
        for (line, name) in [
            ("npm ci --omit=dev", "npm"),
            ("npm --prefix app install", "npm"),
            ("yarn", "yarn"),
            ("yarn install --frozen-lockfile", "yarn"),
            ("python3 -m pip install --no-cache-dir -r requirements.txt", "pip"),
            ("uv pip install --system -r requirements.txt", "pip"),
            ("bundle install --jobs 4", "bundler"),
            ("./mvnw -B dependency:go-offline", "maven"),
            ("dotnet restore src/App.csproj", "nuget"),
            ("opam install . --deps-only -y", "opam"),
            ("cpanm --installdeps .", "cpan"),
            ("clojure -P", "clojure"),
            ("rebar3 compile --deps_only", "rebar3"),
            ("vcpkg install --triplet=x64-linux", "vcpkg"),
            ("Rscript -e 'renv::restore()'", "renv"),
            ("zig build --fetch", "zig"),
            ("luarocks install --only-deps app-1.0-1.rockspec", "luarocks"),
            ("ansible-galaxy install -r requirements.yml", "ansible-galaxy"),
            ("ansible-galaxy collection install -r requirements.yml -p /c", "ansible-galaxy"),
            ("helm dependency build", "helm"),
        ] {
            assert_eq!(of(line), Some(name), "{line}");
        }
        for line in [
            "npm install express",
            "npm install -g yarn",
            "yarn build",
            "yarn add left-pad",
            "yarn --version",
            "pip install flask",
            "pip install .",
            "pip install -e . -r requirements.txt",
            "bundle exec rake",
            "go mod tidy",
            "mvn package",
            "dotnet build",
            "cargo install --path .",
            "Rscript -e 'install.packages(\"renv\")'",
            "zig build",
            "vcpkg install zlib",
            "luarocks install lpeg",
            "ansible-galaxy collection install community.general",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
