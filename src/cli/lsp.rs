//! `layerwise lsp`: the language server, over standard input and output.

use std::process::ExitCode;

use clap::Args;
use lsp_server::Connection;

use crate::output;

/// Serve an editor by the language server protocol, over standard input and output.
#[derive(Args)]
pub struct Options {
    /// Taken and not needed: there is no other way, but some clients say it.
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves one client. It fails if the client leaves without a word, or speaks another protocol.
pub fn run(_: &Options) -> ExitCode {
    let (connection, threads) = Connection::stdio();
    let end = lsp::run(&connection);
    // The writing thread ends when nobody can send any more.
    drop(connection);
    match end {
        Ok(lsp::End::Proper) if threads.join().is_ok() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => output::fail(&error.to_string()),
    }
}
