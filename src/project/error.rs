//! What can go wrong with the world, said so that one knows what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use text::visible;

/// Something that could not be done with a file, a directory or git.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What it was done with, as the user gave it.
    pub path: PathBuf,
    /// What was being done, such as `read`; it continues `cannot …`.
    pub doing: &'static str,
    /// Why it failed, in lower case.
    pub reason: String,
    /// What helps.
    pub help: Option<String>,
}

impl Error {
    /// `doing` failed with `path` for `reason`.
    pub fn new(doing: &'static str, path: &Path, reason: impl Into<String>) -> Self {
        Self { path: path.to_owned(), doing, reason: reason.into(), help: None }
    }

    /// `doing` failed with `path`, and the system says why.
    pub fn io(doing: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::new(doing, path, reason(error))
    }

    /// The same with a line on what helps.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, reason) = (self.path.to_string_lossy(), visible(&self.reason));
        write!(f, "cannot {} `{}`: {reason}", self.doing, visible(&path))?;
        self.help.iter().try_for_each(|help| write!(f, "\nhelp: {}", visible(help)))
    }
}

impl std::error::Error for Error {}

/// What the system says, without its number and in lower case.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_was_done_and_what_helps() {
        let error = Error::io("read", Path::new("a/b"), &io::Error::from_raw_os_error(2)).with_help("look elsewhere");
        assert_eq!(error.to_string(), "cannot read `a/b`: no such file or directory\nhelp: look elsewhere");
    }

    #[test]
    fn a_path_gives_a_terminal_no_orders() {
        let error = Error::new("read", Path::new("a\u{1b}[31m\n::error::b"), "no \u{202e}");
        assert_eq!(error.to_string(), "cannot read `a\\u{1b}[31m\\n::error::b`: no \\u{202e}");
    }
}
