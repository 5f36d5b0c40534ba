//! `layerwise config`: what has to do with settings.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use project::{hadolint, source};

use crate::output;

/// Turn the settings of another linter into a `layerwise.toml`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the `layerwise.toml` that does what hadolint's configuration does.
    #[command(after_help = "Example:\n  layerwise config import .hadolint.yaml > layerwise.toml")]
    Import {
        /// hadolint's configuration [default: `.hadolint.yaml` or `.hadolint.yml` of the working directory].
        file: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    let Command::Import { file } = &options.command;
    import(file.as_deref()).unwrap_or_else(|message| output::fail(&message))
}

/// What can't be understood is told on the side, and makes the exit code 2; the rest is printed all the same.
fn import(path: Option<&Path>) -> Result<ExitCode, String> {
    let there = || hadolint::NAMES.map(Path::new).into_iter().find(|path| path.is_file());
    let path = path.or_else(there).ok_or("there is no `.hadolint.yaml` here\nhelp: name the file to import")?;
    let file = source::read(path).map_err(|error| error.to_string())?;
    let imported = hadolint::import(&file, rules::registry());
    for mistake in &imported.mistakes {
        output::note(&report::check::one(&file, mistake));
    }
    let printed = output::print(&imported.toml);
    Ok(if imported.mistakes.is_empty() { printed } else { ExitCode::from(2) })
}
