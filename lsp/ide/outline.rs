//! The outline of a Dockerfile: its stages, and in them their instructions.

use build::Base;
use syntax::{Instruction, Keyword, Kind};
use text::TextRange;

use crate::ide::snapshot::Snapshot;

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub name: String,
    /// What else is worth showing beside the name.
    pub detail: String,
    /// What it is.
    pub kind: ItemKind,
    /// All of it.
    pub range: TextRange,
    /// Where the cursor goes.
    pub selection: TextRange,
    /// What is in it.
    pub children: Vec<Item>,
}

/// What an entry of the outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A stage.
    Stage,
    /// An ARG or ENV.
    Variable,
    /// What a container runs: CMD, ENTRYPOINT, HEALTHCHECK.
    Entry,
    /// A COPY or ADD.
    File,
    /// Another instruction.
    Instruction,
    /// A deprecated one.
    Deprecated,
}

/// The outline of the file.
pub fn outline(snapshot: &Snapshot) -> Vec<Item> {
    let build = snapshot.build();
    let first = build.stages().next().map_or(u32::MAX, |stage| stage.from().range().start);
    let mut items: Vec<Item> = snapshot
        .instructions()
        .iter()
        .take_while(|instruction| instruction.range.start < first)
        .map(of_instruction)
        .collect();
    for stage in build.stages() {
        let children = stage.steps().skip(1).map(|step| of_instruction(step.instruction())).collect();
        let base = match stage.base() {
            Base::Image(image) => image.clone(),
            Base::Stage(id) => build.stage(*id).label(),
            Base::Context(name) => name.clone(),
            Base::Scratch => "scratch".to_owned(),
            Base::Unknown => stage
                .from_words()
                .and_then(|from| from.image.as_ref())
                .map_or_else(String::new, |word| word.text.clone()),
        };
        let range = stage.from().range().cover(stage.last().range());
        items.push(Item {
            name: stage.label(),
            detail: base,
            kind: ItemKind::Stage,
            range,
            selection: stage.name_range(),
            children,
        });
    }
    items
}

fn of_instruction(instruction: &Instruction) -> Item {
    let kind = match instruction.keyword.keyword {
        Keyword::Arg | Keyword::Env => ItemKind::Variable,
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => ItemKind::Entry,
        Keyword::Copy | Keyword::Add => ItemKind::File,
        Keyword::Maintainer => ItemKind::Deprecated,
        _ => ItemKind::Instruction,
    };
    Item {
        name: instruction.keyword.text.to_uppercase(),
        detail: detail(instruction),
        kind,
        range: instruction.range,
        selection: instruction.keyword.range,
        children: Vec::new(),
    }
}

/// As much of an instruction's arguments as fits beside its name.
fn detail(instruction: &Instruction) -> String {
    const LONGEST: usize = 60;
    let words = instruction.joined.text()[instruction.rest].split_whitespace();
    let text = match &instruction.kind {
        Kind::Run(_) if !instruction.heredocs.is_empty() => {
            words.take_while(|word| !word.starts_with("<<")).chain(["<<…"]).collect::<Vec<_>>().join(" ")
        }
        _ => words.collect::<Vec<_>>().join(" "),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    #[test]
    fn stages_hold_their_instructions() {
        let (snapshot, _) =
            at_cursor("ARG V=1\nFROM node:$V AS deps\nCOPY a b\nRUN npm \\\n  ci\nFROM deps\nCMD [\"x\"]\n");
        let lines: Vec<String> = outline(&snapshot)
            .iter()
            .flat_map(|item| {
                let own = format!("{} | {}", item.name, item.detail);
                std::iter::once(own)
                    .chain(item.children.iter().map(|child| format!("  {} | {}", child.name, child.detail)))
            })
            .collect();
        assert_eq!(
            lines,
            ["ARG | V=1", "deps | node:1", "  COPY | a b", "  RUN | npm ci", "stage-1 | deps", "  CMD | [\"x\"]"]
        );
    }

    #[test]
    fn a_child_lies_in_its_parent() {
        let (snapshot, _) = at_cursor("FROM a\nRUN <<EOF\nx\nEOF\nFROM b\n");
        for item in outline(&snapshot) {
            assert!(item.range.covers(item.selection), "{item:?}");
            assert!(item.children.iter().all(|child| item.range.covers(child.range)), "{item:?}");
        }
    }
}
