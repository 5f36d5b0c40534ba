//! `# layerwise ignore=…` and `# hadolint ignore=…`.

use build::Build;
use syntax::{Comment, Dockerfile, Keyword};
use text::TextRange;

use super::{Dialect, Name, State, Suppression};
use crate::suggest;

/// How far a suppression reaches.
#[derive(Clone, Copy)]
enum Reach {
    /// The next instruction, or the one that the comment is inside of.
    Instruction,
    /// The stage whose FROM comes next.
    Stage,
    /// The file.
    File,
}

/// The commands of each dialect. Spaces may stand around the `=`.
const LAYERWISE: [(&str, Reach); 2] = [("ignore", Reach::Instruction), ("ignore-file", Reach::File)];
const HADOLINT: [(&str, Reach); 3] =
    [("ignore", Reach::Instruction), ("stage ignore", Reach::Stage), ("global ignore", Reach::File)];

/// The suppressions among the comments of `build`'s file.
pub(crate) fn read(build: &Build) -> Vec<Suppression> {
    let file = &build.parse().file;
    let text = build.file().text();
    file.comments.iter().filter_map(|comment| suppression(text, file, comment)).collect()
}

fn suppression(text: &str, file: &Dockerfile, comment: &Comment) -> Option<Suppression> {
    let body = text[comment.range].trim_start_matches('#').trim_start();
    let (tool, rest) = body.split_once([' ', '\t', ':'])?;
    let (dialect, commands): (_, &[(&str, Reach)]) = match tool {
        "layerwise" => (Dialect::Layerwise, &LAYERWISE),
        "hadolint" => (Dialect::Hadolint, &HADOLINT),
        _ => return None,
    };
    let (command, list) = rest.split_once('=').unwrap_or((rest, ""));
    let command = command.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Suppression { range: comment.range, dialect, scope: None, names: Vec::new(), trouble: None };
    match commands.iter().find(|(name, _)| *name == command) {
        Some((_, reach)) => {
            found.scope = scope(text, file, comment, *reach);
            found.names = names(list, comment.range.end - list.len() as u32);
        }
        // A sentence that begins with the tool's name is none of ours, and hadolint has other comments.
        None if dialect == Dialect::Hadolint || command == "shell" || !rest.contains('=') => return None,
        None => found.trouble = Some(unknown(&command)),
    }
    Some(found)
}

fn unknown(command: &str) -> String {
    match suggest(command, LAYERWISE.map(|(name, _)| name)) {
        Some(close) => format!("`layerwise {command}` says nothing (did you mean `{close}`?)"),
        None => format!("`layerwise {command}` says nothing"),
    }
}

fn scope(text: &str, file: &Dockerfile, comment: &Comment, reach: Reach) -> Option<TextRange> {
    let here = comment.range;
    let mut following = file.instructions.iter().filter(|instruction| instruction.range.end > here.start);
    match reach {
        Reach::File => Some(TextRange::new(0, text.len() as u32)),
        Reach::Instruction => following.next().map(|instruction| here.cover(instruction.range)),
        Reach::Stage => {
            let mut stages = following.filter(|instruction| instruction.keyword.keyword == Keyword::From);
            stages.next()?;
            let end = stages.next().map_or(text.len() as u32, |from| from.range.start - 1);
            Some(TextRange::new(here.start, end))
        }
    }
}

/// Names with commas between them; what follows the last is the reason.
fn names(list: &str, start: u32) -> Vec<Name> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let mut names = Vec::new();
    let mut rest = list;
    loop {
        rest = rest.trim_start();
        let length = rest.find(|character| !is_name(character)).unwrap_or(rest.len());
        // A dash alone opens the reason.
        if !rest.starts_with(|character: char| character.is_ascii_alphanumeric()) {
            return names;
        }
        let at = start + (list.len() - rest.len()) as u32;
        let range = TextRange::new(at, at + length as u32);
        names.push(Name { range, text: rest[..length].to_owned(), state: State::NotRun });
        match rest[length..].trim_start().strip_prefix(',') {
            Some(more) => rest = more,
            None => return names,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &str) -> Vec<String> {
        names(list, 0).into_iter().map(|name| name.text).collect()
    }

    #[test]
    fn a_reason_may_follow_the_names() {
        assert_eq!(texts("latest-tag, DL3006 — the base is ours"), ["latest-tag", "DL3006"]);
        assert_eq!(texts("latest-tag -- moving, on purpose"), ["latest-tag"]);
        assert_eq!(texts("DL3006,SC2086 # why"), ["DL3006", "SC2086"]);
        assert_eq!(texts(" - nothing named"), Vec::<String>::new());
    }

    #[test]
    fn names_know_where_they_stand() {
        let ranges: Vec<_> = names("a, bc", 10).into_iter().map(|name| name.range).collect();
        assert_eq!(ranges, [TextRange::new(10, 11), TextRange::new(13, 15)]);
    }
}
