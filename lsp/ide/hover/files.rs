//! What a source of COPY or ADD takes from the build context, and what is kept from it.

use build::context::{Context, EntryKind, Outcome, Selection, Totals};
use build::{Base, Step, What};
use report::quantity;
use syntax::Word;

/// How many files are listed by name.
const MOST_LISTED: usize = 10;

/// What the source `word` of `step` takes; `None` when it is no source, or the context is not known.
pub(super) fn describe(step: Step, word: &Word) -> Option<String> {
    let source = step.sources().into_iter().find(|source| source.word.range == word.range)?;
    let path = match source.what {
        What::Path(path) => path,
        What::Url(url) => return Some(format!("Downloaded from <{url}>")),
        What::Git(url) => return Some(format!("Cloned from <{url}>")),
        What::Heredoc(_) | What::Unknown => return None,
    };
    if let Some(base @ (Base::Image(_) | Base::Stage(_))) = step.copies_from() {
        let place = match base {
            Base::Stage(id) => format!("the stage `{}`", step.build().stage(*id).label()),
            _ => format!("the image `{}`", base.image().unwrap_or_default()),
        };
        return Some(format!("`{path}` of {place}"));
    }
    let context = step.context()?;
    let selection = context.select(&step.context_source(path.clone()));
    Some(format!("{}{}", taken(&path, context, &selection), left_out(&path, context)))
}

fn taken(path: &str, context: &Context, selection: &Selection) -> String {
    match selection.outcome {
        Outcome::Missing => {
            let line = context.ignored_by(path.trim_matches('/'));
            let reason = line
                .map(|line| format!(": line {} of the ignore file, `{}`, leaves it out", line.number, line.pattern));
            return format!("`{path}` is not in the build context{}", reason.unwrap_or_default());
        }
        Outcome::NothingMatches => return format!("`{path}` matches nothing in the build context"),
        Outcome::BadPattern => return format!("`{path}` is not a valid pattern"),
        Outcome::Found => {}
    }
    let files: Vec<_> = selection.entries.iter().filter(|taken| taken.entry.kind != EntryKind::Directory).collect();
    let totals = Totals::of(files.iter().map(|taken| taken.entry));
    let all = format!("Takes {}", quantity::files(totals));
    let each = files.iter().map(|taken| format!("`{}`, {}", taken.entry.path, quantity::bytes(taken.entry.size)));
    format!("{all}{}", list(each))
}

/// What the ignore file keeps from a source that is a directory.
fn left_out(path: &str, context: &Context) -> String {
    let (Some(ignore), root) = (context.ignore_file(), path.trim_matches('/').trim_start_matches("./")) else {
        return String::new();
    };
    let below = |left: &str| {
        root.is_empty() || root == "." || left.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
    };
    let left = context.left_out().iter().filter(|left| below(&left.entry.path));
    let each = left.filter_map(|left| {
        let line = ignore.rules.lines().get(left.line)?;
        Some(format!("`{}`: line {}, `{}`", left.entry.path, line.number, line.pattern))
    });
    let text = list(each);
    if text.is_empty() { text } else { format!("\n\nLeft out by the ignore file\n{text}") }
}

/// The first of `items`, as a list, and how many more there are.
fn list(mut items: impl Iterator<Item = String>) -> String {
    let shown: Vec<String> = items.by_ref().take(MOST_LISTED).map(|item| format!("\n- {item}")).collect();
    let more = items.count() as u64;
    let rest = if more == 0 { String::new() } else { format!("\n- and {} more", quantity::count(more)) };
    format!("{}{rest}", shown.concat())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use build::Inputs;
    use build::context::{Entry, IgnoreFile, Listing, NoContents};
    use text::SourceFile;

    use super::*;
    use crate::ide::example::of_inputs;
    use crate::ide::hover::hover;

    fn shown(text: &str) -> String {
        let offset = text.find("<CURSOR>").unwrap() as u32;
        let file = SourceFile::new("Dockerfile", &text.replacen("<CURSOR>", "", 1));
        let entry = |path: &str, kind, size| Entry { path: path.into(), kind, mode: 0o644, size };
        let entries = vec![
            entry("src", EntryKind::Directory, 0),
            entry("src/a.js", EntryKind::File, 1500),
            entry("src/b.js", EntryKind::File, 500),
            entry("src/secret.env", EntryKind::File, 1),
        ];
        let ignore = IgnoreFile::new(SourceFile::new(".dockerignore", "# c\n**/*.env\n"));
        let context = Context::new(Listing { entries, unread: Vec::new() }, Some(ignore), Arc::new(NoContents));
        let snapshot = of_inputs(Inputs { context: Some(Arc::new(context)), ..Inputs::of_file(file) });
        hover(&snapshot, offset).map_or_else(|| "nothing".to_owned(), |hover| hover.markdown)
    }

    #[test]
    fn a_source_shows_what_it_takes_and_what_is_left_out() {
        let text = shown("FROM debian:12.5\nCOPY sr<CURSOR>c /app/\n");
        assert!(
            text.starts_with(
                "Takes 2 files, 2.0 kB\n- `src/a.js`, 1.5 kB\n- `src/b.js`, 500 B\n\nLeft out by the ignore file\n\n- \
                 `src/secret.env`: line 2, `**/*.env`"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_source_that_is_left_out_shows_by_what() {
        let text = shown("FROM debian:12.5\nCOPY src/secret<CURSOR>.env /app/\n");
        assert!(
            text.contains("is not in the build context: line 2 of the ignore file, `**/*.env`, leaves it out"),
            "{text}"
        );
    }
}
