//! What to select next: the word at the cursor, what it is part of, and so on up to the file.

use syntax::Kind;
use text::TextRange;

use crate::ide::snapshot::{Snapshot, innermost};
use crate::ide::words;

/// The ranges around `offset`, the narrowest first, each inside of the next.
pub fn around(snapshot: &Snapshot, offset: u32) -> Vec<TextRange> {
    let build = snapshot.build();
    let mut ranges = vec![TextRange::new(0, snapshot.text().len() as u32)];
    if let Some(stage) = build.step_at(offset).map(build::Step::stage) {
        ranges.push(stage.from().range().cover(stage.last().range()));
    }
    let comment = build.parse().file.comments.iter().find(|comment| comment.range.touches(offset));
    ranges.extend(comment.map(|comment| comment.range));
    if let Some(index) = snapshot.instruction_at(offset) {
        let instruction = &snapshot.instructions()[index];
        ranges.push(instruction.range);
        let inner = innermost(instruction, offset);
        ranges.push(inner.range);
        ranges.push(inner.joined.range_to_source(inner.rest));
        ranges.push(inner.keyword.range);
        for flag in &inner.flags {
            ranges.push(flag.word.range);
            ranges.extend(flag.value.as_ref().map(|value| value.range));
        }
        if let Kind::Run(run) = &inner.kind {
            let fields = run.mounts.iter().flat_map(|mount| &mount.fields);
            ranges.extend(
                fields
                    .flat_map(|field| [Some(field.key_range), field.value.as_ref().map(|value| value.range)])
                    .flatten(),
            );
        }
        ranges.extend(inner.heredocs.iter().map(|heredoc| heredoc.body));
        ranges.extend(words::arguments(inner).into_iter().map(|word| word.range));
        let mentions = words::mentions(inner, snapshot.text(), snapshot.escape());
        ranges.extend(mentions.into_iter().flat_map(|mention| [mention.range, mention.name_range]));
    }
    if let Some(step) = build.step_at(offset) {
        for command in &step.script().commands {
            ranges.push(command.range);
            ranges.extend(command.words.iter().map(|word| word.range));
        }
    }
    nested(ranges, offset)
}

/// Those of `ranges` that hold `offset`, each inside of the next; what lies across another one is left out.
fn nested(mut ranges: Vec<TextRange>, offset: u32) -> Vec<TextRange> {
    ranges.retain(|range| range.touches(offset));
    ranges.sort_by_key(|range| range.len());
    ranges.dedup();
    let mut chain: Vec<TextRange> = Vec::new();
    for range in ranges {
        if chain.last().is_none_or(|inner| range.covers(*inner) && range != *inner) {
            chain.push(range);
        }
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    fn chain(text: &str) -> Vec<String> {
        let (snapshot, offset) = at_cursor(text);
        around(&snapshot, offset).into_iter().map(|range| snapshot.text()[range].replace('\n', "⏎")).collect()
    }

    #[test]
    fn a_selection_grows_from_the_word_to_the_file() {
        assert_eq!(
            chain("FROM a\nRUN apt-get update && apt-get inst<CURSOR>all x\nFROM b\n"),
            [
                "install",
                "apt-get install x",
                "apt-get update && apt-get install x",
                "RUN apt-get update && apt-get install x",
                "FROM a⏎RUN apt-get update && apt-get install x",
                "FROM a⏎RUN apt-get update && apt-get install x⏎FROM b⏎",
            ]
        );
    }

    #[test]
    fn the_field_of_a_mount_is_a_step_on_the_way() {
        let chain = chain("FROM a\nRUN --mount=type=cache,target=/ca<CURSOR>che x\n");
        assert_eq!(chain[..3], ["/cache", "type=cache,target=/cache", "--mount=type=cache,target=/cache"]);
    }
}
