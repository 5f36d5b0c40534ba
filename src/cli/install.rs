//! What an installation wants besides the binary: shell completions and manual pages, both read from the arguments' own
//! definition, so they can't fall behind it.

use std::io::Write as _;
use std::process::ExitCode;

use clap::CommandFactory as _;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Print the completions for a shell.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell to complete in.
    shell: clap_complete::Shell,
}

/// Print the manual page, or that of one command.
#[derive(clap::Args)]
pub struct Man {
    /// The command to describe; all of layerwise when left out.
    command: Option<String>,
}

/// `layerwise completions SHELL`.
pub fn completions(arguments: &Completions) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::Cli::command(), "layerwise", &mut script);
    print(&script)
}

/// `layerwise man [COMMAND]`.
pub fn man(arguments: &Man) -> ExitCode {
    let mut root = crate::Cli::command();
    // Gives each subcommand its full name and the options it inherits.
    root.build();
    let command = match &arguments.command {
        None => &root,
        Some(name) => match root.find_subcommand(name) {
            Some(command) => command,
            None => {
                root.clone().error(clap::error::ErrorKind::InvalidSubcommand, format!("no command `{name}`")).exit()
            }
        },
    };
    let page = clap_mangen::Man::new(command.clone().long_version(VERSION)).source(format!("layerwise {VERSION}"));
    let mut text = Vec::new();
    match page.render(&mut text) {
        Ok(()) => print(&text),
        Err(_) => ExitCode::from(2),
    }
}

/// Writes to standard output. A reader that has seen enough and closed the pipe is no failure.
fn print(text: &[u8]) -> ExitCode {
    match std::io::stdout().write_all(text) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    }
}
