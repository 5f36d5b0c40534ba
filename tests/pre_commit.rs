//! The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself on a repository with a bad Dockerfile.
//!
//! What `language: rust` does, an installation from source, takes minutes; here the hooks find the binary under test on the
//! `PATH`, and all else is as it is written.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "git and pre-commit are run")]

mod run;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A Dockerfile with findings, one of which has a safe fix.
const BAD: &str = "from debian\nRUN apt-get update\n";
const GOOD: &str = "FROM debian:12\nUSER 1000:1000\nCMD [\"true\"]\n";

/// A repository that has `hook` installed.
struct Repository {
    home: TempDir,
}

impl Repository {
    /// `None` if pre-commit is not there.
    fn with(hook: &str) -> Option<Self> {
        if !run::is_there("pre-commit", &["--version"]) {
            return None;
        }
        let repository = Self { home: tempfile::tempdir().unwrap() };
        let hooks = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
        let hooks = fs::read_to_string(hooks).unwrap().replace("language: rust", "language: system");
        repository.write("hooks/.pre-commit-hooks.yaml", &hooks);
        repository.git("hooks", &["init", "-q"]);
        repository.git("hooks", &["add", "-A"]);
        repository.git("hooks", &["commit", "-q", "-m", "hooks"]);
        let rev = repository.git("hooks", &["rev-parse", "HEAD"]);
        let config = format!(
            "repos:\n- repo: {}\n  rev: {}\n  hooks:\n  - id: {hook}\n",
            repository.path("hooks").display(),
            rev.trim()
        );
        repository.write("work/.pre-commit-config.yaml", &config);
        repository.git("work", &["init", "-q"]);
        run::success(&mut repository.command("pre-commit", "work", &["install"]));
        Some(repository)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn command(&self, program: &str, directory: &str, arguments: &[&str]) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_layerwise")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.path(directory));
        command.env("PATH", format!("{}:{path}", binary.display())).env("PRE_COMMIT_HOME", self.path("cache"));
        run::outside_of_git(&mut command).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_COUNT", "2");
        command.env("GIT_CONFIG_KEY_0", "user.name").env("GIT_CONFIG_VALUE_0", "t");
        command.env("GIT_CONFIG_KEY_1", "user.email").env("GIT_CONFIG_VALUE_1", "t@example.com");
        command
    }

    fn git(&self, directory: &str, arguments: &[&str]) -> String {
        run::success(&mut self.command("git", directory, arguments))
    }

    /// Commits all there is; gives the exit code and what was said.
    fn commit(&self) -> (bool, String) {
        self.git("work", &["add", "-A"]);
        let Output { status, stdout, stderr } = run::output(&mut self.command("git", "work", &["commit", "-m", "all"]));
        (status.success(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
    }
}

#[test]
fn a_bad_dockerfile_is_not_committed_and_a_good_one_is() {
    let Some(repository) = Repository::with("layerwise-check") else { return };
    repository.write("work/api/Dockerfile.dev", BAD);
    let (done, said) = repository.commit();
    assert!(!done, "{said}");
    assert!(said.contains("untagged-image") && said.contains("api/Dockerfile.dev"), "{said}");
    repository.write("work/api/Dockerfile.dev", GOOD);
    let (done, said) = repository.commit();
    assert!(done, "{said}");
}

#[test]
fn files_that_are_no_dockerfiles_are_none_of_its_business() {
    let Some(repository) = Repository::with("layerwise-check") else { return };
    for path in ["Dockerfile.j2", "Dockerfile.dockerignore", "node_modules/x/Dockerfile", "dockerfile.go", "README.md"]
    {
        repository.write(&format!("work/{path}"), BAD);
    }
    let (done, said) = repository.commit();
    assert!(done && said.contains("Skipped"), "{said}");
}

#[test]
fn the_fixing_hook_mends_the_file_and_stops_the_commit() {
    let Some(repository) = Repository::with("layerwise-fix") else { return };
    let bad = "FROM debian:12\nUSER 1000:1000\nCMD [\"a\"]\nCMD [\"b\"]\n";
    repository.write("work/Dockerfile", bad);
    let (done, said) = repository.commit();
    assert!(!done, "{said}");
    assert_ne!(fs::read_to_string(repository.path("work/Dockerfile")).unwrap(), bad, "{said}");
    let (done, said) = repository.commit();
    assert!(done, "{said}");
}
