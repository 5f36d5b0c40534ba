//! `diff`, `diff unsafe`, `diff manual`: what the fixes make of the example in front. No block, no fix.

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;

pub struct Diff;

impl Kind for Diff {
    fn takes(&self, block: &Block) -> bool {
        block.kind() == "diff"
    }

    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String> {
        match section.fixes.pop_front() {
            Some(fix) if fix.info == block.info => Ok(Some(fix.body)),
            Some(fix) => Err(format!("the fix here is `{}`:\n{}", fix.info, fix.body)),
            None if section.rule.is_none() => Ok(None),
            None => Err("the example in front has no such fix".to_owned()),
        }
    }
}
