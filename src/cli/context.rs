//! `layerwise context`: what a build would send.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use build::context::IgnoreFile;
use clap::{Args, ValueEnum};
use report::context::Sent;

use crate::output;
use crate::progress::Progress;

/// Show what a build would send: sizes, the largest files, and what is ignored by which line.
#[derive(Args)]
pub struct Options {
    /// The context.
    #[arg(default_value = ".", value_name = "DIR")]
    directory: PathBuf,
    /// The Dockerfile: `FILE.dockerignore` beside it replaces `.dockerignore` [default: DIR/Dockerfile].
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Read the patterns from here instead.
    #[arg(long, value_name = "FILE")]
    ignore_file: Option<PathBuf>,
    /// How to say it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match shown(options) {
        Ok(text) => output::print(&text),
        Err(message) => output::fail(&text::visible_lines(&message)),
    }
}

fn shown(options: &Options) -> Result<String, String> {
    let progress = Progress::begin("reading the context");
    let ignore = ignore_file(options).map_err(|error| error.to_string())?;
    let context = project::context::read(&options.directory, ignore).map_err(|error| error.to_string())?;
    if let (Some(mistake), Some(ignore)) = (context.ignore_error(), context.ignore_file()) {
        let place = format!("{}:{}", ignore.file.path(), mistake.line);
        return Err(format!("{place}: bad pattern: {}, so the build stops here", mistake.message));
    }
    let measured = project::context::measure(&options.directory, context.left_out());
    drop(progress);
    let directory = options.directory.to_string_lossy();
    let sent = Sent { directory: &directory, context: &context, measured: &measured };
    match options.format {
        Format::Text => Ok(report::context::text(&sent)),
        Format::Json => report::context::json(&sent).map(|json| json + "\n").map_err(|error| error.to_string()),
    }
}

fn ignore_file(options: &Options) -> Result<Option<IgnoreFile>, project::Error> {
    match (&options.ignore_file, &options.file) {
        (Some(path), _) => project::context::read_ignore_file(path).map(Some),
        (None, Some(file)) => project::context::ignore_file(&options.directory, file),
        (None, None) => ignore_file_beside(&options.directory, "Dockerfile"),
    }
}

fn ignore_file_beside(directory: &Path, name: &str) -> Result<Option<IgnoreFile>, project::Error> {
    project::context::ignore_file(directory, &directory.join(name))
}
