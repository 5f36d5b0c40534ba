//! `toml` (with nothing behind it): what `layerwise.toml` says for the blocks after it; on a rule's page it may be the
//! rule's options alone.

use lint::Entry;
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
        let text = section.rule.as_ref().map_or_else(|| block.body.clone(), |rule| whole(rule, &block.body));
        let file = SourceFile::new("layerwise.toml", &text);
        let document = Document::read(file, rules::registry());
        if let Some(mistake) = document.mistakes.first() {
            return Err(format!("these settings can't be read: {}", mistake.message));
        }
        section.settings = Some(document);
        Ok(None)
    }
}

/// The block as a whole `layerwise.toml`.
fn whole(rule: &Entry, body: &str) -> String {
    let options = rule.defaults();
    let is_option = |line: &str| line.split_once('=').is_some_and(|(key, _)| options.contains_key(key.trim()));
    let before_tables = body.lines().take_while(|line| !line.starts_with('['));
    if before_tables.into_iter().any(is_option) {
        format!("[rules.{}]\n{body}", rule.meta.name)
    } else {
        body.to_owned()
    }
}
