//! Programs that tests run. None of them may run for ever: a test that hangs says nothing, one that fails says what hung.
//! Nobody sits at the keyboard, and what the user's own settings of git ask for does not happen.

#![allow(dead_code, reason = "each test uses what it needs")]
#![expect(clippy::disallowed_methods, reason = "programs are run")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Longer than this no program takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(5);

/// Runs a program that reads nothing to its end.
pub fn output(command: &mut Command) -> Output {
    output_for(command, b"")
}

/// Runs a program that reads `input` to its end.
pub fn output_for(command: &mut Command, input: &[u8]) -> Output {
    started(command, input).unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// What a program says that must succeed.
pub fn success(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = output(command);
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {status}\n{stdout}{stderr}");
    stdout.into_owned()
}

/// What git says about the repository in `directory`, for a committer that needs no settings.
pub fn git(directory: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always"]);
    success(outside_of_git(&mut command).args(arguments).current_dir(directory).env("GIT_CONFIG_GLOBAL", "/dev/null"))
}

/// Takes away what git tells its hooks: a hook may be what runs the tests.
pub fn outside_of_git(command: &mut Command) -> &mut Command {
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(variable);
    }
    command
}

/// Runs a program to its end; an error if it cannot be started at all.
pub fn attempt(command: &mut Command) -> io::Result<Output> {
    started(command, b"")
}

/// Whether a program works here; prints why the test is skipped if not.
pub fn is_there(program: &str, arguments: &[&str]) -> bool {
    let there = attempt(Command::new(program).args(arguments)).is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("skipped: `{program} {}` does not work here", arguments.join(" "));
    }
    there
}

/// How a program ends that is about to.
pub fn end_of(mut child: Child) -> ExitStatus {
    let id = child.id();
    within(id, "a program", move || child.wait().unwrap())
}

fn started(command: &mut Command, input: &[u8]) -> io::Result<Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let (id, input, mut stdin) = (child.id(), input.to_owned(), child.stdin.take());
    // A program that does not want all of its input closes it.
    thread::spawn(move || stdin.as_mut().map(|stdin| stdin.write_all(&input)));
    Ok(within(id, &format!("{command:?}"), move || child.wait_with_output().unwrap()))
}

/// What `wait` gives; the process of that number is ended if it takes too long.
fn within<T: Send + 'static>(id: u32, what: &str, wait: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(wait()));
    receiver.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).status();
        panic!("{what} did not end within {PATIENCE:?}")
    })
}
