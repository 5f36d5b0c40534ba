//! Snapshots for tests: a text with `<CURSOR>` in it.

use std::sync::Arc;

use build::{Build, Inputs};
use lint::{Linter, Settings};
use text::SourceFile;

use crate::ide::snapshot::{Snapshot, World};

/// A snapshot of `text` without the mark, and where the mark was (the end, if there is none).
pub fn at_cursor(text: &str) -> (Snapshot, u32) {
    let offset = text.find("<CURSOR>").unwrap_or(text.len()) as u32;
    let text = text.replacen("<CURSOR>", "", 1);
    (of_inputs(Inputs::of_file(SourceFile::new("Dockerfile", &text))), offset)
}

/// A snapshot of `inputs` with nothing around.
pub fn of_inputs(inputs: Inputs) -> Snapshot {
    Snapshot::new(inputs, around(None))
}

/// A workspace of one other image, with `committed` as its last commit.
pub fn around(committed: Option<Arc<Build>>) -> World {
    let linter = Arc::new(Linter::new(rules::registry(), &Settings::default()));
    World {
        linter,
        images: Arc::new(vec!["node:22".to_owned()]),
        likely_context: None,
        named_by: Arc::default(),
        committed,
    }
}
