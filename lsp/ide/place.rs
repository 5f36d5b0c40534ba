//! What stands at the cursor.

use syntax::{Comment, Directive, Flag, Instruction, Kind, Mount, MountField, Word};

use crate::ide::snapshot::{Snapshot, innermost};
use crate::ide::words;

/// What stands at an offset.
#[derive(Debug)]
pub enum Place<'s> {
    /// A parser directive.
    Directive(&'s Directive),
    /// A comment.
    Comment(&'s Comment),
    /// The word that an instruction begins with.
    Keyword(&'s Instruction),
    /// A flag.
    Flag(&'s Instruction, &'s Flag),
    /// The value of a `--mount`, and the field of it that the cursor is in.
    Mount(&'s Mount, Option<&'s MountField>),
    /// An argument.
    Word(&'s Instruction, &'s Word),
    /// Some other part of an instruction: a command line, blanks.
    Inside(&'s Instruction),
    /// Between instructions.
    Nowhere,
}

/// What stands at `offset`.
pub fn at(snapshot: &Snapshot, offset: u32) -> Place<'_> {
    let file = &snapshot.build().parse().file;
    if let Some(directive) = file.directives.iter().find(|directive| directive.range.touches(offset)) {
        return Place::Directive(directive);
    }
    let next = file.comments.partition_point(|comment| comment.range.end < offset);
    if let Some(comment) = file.comments.get(next).filter(|comment| comment.range.touches(offset)) {
        return Place::Comment(comment);
    }
    match snapshot.instruction_at(offset) {
        Some(index) => in_instruction(innermost(&snapshot.instructions()[index], offset), offset),
        None => Place::Nowhere,
    }
}

fn in_instruction(instruction: &Instruction, offset: u32) -> Place<'_> {
    if instruction.keyword.range.touches(offset) {
        return Place::Keyword(instruction);
    }
    if let Kind::Run(run) = &instruction.kind
        && let Some(mount) = run.mounts.iter().find(|mount| mount.range.touches(offset))
    {
        let field = mount.fields.iter().find(|field| {
            field.key_range.touches(offset) || field.value.as_ref().is_some_and(|value| value.range.touches(offset))
        });
        return Place::Mount(mount, field);
    }
    if let Some(flag) = instruction.flags.iter().find(|flag| flag.word.range.touches(offset)) {
        return Place::Flag(instruction, flag);
    }
    match words::arguments(instruction).into_iter().find(|word| word.range.touches(offset)) {
        Some(word) => Place::Word(instruction, word),
        None => Place::Inside(instruction),
    }
}
