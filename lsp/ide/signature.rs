//! The ways to write the instruction at the cursor, and which part of them the cursor is at.

use syntax::Keyword;
use text::TextRange;

use crate::ide::line::{Line, Part};
use crate::ide::reference;
use crate::ide::snapshot::Snapshot;

/// A way to write an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The whole form: `WORKDIR <path>`.
    pub form: &'static str,
    /// Its parts, as ranges of bytes of the form.
    pub parts: Vec<TextRange>,
    /// The part that the cursor is at.
    pub active: usize,
    /// What the instruction is.
    pub text: &'static str,
}

/// The ways to write the instruction at `offset`, and the one that fits what is there.
pub fn help(snapshot: &Snapshot, offset: u32) -> Option<(Vec<Signature>, usize)> {
    let line = Line::at(snapshot, offset)?;
    let page = reference::instruction(line.keyword)?;
    let written = line.words_before();
    let flags = written.iter().take_while(|word| word.starts_with("--")).count();
    let signatures: Vec<Signature> = page
        .forms
        .iter()
        .map(|form| {
            let parts = parts(form);
            let active = active(form, &parts, &line, flags, written.len());
            Signature { form, parts, active, text: page.summary() }
        })
        .collect();
    let json =
        line.before.split_whitespace().find(|word| !word.starts_with("--")).is_some_and(|word| word.starts_with('['));
    let best = signatures.iter().position(|signature| json == signature.form.contains("[\"")).unwrap_or(0);
    Some((signatures, best))
}

/// The words of a form behind its name. `[--platform=<platform>]` is one, and so is `[AS <name>]`.
fn parts(form: &str) -> Vec<TextRange> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (None, 0);
    for (at, char) in form.char_indices() {
        match char {
            '[' | '<' => depth += 1,
            ']' | '>' => depth -= 1,
            _ => {}
        }
        if char == ' ' && depth == 0 {
            parts.extend(start.take().map(|start| TextRange::new(start, at as u32)));
        } else if start.is_none() {
            start = Some(at as u32);
        }
    }
    parts.extend(start.map(|start| TextRange::new(start, form.len() as u32)));
    parts.split_off(1.min(parts.len()))
}

fn active(form: &str, parts: &[TextRange], line: &Line, flags: usize, written: usize) -> usize {
    let has_flags = parts.first().is_some_and(|part| form[*part].starts_with("[--"));
    let at_flag = matches!(line.part(), Part::Flag(_) | Part::FlagValue { .. });
    if at_flag {
        return 0;
    }
    // `AS` and the name behind it are one part.
    let arguments = written - flags;
    let arguments = if line.keyword == Keyword::From { arguments.min(1) } else { arguments };
    (usize::from(has_flags) + arguments).min(parts.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    fn shown(text: &str) -> String {
        let (snapshot, offset) = at_cursor(text);
        let (signatures, best) = help(&snapshot, offset).unwrap();
        let signature = &signatures[best];
        let part = signature.parts[signature.active];
        format!(
            "{}«{}»{}",
            &signature.form[..part.start as usize],
            &signature.form[part],
            &signature.form[part.end as usize..]
        )
    }

    #[test]
    fn the_part_at_the_cursor_is_marked() {
        assert_eq!(shown("FROM <CURSOR>"), "FROM [--platform=<platform>] «<image>[:<tag>|@<digest>]» [AS <name>]");
        assert_eq!(
            shown("FROM --plat<CURSOR>"),
            "FROM «[--platform=<platform>]» <image>[:<tag>|@<digest>] [AS <name>]"
        );
        assert_eq!(shown("FROM a AS <CURSOR>"), "FROM [--platform=<platform>] <image>[:<tag>|@<digest>] «[AS <name>]»");
        assert_eq!(shown("FROM a\nWORKDIR <CURSOR>"), "WORKDIR «<path>»");
    }

    #[test]
    fn an_array_takes_the_form_with_an_array() {
        assert_eq!(shown("FROM a\nCMD [\"<CURSOR>"), "CMD «[\"<program>\", \"<argument>\", ...]»");
    }
}
