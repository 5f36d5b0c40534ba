//! Every Dockerfile at hand: those of `fixtures`, and the corpus and snippets of `../shared` when they are there.

#![expect(clippy::disallowed_methods, reason = "tests read files")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]
#![expect(clippy::unwrap_used, reason = "a file that can't be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex};

#[path = "../run/mod.rs"]
pub mod run;

/// The Dockerfiles of `fixtures`, by path.
pub fn fixtures() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("fixtures"), &mut files);
    files.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("Dockerfile")));
    read(&files)
}

/// Held while the corpus is unpacked: the tests of a program run side by side.
static UNPACKING: Mutex<()> = Mutex::new(());

/// Real Dockerfiles, unpacked once. None, with the reason printed, when they are not there.
pub fn corpus() -> Vec<(String, String)> {
    let archive = root().join("../shared/corpus/open.tar.xz");
    if !archive.exists() {
        println!("skipped the corpus: {} is not there", archive.display());
        return Vec::new();
    }
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let _unpacking = UNPACKING.lock();
    if !directory.exists() {
        // Under a name of this process's own until it is whole, as other tests may look for it at the same time.
        let partial = directory.with_extension(std::process::id().to_string());
        fs::create_dir_all(&partial).unwrap();
        let unpacked = run::attempt(Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(&partial));
        if !unpacked.is_ok_and(|output| output.status.success()) {
            println!("skipped the corpus: `tar` can't unpack it");
            return Vec::new();
        }
        if fs::rename(&partial, &directory).is_err() {
            fs::remove_dir_all(&partial).unwrap();
        }
    }
    let mut files = Vec::new();
    collect(&directory, &mut files);
    read(&files)
}

/// Small probing Dockerfiles.
pub fn snippets() -> Vec<(String, String)> {
    let path = root().join("../shared/conformance/lint/open.jsonl");
    let Ok(records) = fs::read_to_string(&path) else {
        println!("skipped the snippets: {} is not there", path.display());
        return Vec::new();
    };
    let record = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).ok()?;
        Some((record["id"].as_str()?.to_owned(), record["dockerfile"].as_str()?.to_owned()))
    };
    records.lines().filter_map(record).collect()
}

/// All of them.
pub fn all() -> &'static [(String, String)] {
    static ALL: LazyLock<Vec<(String, String)>> = LazyLock::new(|| [fixtures(), snippets(), corpus()].concat());
    assert!(!ALL.is_empty(), "there are fixtures at least");
    &ALL
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn read(paths: &[PathBuf]) -> Vec<(String, String)> {
    let text = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    paths.iter().map(|path| (path.display().to_string(), text(path))).collect()
}
