//! `layerwise config`: what has to do with settings.

mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use project::{hadolint, source};

use crate::{output, settings};

const EXAMPLES: &str = "\
Examples:
  layerwise config api/Dockerfile                            what is in force for this file
  layerwise config import .hadolint.yaml > layerwise.toml    move from hadolint
  layerwise config schema > layerwise.schema.json            for editors that complete TOML";

/// Show which settings are in force for a file and where each comes from; import them, describe them.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Options {
    /// The Dockerfile, which need not be there.
    #[arg(default_value = "Dockerfile", value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    rules: settings::Rules,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Print the JSON Schema of `layerwise.toml`.
    Schema,
    /// Print the `layerwise.toml` that does what hadolint's configuration does.
    #[command(after_help = "Example:\n  layerwise config import .hadolint.yaml > layerwise.toml")]
    Import {
        /// hadolint's configuration [default: `.hadolint.yaml` or `.hadolint.yml` of the working directory].
        file: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    let done = match &options.command {
        None => show(options),
        Some(Command::Import { file }) => import(file.as_deref()),
        Some(Command::Schema) => {
            let schema = lint::settings::schema::schema(rules::registry());
            Ok(output::print(&format!("{schema:#}\n")))
        }
    };
    done.unwrap_or_else(|message| output::fail(&message))
}

/// Mistakes in the settings are told on the side, and make the exit code 2.
fn show(options: &Options) -> Result<ExitCode, String> {
    let mut source = options.rules.source(rules::registry())?;
    let printed = output::print(&show::shown(&options.file, &mut source)?);
    let found = source.of(&options.file).map_err(|error| error.to_string())?.found;
    let mistakes = found.map(|found| settings::mistakes(&found)).unwrap_or_default();
    output::note(&mistakes);
    Ok(if mistakes.is_empty() { printed } else { ExitCode::from(2) })
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
