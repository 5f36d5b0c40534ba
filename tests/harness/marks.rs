//! Marks: comment lines of carets under the line that a finding is on.
//!
//! ```text
//! RUN apt-get update
//! #   ^^^^^^^^^^^^^^ message       columns 4 to 17 of the line above
//! #^^ message                      from the start of the line: a `#` with a caret behind it counts as one
//! #   ^^^^^^^>2 message            reaches to the end of the second line after it
//! #   ^^^^^^^>2:5 message          reaches to column 5 of the second line after it
//! ```

use text::{SourceFile, TextRange};

/// The block without its marks, as it is checked.
pub fn strip(body: &str) -> String {
    body.split_inclusive('\n').filter(|line| !is_mark(line)).collect()
}

/// The text with marks for `findings`: a place and what is said about it, in order.
pub fn write(text: &str, findings: &[(TextRange, String)]) -> String {
    let file = SourceFile::new("", text);
    let mut marks: Vec<(u32, String)> = findings.iter().map(|(range, message)| mark(&file, *range, message)).collect();
    marks.sort_by_key(|(line, _)| *line);
    let mut marks = marks.into_iter().peekable();
    let mut body = String::new();
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        body.push_str(line);
        while let Some((_, mark)) = marks.next_if(|(line, _)| *line == number) {
            body.push_str(&mark);
            body.push('\n');
        }
    }
    body
}

fn is_mark(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| rest.trim_start().starts_with('^'))
}

/// The line that the mark belongs under, and the mark.
fn mark(file: &SourceFile, range: TextRange, message: &str) -> (u32, String) {
    let (start, end) = (file.line_column(range.start), file.line_column(range.end));
    let first = file.slice(file.lines().range(start.line)).trim_end().chars().count() as u32;
    let (until, reach) = if end.line == start.line {
        (end.column - 1, String::new())
    } else if end.column as usize > file.slice(file.lines().range(end.line)).trim_end().chars().count() {
        (first, format!(">{}", end.line - start.line))
    } else {
        (first, format!(">{}:{}", end.line - start.line, end.column - 1))
    };
    let carets = until.saturating_sub(start.column - 1).max(1) as usize;
    let mark = if start.column == 1 {
        format!("#{}", "^".repeat(carets.max(2) - 1))
    } else {
        format!("#{}{}", " ".repeat(start.column as usize - 2), "^".repeat(carets))
    };
    (start.line, format!("{mark}{reach} {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_under_what_they_mean_and_go_away_again() {
        let text = "FROM a\nRUN b \\\n  c\n";
        let of = |start, end| (TextRange::new(start, end), "m".to_owned());
        let marked = write(text, &[of(5, 6), of(7, 18), of(11, 16)]);
        assert_eq!(marked, "FROM a\n#    ^ m\nRUN b \\\n#^^^^^^>1 m\n#   ^^^>1:1 m\n  c\n");
        assert_eq!(strip(&marked), text);
    }
}
