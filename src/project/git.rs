//! What git knows of a directory, asked of the `git` command.
//!
//! The repository is the one that the directory lies in, whatever `GIT_DIR` says: hooks set it for another directory.

mod diff;
mod history;
mod since;
#[cfg(test)]
mod tests;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::Error;

pub use diff::{Blob, Changed, Was};
pub use history::{History, Side, join};
pub use since::Since;

/// What a clone that lacks a commit needs.
const SHALLOW: &str =
    "this clone is shallow: `git fetch --unshallow` gets the rest (`fetch-depth: 0` for actions/checkout)";

/// What a clone that lacks files of a commit needs.
const PARTIAL: &str =
    "this clone is partial, and layerwise fetches nothing: `git fetch --refetch --no-filter` gets the rest";

/// Git takes what a partial clone lacks from the network, and asks for a password if need be. Older versions don't know that
/// they may be told not to, but all heed the list of protocols that are allowed.
const STAY_HERE: [(&str, &str); 4] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
];

/// A directory in the working tree of a repository. Paths are relative to this directory, with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    directory: PathBuf,
}

/// A commit of a repository.
#[derive(Clone, Debug)]
pub struct Revision {
    repository: Repository,
    /// The commit's full name.
    commit: String,
}

impl Repository {
    /// The repository that `directory` lies in: a subdirectory of it, another worktree or a submodule will do.
    pub fn of(directory: &Path) -> Result<Self, Error> {
        if !directory.is_dir() {
            return Err(Error::new("ask git about", directory, "it is not a directory"));
        }
        let repository = Self { directory: directory.to_owned() };
        let output = repository.output(&["rev-parse", "--is-inside-work-tree"])?;
        if output.status.success() && output.stdout.starts_with(b"true") {
            return Ok(repository);
        }
        let error = Error::new("ask git about", directory, complaint(&output, "it is not in a working tree of git"));
        Err(error.with_help("`--since` compares with a commit; `--against` compares with another directory"))
    }

    /// The directory that all of the repository lies in, with links resolved.
    pub fn top(&self) -> Result<PathBuf, Error> {
        let output = self.run(&["rev-parse", "--show-toplevel"])?;
        Ok(PathBuf::from(String::from_utf8_lossy(&output).trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// The commit that `name` means: a branch, a tag, a hash, `HEAD~3`.
    pub fn revision(&self, name: &str) -> Result<Revision, Error> {
        let commit = format!("{name}^{{commit}}");
        let output = self.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() && !commit.is_empty() {
            return Ok(Revision { repository: self.clone(), commit });
        }
        let help = if self.is_shallow()? { SHALLOW } else { "`git fetch` gets what others have pushed" };
        Err(Error::new("find a commit in", &self.directory, format!("there is no `{name}`")).with_help(help))
    }

    /// Whether older commits are cut off.
    fn is_shallow(&self) -> Result<bool, Error> {
        Ok(self.output(&["rev-parse", "--is-shallow-repository"])?.stdout.starts_with(b"true"))
    }

    /// Whether files of commits were left where the clone came from.
    fn is_partial(&self) -> bool {
        let promised = self.output(&["config", "--get-regexp", "^remote\\..*\\.promisor$"]);
        promised.is_ok_and(|output| !output.stdout.is_empty())
    }

    /// What git prints for `arguments`; an error if it fails.
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let output = self.output(arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.failed(&output))
    }

    fn failed(&self, output: &Output) -> Error {
        let error = Error::new("ask git about", &self.directory, complaint(output, "git failed"));
        if self.is_partial() { error.with_help(PARTIAL) } else { error }
    }

    fn output(&self, arguments: &[&str]) -> Result<Output, Error> {
        self.command(arguments).output().map_err(|error| self.no_git(&error))
    }

    /// What git prints for `arguments` when it is given `input`.
    fn filter(&self, arguments: &[&str], input: Vec<u8>) -> Result<Vec<u8>, Error> {
        let mut command = self.command(arguments);
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| self.no_git(&error))?;
        let mut stdin = child.stdin.take();
        // Git answers while it is being asked: were it not read meanwhile, both would wait for ever.
        let asking = thread::spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(&input)));
        let output = child.wait_with_output().map_err(|error| Error::io("ask git about", &self.directory, &error))?;
        // A git that stops reading says why itself.
        let _ = asking.join();
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.failed(&output))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.directory).args(["-c", "core.quotePath=false"]);
        command.args(arguments).env("LC_ALL", "C").envs(STAY_HERE).stdin(Stdio::null());
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
            command.env_remove(variable);
        }
        command
    }

    fn no_git(&self, error: &io::Error) -> Error {
        if error.kind() == io::ErrorKind::NotFound {
            return Error::new("ask git about", &self.directory, "git is not installed, or not on the `PATH`");
        }
        Error::io("ask git about", &self.directory, error)
    }
}

impl Revision {
    /// The commit's full name.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// The bytes of the file at `path` at this commit, as a checkout would write them; `None` if it was not there.
    /// The path may lead out of the directory with `..`, but not out of the repository.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let object = format!("{}:./{path}", self.commit);
        let known = self.repository.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", &object])?;
        if !known.status.success() {
            return Ok(None);
        }
        self.repository.run(&["cat-file", "--filters", &object]).map(Some)
    }
}

/// What git complains about, without its `fatal: `; `otherwise` if it says nothing.
fn complaint(output: &Output, otherwise: &str) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("fatal: ").unwrap_or(line).trim();
    if line.is_empty() { otherwise.to_owned() } else { line.to_owned() }
}
