//! `check --fix` writes all of a file or nothing, and says what stood in the way.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the program is run, and files are written for it")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod run;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use tempfile::TempDir;

/// A file with something to mend, and what becomes of it.
const BEFORE: &str = "FROM debian:12 as base\nRUN make\n";
const AFTER: &str = "FROM debian:12 AS base\nRUN make\n";

fn home() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("Dockerfile");
    fs::write(&path, BEFORE).unwrap();
    (home, path)
}

const FIX: [&str; 6] = ["check", "--isolated", "--ignore", "all", "--select", "as-casing"];

fn fix(path: &Path) -> Output {
    run::output(Command::new(env!("CARGO_BIN_EXE_layerwise")).args(FIX).arg("--fix").arg(path))
}

/// It could not be written, `reason` is said, and the directory is as it was.
fn is_refused(path: &Path, output: &Output, reason: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write `") && said.contains(reason), "{said}");
    assert_eq!(fs::read_to_string(path).unwrap(), BEFORE);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_file_that_can_be_written_is_mended() {
    let (_home, path) = home();
    assert_eq!(fix(&path).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), AFTER);
}

#[test]
fn a_read_only_file_stays() {
    let (_home, path) = home();
    fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
    is_refused(&path, &fix(&path), "it is read-only");
}

#[test]
fn a_directory_that_takes_no_files_is_said() {
    let (home, path) = home();
    if fs::metadata(&path).unwrap().uid() == 0 {
        println!("skipped: root may write into any directory");
        return;
    }
    fs::set_permissions(home.path(), Permissions::from_mode(0o555)).unwrap();
    let output = fix(&path);
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    is_refused(&path, &output, "permission denied");
}

#[test]
fn a_link_stays_a_link_to_the_file_that_is_mended() {
    let (home, path) = home();
    let other = home.path().join("other");
    fs::create_dir(&other).unwrap();
    let link = other.join("Dockerfile");
    symlink("../Dockerfile", &link).unwrap();
    assert_eq!(fix(&link).status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&path).unwrap(), AFTER);
}

#[test]
fn a_full_disk_loses_nothing() {
    let (_home, path) = home();
    let large = BEFORE.to_owned() + &"# a comment\n".repeat(1_000);
    fs::write(&path, &large).unwrap();
    // The shell's limit is in blocks of 512 or 1,024 bytes; a write above it fails as one to a full disk does.
    let script = "trap '' XFSZ; ulimit -f 2 && exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_layerwise")]).args(FIX).arg("--fix").arg(&path);
    let output = run::output(&mut command);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write `") && said.contains("file too large"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), large);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn two_runs_at_once_leave_the_file_whole() {
    for _ in 0..5 {
        let (home, path) = home();
        thread::scope(|scope| {
            for _ in 0..4 {
                // One that comes too late to read the old text, or to write over it, has nothing to do or says so.
                scope.spawn(|| assert!(matches!(fix(&path).status.code(), Some(0 | 2))));
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), AFTER);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left behind");
    }
}
