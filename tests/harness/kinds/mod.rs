//! The kinds of blocks, one file each. A block of no kind is text.

mod cache;
mod console;
mod diff;
mod dockerfile;
mod file;
mod report;
mod settings;

use super::page::Block;
use super::section::Section;

/// A kind of block.
pub trait Kind: Sync {
    /// Whether `block` is of this kind.
    fn takes(&self, block: &Block) -> bool;

    /// What the block's text is when the program is right; `None` when the block only gives something to those after it.
    /// The error says why there can be no such block here.
    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String>;
}

/// All kinds; the first that takes a block runs it.
pub const KINDS: &[&dyn Kind] = &[
    &file::Named,
    &dockerfile::Dockerfile,
    &diff::Diff,
    &settings::Toml,
    &report::Report,
    &console::Console,
    &cache::Cache,
];
