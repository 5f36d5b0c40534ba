//! The page harness: a page is read into blocks, and every kind of block says what its text is when the program is right.
//!
//! A new kind of block is a file in `kinds/` and a line in [`kinds::KINDS`].

pub mod files;
mod kinds;
mod marks;
pub mod page;
mod section;

use std::path::Path;

use page::{Block, Page};
use section::Section;
use similar::TextDiff;

/// What became of a page.
pub struct Outcome {
    /// The page with every block as the program has it.
    pub text: String,
    /// Where it is not what the program says: these are gone once `text` is written.
    pub differences: Vec<String>,
    /// What else is wrong with it.
    pub mistakes: Vec<String>,
}

/// Runs all blocks of `page`.
pub fn run(page: &Page, root: &Path) -> Outcome {
    let mut section = Section::new(page, root);
    let mut outcome = Outcome { text: String::new(), differences: Vec::new(), mistakes: Vec::new() };
    let mut done = 0;
    for (index, block) in page.blocks.iter().enumerate() {
        if block.starts_section {
            section = Section::new(page, root);
        }
        outcome.text.push_str(&page.text[done..block.whole.start]);
        done = block.whole.end;
        let kind = kinds::KINDS.iter().find(|kind| kind.takes(block));
        let actual = kind.map_or(Ok(None), |kind| kind.run(block, &mut section)).unwrap_or_else(|reason| {
            outcome.mistakes.push(format!("{}:{}: {reason}", page.path, block.line));
            None
        });
        if let Some(actual) = actual.as_ref().filter(|actual| **actual != block.body) {
            outcome.differences.push(difference(page, block, actual));
        }
        outcome.text.push_str(&block.with(actual.as_ref().unwrap_or(&block.body)));
        let next = page.blocks.get(index + 1).filter(|next| !next.starts_section);
        if next.is_none_or(|next| next.kind() != "diff") {
            add_missing(&mut section, page, block, &mut outcome);
        }
    }
    outcome.text.push_str(&page.text[done..]);
    outcome
}

/// Reports, and adds, the fixes of the last example that no `diff` block shows.
fn add_missing(section: &mut Section, page: &Page, block: &Block, outcome: &mut Outcome) {
    for fix in section.fixes.drain(..) {
        let text = format!("```{}\n{}```", fix.info, fix.body);
        outcome.differences.push(format!("{}:{}: after this block one is missing\n{text}", page.path, block.line));
        outcome.text.push_str("\n\n");
        outcome.text.push_str(&text);
    }
}

fn difference(page: &Page, block: &Block, actual: &str) -> String {
    let diff = TextDiff::from_lines(block.body.as_str(), actual);
    let diff = diff.unified_diff().context_radius(3).header("the page", "the program").to_string();
    format!("{}:{}: `{}` block\n{diff}", page.path, block.line, block.info)
}
