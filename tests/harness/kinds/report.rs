//! `report`: what the terminal shows for the example in front.

use build::Build;
use lint::Linter;
use report::check::{one, rebuilds};

use super::Kind;
use crate::harness::page::Block;
use crate::harness::section::Section;

pub struct Report;

impl Kind for Report {
    fn takes(&self, block: &Block) -> bool {
        block.kind() == "report"
    }

    fn run(&self, _: &Block, section: &mut Section) -> Result<Option<String>, String> {
        let Some(example) = section.example.clone() else { return Err("no example stands in front".to_owned()) };
        let inputs = section.inputs(&example);
        let linter = Linter::new(rules::registry(), &section.settings(section.rule.as_ref()));
        let build = Build::new(inputs);
        let mut found = linter.check(&build);
        rebuilds::count(&build, &mut found);
        let shown: String = found.iter().map(|found| one(build.file(), found)).collect();
        Ok(Some(anstream::adapter::strip_str(shown.trim_end()).to_string() + "\n"))
    }
}
