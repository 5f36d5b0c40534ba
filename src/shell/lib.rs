//! What a RUN says: sh and bash read into commands; PowerShell and cmd recognised.
//!
//! [`script()`] gives the [`Script`] of an instruction in any form. Reading never fails: what could not be read is in
//! [`Script::unread`], and a rule about something that is missing stops there. Every range is one of the Dockerfile.
//!
//! ```
//! let line = text::Joined::of("cd app && sudo npm --loglevel warn ci --omit=dev", 4);
//! let script = shell::read(&line, &shell::ShellInForce::default());
//! let install = script.find(&["npm", "ci|install"]).next().expect("it is there");
//! assert_eq!(install.cwd(), Some("app"));
//! assert_eq!(install.flag_value(&["--omit"]), Some("dev"));
//! assert!(install.wrapper("sudo").is_some() && install.is_certain());
//! ```

mod builder;
#[cfg(feature = "check")]
pub mod check;
mod command;
mod dialect;
mod directory;
mod exec;
mod flags;
mod instruction;
mod names;
mod plain;
mod quotes;
mod script;
pub mod shellcheck;
mod shuck;
mod tools;
mod windows;
mod word;
mod wrapper;

pub use command::{Assignment, Command, Condition, Operator, Pipe, Place, Redirect, RedirectOperator, Target, Wrapper};
pub use dialect::{Dialect, Options, ShellInForce};
pub use exec::read_exec;
pub use flags::Argument;
pub use instruction::{script, text};
pub use script::{Pipeline, Script};
pub use tools::is_version_of;
pub use word::{Part, Word};

use builder::Builder;
use text::{Joined, TextRange};

/// Reads a script in the language of `shell`, with its options in force.
pub fn read(source: &Joined, shell: &ShellInForce) -> Script {
    let mut builder = Builder::new(shell);
    read_into(source, &shell.dialect, &mut builder);
    builder.finish()
}

fn read_into(source: &Joined, dialect: &Dialect, builder: &mut Builder) {
    match dialect {
        Dialect::Sh | Dialect::Bash | Dialect::Ksh | Dialect::Zsh => {
            // What zsh reads differently is left to the parser, which knows it.
            if *dialect == Dialect::Zsh || !plain::read(source, builder) {
                shuck::read(source, dialect, builder);
            }
        }
        Dialect::PowerShell | Dialect::Cmd => windows::read(source, dialect, builder),
        Dialect::Other(_) => builder.unread(source.range_to_source(TextRange::new(0, source.text().len() as u32))),
    }
}
