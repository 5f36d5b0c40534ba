//! What a fix does to the lines it touches.

use lint::Fix;
use text::{Edit, SourceFile, TextRange};

use crate::visible;

/// Lines shown of one change; a longer one is cut.
const MOST: usize = 8;

/// The lines that `fix` takes out (`- …`) and puts in (`+ …`), in order.
pub(super) fn lines(file: &SourceFile, fix: &Fix) -> Vec<String> {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.range);
    let mut shown = Vec::new();
    let mut rest = edits.as_slice();
    while !rest.is_empty() {
        let (lines, count) = hunk(file, rest);
        shown.extend(change(file.slice(lines), lines, &rest[..count]));
        rest = &rest[count..];
    }
    shown
}

/// The lines that the first edits touch, and how many edits these are: those on the same lines go together.
fn hunk(file: &SourceFile, edits: &[&Edit]) -> (TextRange, usize) {
    let of = |range: TextRange| {
        // An edit that ends where a line begins touches the line before it alone.
        let last = if range.is_empty() { range.end } else { range.end - 1 };
        file.lines().range(file.lines().line(range.start)).cover(file.lines().range(file.lines().line(last)))
    };
    let mut lines = of(edits[0].range);
    let mut count = 1;
    while let Some(next) = edits.get(count).map(|edit| of(edit.range)).filter(|next| next.start < lines.end) {
        lines = lines.cover(next);
        count += 1;
    }
    (lines, count)
}

fn change(old: &str, lines: TextRange, edits: &[&Edit]) -> Vec<String> {
    let inside = |range: TextRange| TextRange::new(range.start - lines.start, range.end - lines.start);
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::replace(inside(edit.range), edit.text.clone())).collect();
    let Ok(new) = text::apply(old, &edits) else { return Vec::new() };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let front = old.iter().zip(&new).take_while(same).count();
    let back = old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(same).count();
    let mut shown = signed('-', &old[front..old.len() - back]);
    shown.extend(signed('+', &new[front..new.len() - back]));
    shown
}

fn signed(sign: char, lines: &[&str]) -> Vec<String> {
    let mut shown: Vec<String> = lines.iter().take(MOST).map(|line| format!("{sign} {}", visible(line))).collect();
    if lines.len() > MOST {
        shown.push(format!("{sign} … {} more lines", lines.len() - MOST));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, edits: Vec<Edit>) -> Vec<String> {
        lines(&SourceFile::new("", text), &Fix::safe("", edits))
    }

    #[test]
    fn edits_on_one_line_are_one_change() {
        let edits = vec![Edit::replace(TextRange::new(0, 1), "A"), Edit::replace(TextRange::new(2, 3), "C")];
        assert_eq!(shown("a c\nd\n", edits), ["- a c", "+ A C"]);
    }

    #[test]
    fn a_line_that_goes_away_leaves_nothing() {
        assert_eq!(shown("a\nb\nc\n", vec![Edit::delete(TextRange::new(2, 4))]), ["- b"]);
        assert_eq!(shown("a\nb\n", vec![Edit::insert(2, "x\n")]), ["+ x"]);
    }
}
