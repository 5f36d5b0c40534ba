//! A file of the context: any block under a line like `` `app/package.json`: ``.

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;

pub struct Named;

impl Kind for Named {
    fn takes(&self, block: &Block) -> bool {
        block.name.is_some()
    }

    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String> {
        let name = block.name.clone().unwrap_or_default();
        section.files.insert(name, block.body.clone());
        Ok(None)
    }
}
