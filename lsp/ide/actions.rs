//! What can be done about what rules say: each fix, all safe fixes, silence, an explanation.

use lint::{Applicability, Diagnostic, Rebuilds};
use report::check::rebuilds;
use text::{Edit, TextRange};

use crate::ide::snapshot::Snapshot;

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, as a command.
    pub title: String,
    /// What it is.
    pub kind: ActionKind,
    /// The finding that it is about, by its place among [`Snapshot::diagnostics`].
    pub diagnostic: Option<usize>,
    /// What it changes in the file.
    pub edits: Vec<Edit>,
}

/// What an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// A fix that leaves the image as it is.
    SafeFix,
    /// A fix that changes the image in the way that was most likely meant.
    Fix,
    /// All safe fixes of the file.
    FixAll,
    /// A comment that silences the rule.
    Ignore,
    /// The page of the rule is shown.
    Explain(&'static str),
}

/// What can be done about findings that touch `range`.
pub fn at(snapshot: &Snapshot, range: TextRange) -> Vec<Action> {
    let here = |diagnostic: &Diagnostic| {
        diagnostic.range.overlaps(range)
            || diagnostic.range.touches(range.start)
            || range.touches(diagnostic.range.start)
    };
    let found: Vec<(usize, &Diagnostic)> =
        snapshot.diagnostics().iter().enumerate().filter(|(_, diagnostic)| here(diagnostic)).collect();
    let mut actions = fixes(snapshot, &found);
    actions.sort_by_key(|action| action.kind != ActionKind::SafeFix);
    for (index, diagnostic) in &found {
        actions.extend(ignore_here(snapshot, *index, diagnostic));
        actions.push(ignore_in_file(snapshot, *index, diagnostic));
        actions.push(Action {
            title: format!("Explain `{}`", diagnostic.rule),
            kind: ActionKind::Explain(diagnostic.rule),
            diagnostic: Some(*index),
            edits: Vec::new(),
        });
    }
    actions.dedup_by(|a, b| a.title == b.title);
    actions
}

/// The fix of each of `found`, with what it rebuilds: worked out for these few alone, and only now that somebody asks.
fn fixes(snapshot: &Snapshot, found: &[(usize, &Diagnostic)]) -> Vec<Action> {
    let fixable = found.iter().filter(|(_, diagnostic)| diagnostic.fix.is_some());
    let (indices, mut fixable): (Vec<usize>, Vec<Diagnostic>) =
        fixable.map(|(index, diagnostic)| (*index, (*diagnostic).clone())).unzip();
    rebuilds::count(snapshot.build(), &mut fixable);
    let action = |(index, diagnostic): (usize, Diagnostic)| {
        let fix = diagnostic.fix?;
        let kind = if fix.applicability == Applicability::Safe { ActionKind::SafeFix } else { ActionKind::Fix };
        Some(Action { title: titled(&fix.title, fix.rebuilds), kind, diagnostic: Some(index), edits: fix.edits })
    };
    indices.into_iter().zip(fixable).filter_map(action).collect()
}

/// ``Add `-y` (this edit rebuilds 3 of 7 steps once)``.
fn titled(title: &str, rebuilds: Option<Rebuilds>) -> String {
    let told = rebuilds.map(|rebuilds| format!(" ({})", rebuilds::told("this edit", rebuilds)));
    capital(title) + &told.unwrap_or_default()
}

/// All safe fixes of the file as one edit; `None` when there are none.
pub fn fix_all(snapshot: &Snapshot) -> Option<Action> {
    let is_safe =
        |diagnostic: &Diagnostic| diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    if !snapshot.diagnostics().iter().any(is_safe) {
        return None;
    }
    let fixed =
        lint::fix::fix(snapshot.inputs(), &snapshot.world().linter, |_, fix| fix.applicability == Applicability::Safe);
    let edit = difference(snapshot.text(), fixed.file.text())?;
    let rebuilds = rebuilds::between(snapshot.build(), fixed.file.text());
    let title = titled("fix all that can be fixed safely", rebuilds);
    Some(Action { title, kind: ActionKind::FixAll, diagnostic: None, edits: vec![edit] })
}

/// The smallest single edit that makes `new` of `old`.
fn difference(old: &str, new: &str) -> Option<Edit> {
    if old == new {
        return None;
    }
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(char, _)| char.len_utf8()).sum();
    let range = TextRange::new(start as u32, (old.len() - end) as u32);
    Some(Edit::replace(range, &new_rest[..new_rest.len() - end]))
}

/// A comment in front of the instruction; a comment that is there already gets one more name.
fn ignore_here(snapshot: &Snapshot, index: usize, diagnostic: &Diagnostic) -> Option<Action> {
    let file = snapshot.file();
    let at = snapshot.instruction_at(diagnostic.range.start)?;
    let instruction = &snapshot.instructions()[at];
    let line = file.lines().range(file.lines().line(instruction.range.start));
    let own = file.lines().line(instruction.range.start);
    let comments = &snapshot.build().parse().file.comments;
    let before = comments.iter().find(|comment| file.lines().line(comment.range.start) + 1 == own);
    // A reason behind the names would swallow one more.
    let is_open = |text: &str| text.strip_prefix("layerwise ignore=").is_some_and(|names| !names.contains(' '));
    let known = before.filter(|comment| is_open(&comment.text));
    let edit = match known {
        Some(comment) => Edit::insert(comment.range.end, format!(",{}", diagnostic.rule)),
        None => {
            Edit::insert(line.start, format!("# layerwise ignore={}{}", diagnostic.rule, snapshot.file().line_end()))
        }
    };
    Some(Action {
        title: format!("Ignore `{}` here", diagnostic.rule),
        kind: ActionKind::Ignore,
        diagnostic: Some(index),
        edits: vec![edit],
    })
}

/// A comment at the top of the file, behind the parser directives.
fn ignore_in_file(snapshot: &Snapshot, index: usize, diagnostic: &Diagnostic) -> Action {
    let file = snapshot.file();
    let directives = &snapshot.build().parse().file.directives;
    let start = match directives.last() {
        Some(directive) => file.lines().range(file.lines().line(directive.range.start)).end,
        // A byte order mark stays in front.
        None if snapshot.text().starts_with('\u{feff}') => 3,
        None => 0,
    };
    let comment = format!("# layerwise ignore-file={}{}", diagnostic.rule, snapshot.file().line_end());
    Action {
        title: format!("Ignore `{}` in this file", diagnostic.rule),
        kind: ActionKind::Ignore,
        diagnostic: Some(index),
        edits: vec![Edit::insert(start, comment)],
    }
}

fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    /// The text after the action with that title was taken, at the cursor.
    fn after(text: &str, title: &str) -> String {
        let (snapshot, offset) = at_cursor(text);
        let actions = at(&snapshot, TextRange::empty(offset));
        let Some(action) = actions.iter().find(|action| action.title == title) else {
            panic!("{title} is not among {actions:?}")
        };
        text::apply(snapshot.text(), &action.edits).unwrap()
    }

    #[test]
    fn a_rule_is_silenced_in_front_of_its_instruction() {
        let once = after("FROM debian:latest<CURSOR>\n", "Ignore `latest-tag` here");
        assert_eq!(once, "# layerwise ignore=latest-tag\nFROM debian:latest\n");
        let (snapshot, _) = at_cursor(&once);
        assert!(snapshot.diagnostics().is_empty(), "{:?}", snapshot.diagnostics());
    }

    #[test]
    fn a_comment_that_is_there_gets_one_more_name() {
        assert_eq!(
            after("# layerwise ignore=x\nFROM debian:latest<CURSOR>\n", "Ignore `latest-tag` here"),
            "# layerwise ignore=x,latest-tag\nFROM debian:latest\n"
        );
    }

    #[test]
    fn a_rule_is_silenced_in_the_file_behind_its_directives() {
        let text = "# syntax=docker/dockerfile:1\r\nFROM debian:latest<CURSOR>\r\n";
        let after = after(text, "Ignore `latest-tag` in this file");
        assert_eq!(
            after,
            "# syntax=docker/dockerfile:1\r\n# layerwise ignore-file=latest-tag\r\nFROM debian:latest\r\n"
        );
        let (snapshot, _) = at_cursor(&after);
        assert!(snapshot.diagnostics().is_empty(), "{:?}", snapshot.diagnostics());
    }

    #[test]
    fn a_fix_says_what_it_rebuilds() {
        let (snapshot, offset) = at_cursor("FROM debian:12\nRUN apt-get install<CURSOR> curl\nRUN b\nCMD [\"c\"]\n");
        let titles: Vec<String> =
            at(&snapshot, TextRange::empty(offset)).into_iter().map(|action| action.title).collect();
        assert_eq!(titles[0], "Add `-y` (this edit rebuilds 2 of 3 steps once)");
        let all = fix_all(&snapshot).map(|action| action.title);
        assert_eq!(all.as_deref(), Some("Fix all that can be fixed safely (this edit rebuilds 2 of 3 steps once)"));
    }

    #[test]
    fn the_difference_of_two_texts_is_one_edit() {
        for (old, new) in [("abc", "aXc"), ("aa", "aaa"), ("aaa", "aa"), ("é", "è"), ("", "x")] {
            let edit = difference(old, new).unwrap();
            assert_eq!(text::apply(old, &[edit]).as_deref(), Ok(new));
        }
        assert_eq!(difference("a", "a"), None);
    }
}
