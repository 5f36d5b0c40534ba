//! What a build would send, and what its ignore file leaves out.

mod json;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style};
use build::context::{Context, Entry, EntryKind, Totals};

pub use json::json;

use crate::quantity::{bytes, count, counted};
use crate::visible;

/// Rows of a table; a line says how many there are besides.
const ROWS: usize = 10;
/// Columns of the terminal that a line fills at most.
const WIDTH: usize = 80;

const HEADING: Style = Style::new().bold();
const MUTED: Style = Style::new().dimmed();
const WARNING: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Yellow)));

/// A context, with how much each entry that is left out holds, in the order of [`Context::left_out`].
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The directory, as the user gave it.
    pub directory: &'a str,
    /// What is in it.
    pub context: &'a Context,
    /// How much is left out.
    pub measured: &'a [Totals],
}

/// For people, with styles as ANSI codes.
pub fn text(sent: &Sent) -> String {
    let mut out = String::new();
    let total = Totals::of(sent.context.entries());
    let _ =
        writeln!(out, "{HEADING}{}{HEADING:#}: {} in `{}`", bytes(total.bytes), files(total), visible(sent.directory));
    by_top_level(&mut out, sent.context);
    largest(&mut out, sent.context);
    left_out(&mut out, sent);
    for unread in sent.context.unread() {
        let path = if unread.path.is_empty() { "." } else { &unread.path };
        let _ = writeln!(out, "\n{WARNING}warning{WARNING:#}: cannot list `{}`: {}", visible(path), unread.reason);
    }
    out
}

fn files(totals: Totals) -> String {
    counted(totals.files, "file")
}

/// A table of how much each entry of the root holds, the largest first.
fn by_top_level(out: &mut String, context: &Context) {
    let mut sizes: BTreeMap<&str, Totals> = BTreeMap::new();
    for entry in context.entries().iter().filter(|entry| entry.kind != EntryKind::Directory) {
        // A directory keeps its `/`.
        let end = entry.path.find('/').map_or(entry.path.len(), |at| at + 1);
        sizes.entry(&entry.path[..end]).or_default().add(Totals::of([entry]));
    }
    let mut sizes: Vec<_> = sizes.into_iter().collect();
    sizes.sort_by_key(|(_, totals)| Reverse((totals.bytes, totals.files)));
    heading(out, "by top-level entry", sizes.is_empty());
    for (path, totals) in sizes.iter().take(ROWS) {
        row(out, *totals, &shortened(path, WIDTH - 23));
    }
    more(out, sizes.len(), sizes.iter().skip(ROWS).map(|(_, totals)| *totals));
}

/// A table of the largest files.
fn largest(out: &mut String, context: &Context) {
    let mut largest: Vec<&Entry> = context.entries().iter().filter(|entry| entry.size > 0).collect();
    largest.sort_by_key(|entry| Reverse(entry.size));
    heading(out, "largest files", largest.is_empty());
    for entry in largest.iter().take(ROWS) {
        let _ = writeln!(out, "{:>10}  {}", bytes(entry.size), shortened(&entry.path, WIDTH - 12));
    }
}

/// A table of what each line of the ignore file leaves out.
fn left_out(out: &mut String, sent: &Sent) {
    let Some(ignore) = sent.context.ignore_file() else {
        let _ = writeln!(out, "\n{MUTED}no `.dockerignore`: nothing is left out{MUTED:#}");
        return;
    };
    let by_line = by_line(sent);
    let total = sum(by_line.iter().copied());
    let path = visible(ignore.file.path());
    let _ = writeln!(out, "\n{HEADING}{} left out{HEADING:#}: {} by `{path}`", bytes(total.bytes), files(total));
    let digits = ignore.rules.lines().last().map_or(1, |line| line.number.to_string().len());
    for (line, totals) in ignore.rules.lines().iter().zip(by_line) {
        let text = format!("line {:<digits$}  {}", line.number, shortened(&line.pattern, WIDTH - 54));
        if totals.files > 0 {
            row(out, totals, &text);
        } else if !line.pattern.starts_with('!') {
            let _ = writeln!(out, "{MUTED}{:>10}  {:>9}  {text}  leaves out nothing{MUTED:#}", "-", "-");
        }
    }
}

/// How much each line leaves out.
fn by_line(sent: &Sent) -> Vec<Totals> {
    let lines = sent.context.ignore_file().map_or(0, |ignore| ignore.rules.lines().len());
    let mut by_line = vec![Totals::default(); lines];
    for (left, totals) in sent.context.left_out().iter().zip(sent.measured) {
        by_line[left.line].add(*totals);
    }
    by_line
}

fn heading(out: &mut String, text: &str, empty: bool) {
    if !empty {
        let _ = writeln!(out, "\n{HEADING}{text}{HEADING:#}");
    }
}

fn row(out: &mut String, totals: Totals, text: &str) {
    let _ = writeln!(out, "{:>10}  {:>9}  {}", bytes(totals.bytes), count(totals.files), text);
}

fn more(out: &mut String, rows: usize, rest: impl Iterator<Item = Totals>) {
    if rows > ROWS {
        row(out, sum(rest), &format!("{MUTED}and {} more{MUTED:#}", rows - ROWS));
    }
}

fn sum(totals: impl Iterator<Item = Totals>) -> Totals {
    totals.fold(Totals::default(), |mut sum, totals| {
        sum.add(totals);
        sum
    })
}

/// The end of `path`, in at most `width` characters: the end tells files apart.
fn shortened(path: &str, width: usize) -> String {
    let path = visible(path);
    let length = path.chars().count();
    if length <= width {
        return path.into_owned();
    }
    std::iter::once('…').chain(path.chars().skip(length + 1 - width)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use build::context::{IgnoreFile, Listing, NoContents, Unread};
    use text::SourceFile;

    use super::*;

    pub(super) fn context() -> Context {
        let entry = |path: &str, kind, size| Entry { path: path.into(), kind, mode: 0o644, size };
        let entries = vec![
            entry("src", EntryKind::Directory, 0),
            entry("src/a.c", EntryKind::File, 2_000),
            entry("src/b.c", EntryKind::File, 1_000),
            entry("Makefile", EntryKind::File, 70),
            entry("a.log", EntryKind::File, 5),
            entry("node_modules", EntryKind::Directory, 0),
        ];
        let unread = vec![Unread { path: "secret".to_owned(), reason: "permission denied".to_owned() }];
        let ignore = IgnoreFile::new(SourceFile::new("app/.dockerignore", "node_modules\n*.log\n*.tmp\n!x\n"));
        Context::new(Listing { entries, unread }, Some(ignore), Arc::new(NoContents))
    }

    pub(super) const MEASURED: [Totals; 2] =
        [Totals { files: 1, bytes: 5 }, Totals { files: 12_000, bytes: 300_000_000 }];

    #[test]
    fn the_text_tells_what_is_sent_and_what_is_left_out() {
        let (context, sent) = (context(), |context| text(&Sent { directory: "app", context, measured: &MEASURED }));
        let plain = anstream::adapter::strip_str(&sent(&context)).to_string();
        let expected = "\
3.1 kB: 3 files in `app`

by top-level entry
    3.0 kB          2  src/
      70 B          1  Makefile

largest files
    2.0 kB  src/a.c
    1.0 kB  src/b.c
      70 B  Makefile

300.0 MB left out: 12,001 files by `app/.dockerignore`
  300.0 MB     12,000  line 1  node_modules
       5 B          1  line 2  *.log
         -          -  line 3  *.tmp  leaves out nothing

warning: cannot list `secret`: permission denied
";
        assert_eq!(plain, expected);
    }

    #[test]
    fn a_long_path_keeps_its_end() {
        assert_eq!(shortened("abcdef", 4), "…def");
        assert_eq!(shortened("äöü", 3), "äöü");
    }
}
