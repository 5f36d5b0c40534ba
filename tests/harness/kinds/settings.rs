//! `toml` (with nothing behind it): what `layerwise.toml` says for the blocks after it.

use lint::settings::document::Document;
use text::SourceFile;

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;

pub struct Toml;

impl Kind for Toml {
    fn takes(&self, block: &Block) -> bool {
        block.info == "toml"
    }

    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String> {
        let file = SourceFile::new("layerwise.toml", &block.body);
        let document = Document::read(file, rules::registry());
        if let Some(mistake) = document.mistakes.first() {
            return Err(format!("these settings can't be read: {}", mistake.message));
        }
        section.settings = Some(document);
        Ok(None)
    }
}
