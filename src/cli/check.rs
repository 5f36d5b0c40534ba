//! `layerwise check`: what is wrong.

mod fixing;
mod run;

use std::path::PathBuf;
use std::process::ExitCode;

use build::BuildOptions;
use clap::{Args, ValueEnum};
use lint::Level;
use report::check::{Checked, concise, full, json};

use crate::{output, settings};

const EXAMPLES: &str = "\
Examples:
  layerwise check                            every Dockerfile below the working directory
  layerwise check --fix api/Dockerfile       mend what can be mended without changing the image
  layerwise check --unsafe-fixes --diff .    show what all fixes would do
  layerwise check --preset hadolint .        what hadolint would say, with better places
  layerwise explain untagged-image           what a rule is about

Exit codes: 0 nothing found, 1 something found at or above --fail-on, 2 it could not be done.";

/// Find what is wrong in Dockerfiles, and mend it.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Files, and directories to search; `-` is standard input.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The name of what comes on standard input: settings are looked up for it.
    #[arg(long, value_name = "PATH", default_value = "Dockerfile", hide_default_value = true)]
    stdin_filename: PathBuf,
    /// How to say it.
    #[arg(long, value_enum, default_value = "full")]
    format: Format,
    /// The mildest level that makes the exit code 1.
    #[arg(long, value_enum, default_value = "warning", value_name = "LEVEL")]
    fail_on: FailOn,
    #[command(flatten)]
    fixing: fixing::Options,
    #[command(flatten)]
    rules: settings::Options,
    #[command(flatten)]
    build: Build,
}

/// What would be passed to `docker build`.
#[derive(Args)]
#[command(next_help_heading = "Build")]
struct Build {
    /// The context; without it, the directory of a Dockerfile that has a `.dockerignore` beside it.
    #[arg(long, value_name = "DIR")]
    context: Option<PathBuf>,
    /// A build argument.
    #[arg(long, value_name = "NAME=VALUE", value_parser = crate::pair)]
    build_arg: Vec<(String, String)>,
    /// The stage to build [default: the last one].
    #[arg(long, value_name = "STAGE")]
    target: Option<String>,
    /// The platform to build for.
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
}

impl Build {
    fn options(&self) -> BuildOptions {
        BuildOptions {
            args: self.build_arg.iter().cloned().collect(),
            target: self.target.clone(),
            platform: self.platform.clone(),
            ..BuildOptions::default()
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The source, the place marked in it, and what a fix would do.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    Style,
    Info,
    Warning,
    Error,
    Never,
}

impl FailOn {
    fn is_reached(self, worst: Option<Level>) -> bool {
        let least = match self {
            Self::Style => Level::Style,
            Self::Info => Level::Info,
            Self::Warning => Level::Warning,
            Self::Error => Level::Error,
            Self::Never => return false,
        };
        worst.is_some_and(|worst| worst >= least)
    }
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match run::run(options) {
        Ok(outcome) => finish(options, &outcome),
        Err(message) => output::fail(&message),
    }
}

/// Says what came out, and decides the exit code: what could not be done outweighs what was found.
fn finish(options: &Options, outcome: &run::Outcome) -> ExitCode {
    for message in &outcome.errors {
        output::fail(message);
    }
    let said = match options.fixing.shows() {
        fixing::Shows::Findings => output::print(&reported(options.format, &outcome.checked)),
        fixing::Shows::Text(text) => {
            output::note(&reported(options.format, &outcome.checked));
            output::print_raw(&text(outcome))
        }
    };
    if said != ExitCode::SUCCESS || !outcome.errors.is_empty() {
        return ExitCode::from(2);
    }
    let found = options.fail_on.is_reached(outcome.checked.worst()) || outcome.would_change;
    if found { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn reported(format: Format, checked: &Checked) -> String {
    match format {
        Format::Full => full(checked) + &checked.summary(),
        Format::Concise => concise(checked),
        Format::Json => json(checked),
    }
}
