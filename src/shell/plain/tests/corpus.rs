//! The scripts of real Dockerfiles, when they are there.

#![expect(clippy::disallowed_methods, reason = "tests read files and run `tar`")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ShellInForce;

/// Real Dockerfiles by path; `None`, with the reason printed, when they are not there.
pub(super) fn corpus() -> Option<Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let archive = root.join("../shared/corpus/open.tar.xz");
    if !archive.exists() {
        println!("skipped the corpus: {} is not there", archive.display());
        return None;
    }
    // Where other tests look for it as well; it has another name until it is whole.
    let directory = root.join("target/tmp/corpus");
    if !directory.exists() {
        let partial = directory.with_extension(std::process::id().to_string());
        fs::create_dir_all(&partial).unwrap();
        let unpacked = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(&partial).status();
        if !unpacked.is_ok_and(|status| status.success()) {
            println!("skipped the corpus: `tar` can't unpack it");
            return None;
        }
        if fs::rename(&partial, &directory).is_err() {
            fs::remove_dir_all(&partial).unwrap();
        }
    }
    let mut files = Vec::new();
    collect(&directory, &mut files);
    Some(files)
}

fn collect(directory: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            files.push((path, text));
        }
    }
}

/// What the file hands to a shell of the kin of `sh`.
pub(super) fn scripts(file: &str) -> Vec<String> {
    let parse = syntax::parse(file);
    let shell = ShellInForce::default();
    let texts = parse.file.instructions.iter().filter_map(|instruction| crate::text(instruction, file, &shell));
    texts.filter(|(_, shell)| shell.dialect.is_posix()).map(|(text, _)| text.text().to_owned()).collect()
}
