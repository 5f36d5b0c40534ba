//! Text to the terminal. A pipe that was closed is success: whoever reads has seen enough.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};

/// Prints `text` as it is, without its styles where nobody sees them.
pub fn print(text: &str) -> ExitCode {
    let styled = text.contains('\u{1b}');
    if styled && AutoStream::choice(&io::stdout()) != ColorChoice::Never {
        let mut out = anstream::stdout().lock();
        return finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }
    // Taking styles out takes out the zero bytes that end Code Climate's issues, too.
    let text = if styled { Cow::Owned(strip_str(text).to_string()) } else { Cow::Borrowed(text) };
    // All at once: a stream that takes styles out writes line by line.
    let mut out = io::stdout().lock();
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Prints text of files: to a program as it is, to the last byte; to a terminal with what that would obey written out.
pub fn print_text(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let text = if out.is_terminal() { Cow::Owned(text::visible_lines(text)) } else { Cow::Borrowed(text) };
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn finish(written: io::Result<()>) -> ExitCode {
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => fail(&format!("cannot write the output: {error}")),
    }
}

/// Says why it could not be done: exit code 2.
pub fn fail(message: &str) -> ExitCode {
    // If the message can't be written either, the exit code has to do.
    let _ = writeln!(anstream::stderr(), "\u{1b}[1;31merror\u{1b}[0m: {message}");
    ExitCode::from(2)
}

/// Says what was done otherwise than asked for.
pub fn warn(message: &str) {
    note(&format!("\u{1b}[1;33mwarning\u{1b}[0m: {message}\n"));
}

/// Says something on the side, where it does not get into what is printed.
pub fn note(text: &str) {
    // Whoever does not listen there misses nothing that counts.
    let _ = anstream::stderr().write_all(text.as_bytes());
}
