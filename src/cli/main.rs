//! The command line: arguments in, exit codes out.

mod affected;
mod cache;
mod check;
mod config;
mod context;
mod explain;
mod install;
mod lsp;
mod output;
mod parse;
mod progress;
mod rules;
mod settings;
mod version;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Reading and judging is many short texts: a sixth of the time less than with the allocator of the system, and several times
/// less with that of musl.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EXAMPLES: &str = "\
Examples:
  layerwise check                        what is wrong in every Dockerfile below here
  layerwise check --fix                  mend what can be mended without changing the image
  layerwise cache --changed package.json what an edit of this file rebuilds, and why
  layerwise explain DL3008               a rule's page, by any of its names";

/// A Dockerfile linter and build-cache analyzer.
#[derive(Parser)]
#[command(
    name = "layerwise",
    version,
    long_version = version::LONG.as_str(),
    propagate_version = true,
    arg_required_else_help = true,
    after_help = EXAMPLES
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colour; `NO_COLOR` and `CLICOLOR` are heeded.
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
}

#[derive(Subcommand)]
enum Command {
    Affected(affected::Options),
    Cache(cache::Options),
    Check(check::Options),
    Config(config::Options),
    Completions(install::Completions),
    Context(context::Options),
    Explain(explain::Options),
    Lsp(lsp::Options),
    Man(install::Man),
    Parse(parse::Options),
    Rules(rules::Options),
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl From<Color> for anstream::ColorChoice {
    fn from(color: Color) -> Self {
        match color {
            Color::Auto => Self::Auto,
            Color::Always => Self::Always,
            Color::Never => Self::Never,
        }
    }
}

/// `NAME=VALUE`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`; it is NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Ends with what `clap` has to say. An argument may be a file's name that a shell put there, so it is shown safely.
fn refuse(error: &clap::Error) -> ! {
    let told = error.render().to_string();
    let safe = text::visible_lines(&told);
    if safe == told {
        error.exit();
    }
    output::note(&safe);
    std::process::exit(error.exit_code());
}

fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| refuse(&error));
    anstream::ColorChoice::from(cli.color).write_global();
    match cli.command {
        Command::Affected(options) => affected::run(&options),
        Command::Cache(options) => cache::run(&options),
        Command::Check(options) => check::run(&options),
        Command::Config(options) => config::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Completions(arguments) => install::completions(&arguments),
        Command::Lsp(options) => lsp::run(&options),
        Command::Man(arguments) => install::man(&arguments),
        Command::Context(options) => context::run(&options),
        Command::Parse(options) => parse::run(&options),
        Command::Rules(options) => rules::run(&options),
    }
}
