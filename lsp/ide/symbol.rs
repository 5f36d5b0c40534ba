//! What has a name in a Dockerfile (stages, variables, heredocs), and where each name occurs.
//!
//! Definition, references, highlight and rename are all answered from here.

use std::collections::HashSet;

use build::{Build, Origin, StageId, Variable};
use syntax::Keyword;
use text::TextRange;

use crate::ide::snapshot::Snapshot;
use crate::ide::words::{self, Mention};

/// Something that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// A stage with a name.
    Stage(StageId),
    /// A variable of ARG and ENV.
    Variable(String, Family),
    /// A heredoc, by instruction and by its place in it.
    Heredoc(usize, usize),
}

/// Which declarations of one name are the same variable.
///
/// All ARGs of a name are set by the same `--build-arg`, so they belong together, and an ENV of that name in one of their
/// stages takes their place there. An ENV in stages that have no such ARG is a variable of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// All ARGs of the name, and what goes with them.
    Args,
    /// The ENVs of a stage, and of the stages made from it.
    Envs(StageId),
}

/// A place where a symbol's name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The name.
    pub range: TextRange,
    /// What is done with it.
    pub role: Role,
}

/// What is done with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It is declared or set.
    Definition,
    /// It is used.
    Use,
}

/// The symbol whose name is at `offset`, with that occurrence's range.
pub fn at(snapshot: &Snapshot, offset: u32) -> Option<(Symbol, TextRange)> {
    stage_at(snapshot.build(), offset)
        .or_else(|| heredoc_at(snapshot, offset))
        .or_else(|| variable_at(snapshot, offset))
}

/// All places where the name of `symbol` is written, in the order of the file.
pub fn occurrences(snapshot: &Snapshot, symbol: &Symbol) -> Vec<Occurrence> {
    let mut found = match symbol {
        Symbol::Stage(id) => of_stage(snapshot.build(), *id),
        Symbol::Heredoc(instruction, index) => of_heredoc(snapshot, *instruction, *index),
        Symbol::Variable(name, family) => of_variable(snapshot, name, *family),
    };
    found.sort();
    found.dedup_by_key(|occurrence| occurrence.range);
    found
}

/// Where `symbol`, used at `offset`, is defined: for a variable the declaration that holds there.
pub fn definition(snapshot: &Snapshot, symbol: &Symbol, offset: u32) -> Option<TextRange> {
    match symbol {
        Symbol::Stage(id) => stage_name(snapshot.build(), *id),
        Symbol::Heredoc(instruction, index) => {
            Some(snapshot.instructions().get(*instruction)?.heredocs.get(*index)?.word)
        }
        Symbol::Variable(name, _) => {
            let declared = snapshot.build().variables().iter().find(|variable| variable.name_range.touches(offset));
            let variable = declared.or_else(|| resolve(snapshot.build(), snapshot.instruction_at(offset)?, name));
            variable.map(|variable| variable.name_range)
        }
    }
}

fn stage_name(build: &Build, id: StageId) -> Option<TextRange> {
    build.stage(id).from_words()?.name.as_ref().map(|name| name.range)
}

fn stage_at(build: &Build, offset: u32) -> Option<(Symbol, TextRange)> {
    let step = build.step_at(offset)?;
    let stage = step.stage();
    if let Some(range) = stage_name(build, stage.id()).filter(|range| range.touches(offset)) {
        return Some((Symbol::Stage(stage.id()), range));
    }
    let reference = step.references().iter().find(|reference| reference.range.touches(offset))?;
    Some((Symbol::Stage(reference.base.stage()?), reference.range))
}

fn of_stage(build: &Build, id: StageId) -> Vec<Occurrence> {
    let name = stage_name(build, id).map(|range| Occurrence { range, role: Role::Definition });
    let uses = build.stage(id).consumers().map(|reference| Occurrence { range: reference.range, role: Role::Use });
    name.into_iter().chain(uses).collect()
}

fn heredoc_at(snapshot: &Snapshot, offset: u32) -> Option<(Symbol, TextRange)> {
    let instruction = snapshot.instruction_at(offset)?;
    let heredocs = &snapshot.instructions()[instruction].heredocs;
    let (index, heredoc) = heredocs
        .iter()
        .enumerate()
        .find(|(_, heredoc)| heredoc.word.touches(offset) || heredoc.terminator.touches(offset))?;
    let range = if heredoc.word.touches(offset) { heredoc.word } else { heredoc.terminator };
    Some((Symbol::Heredoc(instruction, index), range))
}

fn of_heredoc(snapshot: &Snapshot, instruction: usize, index: usize) -> Vec<Occurrence> {
    let heredoc = snapshot.instructions().get(instruction).and_then(|instruction| instruction.heredocs.get(index));
    let Some(heredoc) = heredoc else { return Vec::new() };
    let word = Occurrence { range: heredoc_name(snapshot.text(), heredoc), role: Role::Definition };
    let end = Occurrence { range: heredoc.terminator, role: Role::Use };
    if heredoc.terminator.is_empty() { vec![word] } else { vec![word, end] }
}

/// The name in `3<<-"EOF"`, without what is around it.
fn heredoc_name(source: &str, heredoc: &syntax::Heredoc) -> TextRange {
    let at = source[heredoc.word].find(&heredoc.name).unwrap_or(0) as u32;
    TextRange::new(heredoc.word.start + at, (heredoc.word.start + at + heredoc.name.len() as u32).min(heredoc.word.end))
}

fn variable_at(snapshot: &Snapshot, offset: u32) -> Option<(Symbol, TextRange)> {
    let build = snapshot.build();
    if let Some(variable) = build.variables().iter().find(|variable| variable.name_range.touches(offset)) {
        let symbol = Symbol::Variable(variable.name.to_string(), family_of(build, variable));
        return Some((symbol, variable.name_range));
    }
    let index = snapshot.instruction_at(offset)?;
    let mentions = words::mentions(&snapshot.instructions()[index], snapshot.text(), snapshot.escape());
    let mention = mentions.into_iter().find(|mention| mention.range.touches(offset))?;
    let variable = resolve_mention(build, index, &mention)?;
    Some((Symbol::Variable(mention.name, family_of(build, variable)), mention.name_range))
}

fn of_variable(snapshot: &Snapshot, name: &str, family: Family) -> Vec<Occurrence> {
    let build = snapshot.build();
    let declared = build
        .variables()
        .iter()
        .filter(|variable| &*variable.name == name && family_of(build, variable) == family)
        .map(|variable| Occurrence { range: variable.name_range, role: Role::Definition });
    let mut found: Vec<Occurrence> = declared.collect();
    for (index, instruction) in snapshot.instructions().iter().enumerate() {
        for mention in words::mentions(instruction, snapshot.text(), snapshot.escape()) {
            let same = mention.name == name
                && resolve_mention(build, index, &mention).is_some_and(|variable| family_of(build, variable) == family);
            if same {
                found.push(Occurrence { range: mention.name_range, role: Role::Use });
            }
        }
    }
    found
}

/// The declaration that `mention` in the given instruction stands for; `None` when a script sets the name itself.
pub fn resolve_mention<'b>(build: &'b Build, instruction: usize, mention: &Mention) -> Option<&'b Variable> {
    let own = build.step_of(instruction).filter(|step| step.keyword() == Keyword::Run).is_some_and(|step| {
        let assigned: HashSet<&str> = step
            .script()
            .commands
            .iter()
            .flat_map(|command| &command.assignments)
            .map(|assignment| assignment.name.as_str())
            .collect();
        assigned.contains(mention.name.as_str())
    });
    if own { None } else { resolve(build, instruction, &mention.name) }
}

/// The declaration of `name` that the given instruction sees.
pub fn resolve<'b>(build: &'b Build, instruction: usize, name: &str) -> Option<&'b Variable> {
    match build.step_of(instruction) {
        Some(step) if step.keyword() != Keyword::From => step.variable(name),
        _ => build.global_arg(name),
    }
}

/// Which declarations `variable` belongs to.
fn family_of(build: &Build, variable: &Variable) -> Family {
    match (variable.origin, variable.step) {
        (Origin::Env, Some(step)) => family_in(build, build.step(step).stage().id(), &variable.name),
        _ => Family::Args,
    }
}

/// The family of the ENV `name` of a stage.
fn family_in(build: &Build, stage: StageId, name: &str) -> Family {
    let mut first = stage;
    for stage in build.stage(stage).lineage() {
        let mut declared =
            stage.steps().flat_map(build::Step::declares).filter(|variable| &*variable.name == name).peekable();
        if declared.peek().is_some() {
            first = stage.id();
        }
        if declared.any(|variable| variable.origin != Origin::Env) {
            return Family::Args;
        }
    }
    Family::Envs(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    /// The occurrences of what is at the cursor, marked in the text: `«…»`, with `=` behind a definition.
    fn marked(text: &str) -> String {
        let (snapshot, offset) = at_cursor(text);
        let Some((symbol, _)) = at(&snapshot, offset) else { return "nothing".to_owned() };
        let mut result = snapshot.text().to_owned();
        for occurrence in occurrences(&snapshot, &symbol).iter().rev() {
            let sign = if occurrence.role == Role::Definition { "»=" } else { "»" };
            result.insert_str(occurrence.range.end as usize, sign);
            result.insert(occurrence.range.start as usize, '«');
        }
        result
    }

    #[test]
    fn a_stage_is_found_where_it_is_used() {
        let text =
            "FROM alpine AS a<CURSOR>\nFROM a AS b\nCOPY --from=a x y\nRUN --mount=type=bind,from=a,target=/a true\n";
        assert_eq!(
            marked(text),
            "FROM alpine AS «a»=\nFROM «a» AS b\nCOPY --from=«a» x y\nRUN --mount=type=bind,from=«a»,target=/a true\n"
        );
    }

    #[test]
    fn all_args_of_a_name_are_one_variable() {
        let text = "ARG V=1\nFROM a:$V\nARG V\nENV V=$V<CURSOR>\nRUN echo ${V}\nFROM b\nENV V=2\nRUN echo $V\n";
        assert_eq!(
            marked(text),
            "ARG «V»=1\nFROM a:$«V»\nARG «V»=\nENV «V»==$«V»\nRUN echo ${«V»}\nFROM b\nENV V=2\nRUN echo $V\n"
                .replacen("ARG «V»=1", "ARG «V»==1", 1)
        );
    }

    #[test]
    fn an_env_without_an_arg_is_its_own_and_its_childrens() {
        let text = "FROM a AS base\nENV V=1\nFROM base\nRUN echo $V<CURSOR>\nFROM c\nENV V=2\n";
        assert_eq!(marked(text), "FROM a AS base\nENV «V»==1\nFROM base\nRUN echo $«V»\nFROM c\nENV V=2\n");
    }

    #[test]
    fn a_name_that_the_script_sets_is_not_the_variable() {
        assert_eq!(marked("FROM a\nARG V\nRUN V=1; echo $V<CURSOR>\n"), "nothing");
    }

    #[test]
    fn a_heredoc_is_its_word_and_its_end() {
        assert_eq!(marked("FROM a\nRUN <<-\"EOF<CURSOR>\"\nx\nEOF\n"), "FROM a\nRUN <<-\"«EOF»=\"\nx\n«EOF»\n");
    }

    #[test]
    fn the_definition_is_the_declaration_that_holds() {
        let (snapshot, offset) = at_cursor("FROM a\nENV V=1\nENV V=2\nRUN echo $V<CURSOR>\n");
        let (symbol, _) = at(&snapshot, offset).unwrap();
        assert_eq!(definition(&snapshot, &symbol, offset), Some(TextRange::new(19, 20)));
    }
}
