//! Starts `layerwise lsp` in Zed, with the program that the worktree's PATH has.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Layerwise;

impl zed::Extension for Layerwise {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree.which("layerwise").ok_or("there is no `layerwise` in PATH")?;
        Ok(Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }
}

zed::register_extension!(Layerwise);
