//! What may stand in a comment: directives at the top, and the names of rules behind `ignore=`.

use lint::Tool;
use text::TextRange;

use crate::ide::completion::{Candidate, CandidateKind, behind, heredoc_at};
use crate::ide::reference;
use crate::ide::snapshot::Snapshot;

/// The candidates in a comment; `None` when the cursor is in none.
pub(super) fn complete(snapshot: &Snapshot, offset: u32) -> Option<Vec<Candidate>> {
    let text = &snapshot.text()[..offset as usize];
    let line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    let body = line.trim_start().strip_prefix('#')?;
    // In a heredoc a `#` belongs to the file or script that it holds.
    if heredoc_at(snapshot, offset).is_some() {
        return None;
    }
    let body = body.trim_start();
    Some(match body.split_once('=') {
        Some((command, typed)) => values(command.trim(), typed, offset),
        None => commands(snapshot, body, offset),
    })
}

fn commands(snapshot: &Snapshot, typed: &str, offset: u32) -> Vec<Candidate> {
    let range = behind(offset, typed);
    let mut found = vec![
        Candidate::new(CandidateKind::Keyword, "layerwise ignore=", range)
            .detail("silence rules in the next instruction")
            .goes_on(),
        Candidate::new(CandidateKind::Keyword, "layerwise ignore-file=", range)
            .detail("silence rules in this file")
            .goes_on(),
    ];
    let first = snapshot.instructions().first().map_or(u32::MAX, |instruction| instruction.range.start);
    if offset < first {
        let given = &snapshot.build().parse().file.directives;
        for topic in &reference::directives().topics {
            if !given.iter().any(|directive| directive.name == topic.name()) {
                let candidate = Candidate::new(CandidateKind::Keyword, format!("{}=", topic.name()), range);
                found.push(candidate.detail("parser directive").documentation(topic.text).goes_on());
            }
        }
    }
    found
}

fn values(command: &str, typed: &str, offset: u32) -> Vec<Candidate> {
    let last = typed.rsplit(',').next().unwrap_or(typed).trim_start();
    match command {
        "layerwise ignore" | "layerwise ignore-file" => rules(None, behind(offset, last)),
        "hadolint ignore" | "hadolint global ignore" | "hadolint stage ignore" => {
            rules(Some(Tool::Hadolint), behind(offset, last))
        }
        "check" => match typed.split_once('=') {
            Some(("skip" | "experimental", typed)) => {
                let last = typed.rsplit(',').next().unwrap_or(typed);
                rules(Some(Tool::Buildkit), behind(offset, last))
            }
            _ => directive_values(command, typed, offset),
        },
        _ => directive_values(command, typed, offset),
    }
}

fn directive_values(name: &str, typed: &str, offset: u32) -> Vec<Candidate> {
    let items = reference::directives().topic(name).map_or(&[][..], |topic| &topic.items);
    let range = behind(offset, typed);
    items.iter().map(|item| Candidate::new(CandidateKind::Value, item.code, range).documentation(item.text)).collect()
}

/// The names of rules: our own, or their aliases in another tool.
pub fn rules(tool: Option<Tool>, range: TextRange) -> Vec<Candidate> {
    let mut found = Vec::new();
    for entry in rules::registry().entries() {
        let meta = &entry.meta;
        let of_tool = meta.aliases.iter().filter(|alias| Some(alias.tool) == tool).map(|alias| alias.name);
        let own = tool.is_none().then_some(meta.name);
        for name in of_tool.chain(own) {
            let candidate = Candidate::new(CandidateKind::Rule, name, range);
            found.push(candidate.detail(meta.group.name()).documentation(meta.documentation()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{labels, taken};

    #[test]
    fn directives_are_offered_at_the_top_alone() {
        let top = labels("# <CURSOR>\nFROM a\n");
        assert_eq!(top, ["layerwise ignore=", "layerwise ignore-file=", "check=", "escape=", "syntax="]);
        assert_eq!(labels("FROM a\n# <CURSOR>\nRUN b\n").len(), 2);
        assert_eq!(taken("# sy<CURSOR>\nFROM a\n", "syntax="), "# syntax=\nFROM a\n");
        assert_eq!(labels("# escape=<CURSOR>\nFROM a\n"), ["\\", "`"]);
    }

    #[test]
    fn rules_are_offered_behind_ignore() {
        assert!(
            labels("FROM a\n# layerwise ignore=latest-tag,<CURSOR>\nRUN b\n").contains(&"untagged-image".to_owned())
        );
        assert!(labels("FROM a\n# hadolint ignore=<CURSOR>\nRUN b\n").contains(&"DL3006".to_owned()));
    }

    #[test]
    fn a_comment_of_a_script_is_none() {
        assert_eq!(labels("FROM a\nRUN <<EOF\n# lay<CURSOR>\nEOF\n"), [""; 0]);
    }
}
