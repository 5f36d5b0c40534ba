//! What a fix does to the lines it touches.

use lint::Fix;
use text::{Edit, SourceFile, TextRange};

use super::clipped::{AROUND, LEFT_OUT, LONGEST};
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
        shown.extend(change(file, lines, &rest[..count]));
        rest = &rest[count..];
    }
    shown
}

/// `lines`, the first of which begins where `edits` begin and the last of which ends with them, if those lines are long.
fn narrowed(file: &SourceFile, lines: TextRange, edits: &[&Edit]) -> TextRange {
    let (Some(first), Some(last)) = (edits.first(), edits.last()) else { return lines };
    let is_long = |at: u32| file.lines().range(file.lines().line(at)).len() as usize > LONGEST;
    let mut narrowed = lines;
    if is_long(lines.start) {
        let start = (first.range.start as usize).saturating_sub(AROUND);
        narrowed.start = lines.start.max(file.text().floor_char_boundary(start) as u32);
    }
    if is_long(lines.end.saturating_sub(1)) {
        let end = last.range.end as usize + AROUND;
        narrowed.end = lines.end.min(file.text().ceil_char_boundary(end) as u32);
    }
    narrowed
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

fn change(file: &SourceFile, whole: TextRange, edits: &[&Edit]) -> Vec<String> {
    let lines = narrowed(file, whole, edits);
    let (cut_before, cut_behind) = (lines.start > whole.start, lines.end < whole.end);
    let old = file.slice(lines);
    let inside = |range: TextRange| TextRange::new(range.start - lines.start, range.end - lines.start);
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::replace(inside(edit.range), edit.text.clone())).collect();
    let Ok(new) = text::apply(old, &edits) else { return Vec::new() };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let front = old.iter().zip(&new).take_while(same).count();
    let back = old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(same).count();
    let cut = (cut_before && front == 0, cut_behind && back == 0);
    let mut shown = signed('-', &old[front..old.len() - back], cut);
    shown.extend(signed('+', &new[front..new.len() - back], cut));
    shown
}

/// The first of `lines` with the sign in front, and what says that the first one is cut at its start, the last one at its end.
fn signed(sign: char, lines: &[&str], (before, behind): (bool, bool)) -> Vec<String> {
    let mark = |cut: bool| if cut { LEFT_OUT } else { "" };
    let show = |(index, line): (usize, &&str)| {
        let short = &line[..line.floor_char_boundary(LONGEST)];
        let is_cut = short.len() < line.len() || behind && index + 1 == lines.len();
        format!("{sign} {}{}{}", mark(before && index == 0), visible(short), mark(is_cut))
    };
    let mut shown: Vec<String> = lines.iter().take(MOST).enumerate().map(show).collect();
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
