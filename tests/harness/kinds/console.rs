//! `console`: lines that begin with `$ ` are run by `sh`, the others are what came out, errors included.
//!
//! They run in a directory with the section's files, the last example as its `Dockerfile`; without any of these, in the
//! root of the repository.

use std::process::Command;

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;
use crate::run;

pub struct Console;

impl Kind for Console {
    fn takes(&self, block: &Block) -> bool {
        block.kind() == "console" && cfg!(unix)
    }

    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String> {
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut files = section.files.clone();
        if let Some(example) = &section.example {
            files.entry("Dockerfile".to_owned()).or_insert_with(|| example.clone());
        }
        for (path, text) in &files {
            let path = directory.path().join(path);
            path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(|error| error.to_string())?;
            std::fs::write(path, text).map_err(|error| error.to_string())?;
        }
        let place = if files.is_empty() { section.root.as_path() } else { directory.path() };
        let mut body = String::new();
        for line in block.body.lines().filter(|line| line.starts_with("$ ")) {
            let mut command = Command::new("sh");
            command.arg("-c").arg(format!("{{ {}\n}} 2>&1", &line[2..])).current_dir(place);
            let output = run::output(command.env("PATH", path()).env("COLUMNS", "100"));
            body.push_str(line);
            body.push('\n');
            body.push_str(&String::from_utf8_lossy(&output.stdout));
        }
        Ok(Some(body))
    }
}

/// The search path with the program just built in front.
fn path() -> std::ffi::OsString {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_layerwise"));
    let mut path = program.parent().map(|folder| folder.as_os_str().to_owned()).unwrap_or_default();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    path
}
