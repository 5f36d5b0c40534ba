//! The command line: arguments in, exit codes out.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A Dockerfile linter and build-cache analyzer.
#[derive(Parser)]
#[command(name = "layerwise", version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {}

fn main() -> ExitCode {
    match Cli::parse().command {}
}
