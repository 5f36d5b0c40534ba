//! `layerwise parse`: what is written.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use text::SourceFile;

use crate::output;

/// Show how Dockerfiles are read: instructions, flags, forms, words, heredocs, and what a build refuses.
#[derive(Args)]
pub struct Options {
    /// The Dockerfiles; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to say it: a tree for people, or one JSON object a file and line.
    #[arg(long, value_enum, default_value = "tree")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Tree,
    Json,
}

/// Runs the command. A file that can't be read is reported and does not stop the others.
pub fn run(options: &Options) -> ExitCode {
    let mut unread = false;
    for path in &options.files {
        let printed = match read(path) {
            Ok(file) => output::print(&shown(&file, options.format)),
            Err(error) => {
                unread = true;
                output::fail(&error.to_string());
                continue;
            }
        };
        if printed != ExitCode::SUCCESS {
            return printed;
        }
    }
    if unread { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

fn read(path: &Path) -> Result<SourceFile, project::Error> {
    if path == Path::new("-") { project::source::read_stdin(path) } else { project::source::read(path) }
}

fn shown(file: &SourceFile, format: Format) -> String {
    let parse = syntax::parse(file.text());
    match format {
        Format::Tree => report::parse::tree(file, &parse),
        Format::Json => report::parse::json(file, &parse) + "\n",
    }
}
