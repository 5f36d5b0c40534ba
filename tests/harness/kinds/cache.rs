//! `cache …`: which steps of the example in front run again, in the context of the section's files. The words say what
//! changed: a path, `arg=NAME`, `image=NAME`, `url=URL`; `edited` compares with the example before the last; without any
//! nothing did.

use ::cache::{Change, compare, predict};
use build::Build;
use report::cache::{Predicted, text};

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;

pub struct Cache;

impl Kind for Cache {
    fn takes(&self, block: &Block) -> bool {
        block.kind() == "cache"
    }

    fn run(&self, block: &Block, section: &mut Section) -> Result<Option<String>, String> {
        let example = section.example.as_ref().ok_or("there is no example in front")?;
        let build = Build::new(section.inputs(example));
        let words: Vec<&str> = block.arguments().split_whitespace().collect();
        let changes: Vec<Change> = words.iter().filter(|word| **word != "edited").map(|word| change(word)).collect();
        let edited = words.len() != changes.len();
        let before = section.previous.as_ref().filter(|_| edited);
        let old = before.map(|text| Build::new(section.inputs(text)));
        let prediction = match &old {
            Some(old) => compare(old, &build, &changes),
            None if edited => return Err("there is no other example to compare with".to_owned()),
            None => predict(&build, &changes),
        };
        let old = old.as_ref().unwrap_or(&build);
        let said = text(&Predicted { build: &build, old, prediction: &prediction, notes: &[] });
        Ok(Some(anstream::adapter::strip_str(&said).to_string()))
    }
}

fn change(word: &str) -> Change {
    match word.split_once('=') {
        Some(("arg", name)) => Change::Arg(name.to_owned()),
        Some(("image", name)) => Change::Image(name.to_owned()),
        Some(("url", url)) => Change::Url(url.to_owned()),
        _ => Change::File(word.to_owned()),
    }
}
