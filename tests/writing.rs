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
    // Root may write into any directory, and so is somebody else for this.
    let mut other = vec![];
    if fs::metadata(&path).unwrap().uid() == 0 {
        other = vec!["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        if !works(&other) {
            println!("skipped: root may write into any directory, and there is no `setpriv`");
            return;
        }
    }
    // A copy of the program, as the directory that it is in may not be open to all.
    let program = tempfile::tempdir().unwrap();
    fs::copy(env!("CARGO_BIN_EXE_layerwise"), program.path().join("layerwise")).unwrap();
    for open in [program.path(), home.path()] {
        fs::set_permissions(open, Permissions::from_mode(0o555)).unwrap();
    }
    let copy = program.path().join("layerwise");
    let words = [other, vec![copy.to_str().unwrap()], FIX.to_vec(), vec!["--fix"]].concat();
    let output = run::output(Command::new(words[0]).args(&words[1..]).arg(&path).current_dir("/"));
    for closed in [program.path(), home.path()] {
        fs::set_permissions(closed, Permissions::from_mode(0o755)).unwrap();
    }
    is_refused(&path, &output, "permission denied");
}

/// Whether `wrapper` can start a program here.
fn works(wrapper: &[&str]) -> bool {
    let worked = run::attempt(Command::new(wrapper[0]).args(&wrapper[1..]).arg("true"));
    worked.is_ok_and(|output| output.status.success())
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

/// A disk of a few pages, which only this test sees, is filled up but for less than the file.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    const ALONE: [&str; 4] = ["unshare", "--user", "--map-root-user", "--mount"];
    let home = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=64k,nr_inodes=16 none \"$0\" && cd \"$0\"";
    if !works(&[&ALONE[..], &["sh", "-c", mount, home.path().to_str().unwrap()]].concat()) {
        println!("skipped: a disk of its own can't be mounted here");
        return;
    }
    let script = format!(
        "{mount} && {{ printf 'FROM debian:12 as base\\n'; yes '# a comment' | head -n 2000; }} >Dockerfile && cp Dockerfile before \\
         && {{ cat /dev/zero >filler; test -n \"$(\"$@\" --fix Dockerfile 2>&1 | tee /dev/stderr)\"; \\
         cmp Dockerfile before && ls -A; }}"
    );
    let mut command = Command::new(ALONE[0]);
    command.args(&ALONE[1..]).args(["sh", "-c", &script]).arg(home.path());
    let output = run::output(command.arg(env!("CARGO_BIN_EXE_layerwise")).args(FIX));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("cannot write `Dockerfile`: no space left on device"), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Dockerfile\nbefore\nfiller\n", "nothing is left behind");
}

/// The program is ended where a cut of the power would hurt: at each of the calls that write, before it is carried out.
#[cfg(target_os = "linux")]
#[test]
fn a_power_cut_leaves_the_old_file_or_the_new_one() {
    let traced = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=none"];
    if !works(&traced) {
        println!("skipped: there is no `strace`, or it may not watch programs here");
        return;
    }
    for call in ["fchmodat,chmod,fchmod", "fsync", "rename,renameat,renameat2,linkat"] {
        let (_home, path) = home();
        let (trace, inject) = (format!("trace={call}"), format!("inject={call}:error=EIO:signal=KILL"));
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject]);
        let output = run::output(command.arg(env!("CARGO_BIN_EXE_layerwise")).args(FIX).arg("--fix").arg(&path));
        assert_eq!(output.status.code(), None, "{call}: it is killed: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(fs::read_to_string(&path).unwrap(), BEFORE, "{call}");
        // What is left of it is in nobody's way.
        assert_eq!(fix(&path).status.code(), Some(0), "{call}");
        assert_eq!(fs::read_to_string(&path).unwrap(), AFTER, "{call}");
    }
}

/// Another program writes the file as soon as the new text stands beside it.
#[test]
fn a_file_that_changes_between_reading_and_writing_stays_as_it_is_then() {
    let (home, path) = home();
    let other = "FROM alpine as base\n";
    let script = "while ! ls -A \"$1\" | grep -q '^\\.tmp'; do :; done; printf '%s' \"$3\" >\"$2\"";
    for _ in 0..20 {
        fs::write(&path, BEFORE).unwrap();
        let mut editor = Command::new("sh");
        let mut editor = editor.args(["-c", script, "sh"]).arg(home.path()).arg(&path).arg(other).spawn().unwrap();
        let output = fix(&path);
        if output.status.code() == Some(2) {
            run::end_of(editor);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                said.contains("it has changed since it was read") && said.contains("run the command again"),
                "{said}"
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), other);
            return;
        }
        // The editor was too late: then it would wait for a file that does not come.
        editor.kill().unwrap();
        run::end_of(editor);
    }
    println!("skipped: the other program was too late each time");
}

#[test]
fn a_limit_of_file_sizes_loses_nothing() {
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
