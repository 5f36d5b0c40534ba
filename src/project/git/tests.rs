//! Small repositories made with git, and what they were at a commit.

#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::fs;
use std::path::Path;
use std::process::Command;

use build::context::{Context, EntryKind, IgnoreFile};
use tempfile::TempDir;
use text::SourceFile;

use super::*;

/// A repository in a directory that goes away; `None`, with a word on why, where there is no git.
struct Fixture {
    root: TempDir,
}

impl Fixture {
    fn new() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            println!("skipped: git is not installed");
            return None;
        }
        let fixture = Self { root: tempfile::tempdir().unwrap() };
        fixture.git(&["init", "-q", "-b", "main"]);
        Some(fixture)
    }

    fn path(&self) -> &Path {
        self.root.path()
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "protocol.file.allow=always"];
        let mut command = Command::new("git");
        command.arg("-C").arg(self.path()).args(identity).args(arguments);
        let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).unwrap();
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x", "--allow-empty"]);
    }

    fn then(&self, revision: &str) -> Context {
        Since::new(self.path(), revision).unwrap().context(None).unwrap()
    }

    fn now(&self) -> Context {
        crate::context::read(self.path(), None).unwrap()
    }
}

/// The paths outside of `.git`, with what is in the files.
fn listed(context: &Context) -> Vec<String> {
    let outside = context.entries().iter().filter(|entry| !entry.path.contains(".git"));
    outside
        .map(|entry| match &entry.kind {
            EntryKind::File => {
                format!("{}={}", entry.path, String::from_utf8(context.read(&entry.path).unwrap()).unwrap())
            }
            EntryKind::Symlink(target) => format!("{}->{target}", entry.path),
            _ => format!("{}/", entry.path),
        })
        .collect()
}

#[test]
fn edits_additions_removals_and_renames_are_undone() {
    let Some(it) = Fixture::new() else { return };
    it.write("a", "1");
    it.write("gone/b", "2");
    it.write("old", "name");
    it.write("same", "s");
    it.commit();
    it.write("a", "11");
    it.remove("gone/b");
    fs::remove_dir(it.path().join("gone")).unwrap();
    it.git(&["mv", "old", "new"]);
    it.write("fresh/dir/c", "3");
    let then = it.then("HEAD");
    assert_eq!(listed(&then), ["a=1", "gone/", "gone/b=2", "old=name", "same=s"]);
    assert_eq!(then.digest("old"), it.now().digest("new"));
    assert_eq!(then.digest("same"), it.now().digest("same"));
    assert_ne!(then.digest("a"), it.now().digest("a"));
    assert_eq!(then.find("a").map(|entry| entry.size), Some(1));
}

#[test]
fn commits_in_between_and_merges_are_undone() {
    let Some(it) = Fixture::new() else { return };
    it.write("a", "1");
    it.commit();
    it.git(&["checkout", "-q", "-b", "side"]);
    it.write("side", "s");
    it.commit();
    it.git(&["checkout", "-q", "main"]);
    it.write("a", "2");
    it.commit();
    it.git(&["merge", "-q", "--no-edit", "side"]);
    assert_eq!(listed(&it.then("HEAD~2")), ["a=1"]);
    assert_eq!(listed(&it.then("side")), ["a=1", "side=s"]);
}

#[test]
fn a_directory_may_become_a_file_and_a_file_a_directory() {
    let Some(it) = Fixture::new() else { return };
    it.write("x/in", "1");
    it.write("y", "2");
    it.commit();
    it.remove("x/in");
    fs::remove_dir(it.path().join("x")).unwrap();
    it.remove("y");
    it.write("x", "file");
    it.write("y/in", "3");
    assert_eq!(listed(&it.then("HEAD")), ["x/", "x/in=1", "y=2"]);
}

#[test]
fn what_git_ignores_is_taken_to_be_as_it_is() {
    let Some(it) = Fixture::new() else { return };
    it.write(".gitignore", "cache\n");
    it.commit();
    it.write("cache/x", "1");
    it.write("untracked", "1");
    assert_eq!(listed(&it.then("HEAD")), ["cache/", "cache/x=1"]);
}

#[cfg(unix)]
#[test]
fn only_the_right_to_execute_is_known_of_a_mode() {
    use std::os::unix::fs::PermissionsExt;
    let Some(it) = Fixture::new() else { return };
    for path in ["plain", "tool"] {
        it.write(path, path);
    }
    it.commit();
    let set = |path: &str, mode| fs::set_permissions(it.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    set("plain", 0o640);
    set("tool", 0o750);
    let mode = |path: &str| it.then("HEAD").find(path).map(|entry| entry.mode);
    assert_eq!((mode("plain"), mode("tool")), (Some(0o640), Some(0o640)));
    assert_eq!(it.then("HEAD").digest("tool"), it.now().digest("tool"));
}

#[cfg(unix)]
#[test]
fn links_lead_where_they_led() {
    use std::os::unix::fs::symlink;
    let Some(it) = Fixture::new() else { return };
    symlink("one", it.path().join("l")).unwrap();
    symlink("x", it.path().join("was-link")).unwrap();
    it.commit();
    it.remove("l");
    symlink("two", it.path().join("l")).unwrap();
    it.remove("was-link");
    it.write("was-link", "x");
    assert_eq!(listed(&it.then("HEAD")), ["l->one", "was-link->x"]);
}

#[test]
fn a_subdirectory_knows_only_its_own() {
    let Some(it) = Fixture::new() else { return };
    it.write("app/a", "1");
    it.write("Dockerfile", "FROM a");
    it.commit();
    it.write("app/a", "2");
    it.write("app/n", "2");
    it.write("other", "2");
    let since = Since::new(&it.path().join("app"), "HEAD").unwrap();
    assert_eq!(listed(&since.context(None).unwrap()), ["a=1"]);
    let changed: Vec<_> = since.changed().iter().map(|changed| changed.path.as_str()).collect();
    assert_eq!(changed, ["a", "n"]);
    assert_eq!(since.revision().read("../Dockerfile").unwrap(), Some(b"FROM a".to_vec()));
    assert_eq!(since.revision().read("nowhere").unwrap(), None);
}

#[test]
fn the_ignore_file_of_then_is_heeded() {
    let Some(it) = Fixture::new() else { return };
    it.write("a", "1");
    it.write("b", "1");
    it.commit();
    let ignore = IgnoreFile::new(SourceFile::new(".dockerignore", "b\n"));
    let then = Since::new(it.path(), "HEAD").unwrap().context(Some(ignore)).unwrap();
    assert_eq!(listed(&then), ["a=1"]);
}

#[test]
fn a_submodule_is_looked_into() {
    let (Some(library), Some(it)) = (Fixture::new(), Fixture::new()) else { return };
    library.write("l", "1");
    library.commit();
    it.git(&["submodule", "--quiet", "add", library.path().to_str().unwrap(), "lib"]);
    it.commit();
    it.write("lib/l", "2");
    it.write("lib/new", "2");
    assert_eq!(listed(&it.then("HEAD")), ["lib/", "lib/l=1"]);
}

#[test]
fn another_commit_means_another_git_directory() {
    let Some(it) = Fixture::new() else { return };
    it.write("a", "1");
    it.commit();
    assert_eq!(it.then("HEAD").digest(".git/logs/HEAD"), it.now().digest(".git/logs/HEAD"));
    it.commit();
    assert_ne!(it.then("HEAD~1").digest(".git/logs/HEAD"), it.now().digest(".git/logs/HEAD"));
}

#[test]
fn a_worktree_is_a_repository_too() {
    let Some(it) = Fixture::new() else { return };
    it.write("a", "1");
    it.commit();
    let other = tempfile::tempdir().unwrap();
    let tree = other.path().join("tree");
    it.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "-b", "w"]);
    fs::write(tree.join("a"), "2").unwrap();
    assert_eq!(listed(&Since::new(&tree, "main").unwrap().context(None).unwrap()), ["a=1"]);
}

#[test]
fn what_is_not_there_is_said_with_what_helps() {
    let Some(it) = Fixture::new() else { return };
    it.write("a", "1");
    it.commit();
    it.commit();
    let error = Since::new(it.path(), "nope").unwrap_err();
    assert_eq!((error.reason.as_str(), error.help.is_some()), ("there is no `nope`", true));
    let clone = Fixture::new().unwrap();
    let origin = format!("file://{}", it.path().display());
    clone.git(&["pull", "-q", "--depth=1", &origin, "main"]);
    let error = Since::new(clone.path(), "HEAD~1").unwrap_err();
    assert_eq!(error.help.as_deref(), Some(SHALLOW));
    let bare = tempfile::tempdir().unwrap();
    assert!(Since::new(bare.path(), "HEAD").unwrap_err().reason.starts_with("not a git repository"));
    assert_eq!(Since::new(&bare.path().join("x"), "HEAD").unwrap_err().reason, "it is not a directory");
}

#[test]
fn what_a_partial_clone_lacks_is_not_fetched() {
    let (Some(it), Some(clone)) = (Fixture::new(), Fixture::new()) else { return };
    it.write("a", "1");
    it.commit();
    it.write("a", "2");
    it.commit();
    it.git(&["config", "uploadpack.allowFilter", "true"]);
    let origin = format!("file://{}", it.path().display());
    clone.git(&["clone", "-q", "--filter=blob:none", &origin, "c"]);
    let error = Since::new(&clone.path().join("c"), "HEAD~1").unwrap_err();
    assert_eq!(error.help.as_deref(), Some(PARTIAL));
    clone.git(&["-C", "c", "fetch", "-q", "--refetch", "--no-filter"]);
    assert_eq!(listed(&Since::new(&clone.path().join("c"), "HEAD~1").unwrap().context(None).unwrap()), ["a=1"]);
}
