//! The command line: arguments in, exit codes out.

mod cache;
mod context;
mod install;
mod output;
mod parse;
mod version;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A Dockerfile linter and build-cache analyzer.
#[derive(Parser)]
#[command(
    name = "layerwise",
    version,
    long_version = version::LONG.as_str(),
    propagate_version = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Cache(cache::Options),
    Completions(install::Completions),
    Context(context::Options),
    Man(install::Man),
    Parse(parse::Options),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Cache(options) => cache::run(&options),
        Command::Completions(arguments) => install::completions(&arguments),
        Command::Man(arguments) => install::man(&arguments),
        Command::Context(options) => context::run(&options),
        Command::Parse(options) => parse::run(&options),
    }
}
