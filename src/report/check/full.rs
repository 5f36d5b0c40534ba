//! For people: the source with the place marked, what else there is to know, and what a fix would do.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use codespan_reporting::diagnostic::{Diagnostic as Rendered, Label, Severity};
use codespan_reporting::term::{self, Config, termcolor};
use lint::{Applicability, Diagnostic, Level};
use text::SourceFile;

use super::clipped::Clipped;
use super::excerpt::Excerpt;
use super::preview;
use super::rebuilds::told;
use crate::machine::Run;
use crate::visible;

const BOLD: Style = Style::new().bold();

/// All findings, each followed by an empty line, with styles as ANSI codes.
pub fn full(run: &Run) -> String {
    let mut out = String::new();
    for findings in run.files {
        let excerpt = Excerpt::of(&findings.file);
        for diagnostic in &findings.diagnostics {
            push(&mut out, &findings.file, &excerpt, diagnostic);
        }
    }
    out
}

/// One finding in `file`, followed by an empty line.
pub fn one(file: &SourceFile, diagnostic: &Diagnostic) -> String {
    let mut out = String::new();
    push(&mut out, file, &Excerpt::of(file), diagnostic);
    out
}

/// How a level is shown.
pub(super) const fn level_style(level: Level) -> Style {
    let color = match level {
        Level::Error => AnsiColor::BrightRed,
        Level::Warning => AnsiColor::BrightYellow,
        Level::Info => AnsiColor::BrightGreen,
        Level::Style => AnsiColor::BrightCyan,
    };
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(color)))
}

fn push(out: &mut String, file: &SourceFile, excerpt: &Excerpt, diagnostic: &Diagnostic) {
    let style = level_style(diagnostic.level);
    let (level, rule, message) = (diagnostic.level, diagnostic.rule, visible(&diagnostic.message));
    let _ = writeln!(out, "{style}{level}[{rule}]{style:#}{BOLD}: {message}{BOLD:#}");
    let mut rendered = termcolor::Ansi::new(Vec::new());
    let mut shown = shown(file, excerpt, diagnostic);
    let config = Config::default();
    let done = match Clipped::of(excerpt, &mut shown.labels) {
        Some(clipped) => term::emit_to_write_style(&mut rendered, &config, &clipped, &shown),
        None => term::emit_to_write_style(&mut rendered, &config, excerpt, &shown),
    };
    if done.is_ok() {
        let rendered = String::from_utf8_lossy(rendered.get_ref());
        // The first line names the level in codespan's words, which has neither `info` nor `style`: ours stands for it.
        let body = rendered.split_once('\n').map_or("", |(_, body)| body);
        body.split_inclusive('\n').for_each(|line| push_trimmed(out, line));
    }
}

/// Lines of the margin alone end in a blank.
fn push_trimmed(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

fn shown(file: &SourceFile, excerpt: &Excerpt, diagnostic: &Diagnostic) -> Rendered<()> {
    let severity = match diagnostic.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Note,
        Level::Style => Severity::Help,
    };
    let mut labels = vec![Label::primary((), excerpt.range(diagnostic.range))];
    let mut notes = Vec::new();
    for note in &diagnostic.notes {
        let text = visible(&note.text);
        match note.range {
            Some(range) => labels.push(Label::secondary((), excerpt.range(range)).with_message(text)),
            None => notes.push(text.into_owned()),
        }
    }
    notes.extend(fix(file, diagnostic));
    Rendered::new(severity).with_labels(labels).with_notes(notes)
}

/// The fix: its title, when it is applied, and the lines it changes.
fn fix(file: &SourceFile, diagnostic: &Diagnostic) -> Option<String> {
    let fix = diagnostic.fix.as_ref()?;
    let kind = match fix.applicability {
        Applicability::Safe => "fix",
        Applicability::Unsafe => "unsafe fix",
        Applicability::Manual => "possible fix",
    };
    let mut text = format!("{kind}: {}", visible(&fix.title));
    for line in preview::lines(file, fix) {
        let _ = write!(text, "\n{line}");
    }
    if let Some(rebuilds) = fix.rebuilds {
        let _ = write!(text, "\n{}", told("this edit", rebuilds));
    }
    Some(text)
}
