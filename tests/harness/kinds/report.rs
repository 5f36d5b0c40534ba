//! `report`: what the terminal shows for the example in front.

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;

pub struct Report;

impl Kind for Report {
    fn takes(&self, block: &Block) -> bool {
        block.kind() == "report"
    }

    fn run(&self, _: &Block, _: &mut Section) -> Result<Option<String>, String> {
        Err("nothing is reported yet".to_owned())
    }
}
