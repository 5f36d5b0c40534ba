//! A rule's page for the terminal: Markdown with its headings, code and blocks styled, its words untouched.

use anstyle::{AnsiColor, Color, Style};

const HEADING: Style = Style::new().bold().underline();
const CODE: Style = color(AnsiColor::Cyan);
const MARK: Style = color(AnsiColor::BrightYellow);
const ADDED: Style = color(AnsiColor::Green);
const REMOVED: Style = color(AnsiColor::Red);
const MUTED: Style = Style::new().dimmed();

const fn color(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

/// `markdown` with styles as ANSI codes. Blocks stand indented in place of their fences.
pub fn styled(markdown: &str) -> String {
    let mut out = String::new();
    let mut block: Option<&str> = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), block) {
            (Some(_), Some(_)) => block = None,
            (Some(info), None) => block = Some(info),
            (None, Some(info)) => out.push_str(&in_block(info, line)),
            (None, None) => out.push_str(&in_prose(line)),
        }
    }
    out
}

fn in_block(info: &str, line: &str) -> String {
    let is_mark = line.strip_prefix('#').is_some_and(|rest| rest.trim_start().starts_with('^'));
    let style = match line.as_bytes().first() {
        Some(b'+') if info.starts_with("diff") => ADDED,
        Some(b'-') if info.starts_with("diff") => REMOVED,
        _ if info.starts_with("dockerfile") && is_mark => MARK,
        Some(b'#') if !info.starts_with("diff") => MUTED,
        _ => Style::new(),
    };
    if line.is_empty() { "\n".to_owned() } else { format!("    {style}{line}{style:#}\n") }
}

fn in_prose(line: &str) -> String {
    if line.starts_with('#') {
        return format!("{HEADING}{}{HEADING:#}\n", line.trim_start_matches(['#', ' ']));
    }
    // Every second piece between backticks is code.
    let pieces = line.split('`').enumerate();
    let styled =
        pieces.map(|(at, piece)| if at % 2 == 1 { format!("{CODE}{piece}{CODE:#}") } else { piece.to_owned() });
    styled.collect::<String>() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_indented_and_code_is_styled() {
        let page = styled("# name\n\nUse `x`.\n\n```diff\n-a\n```\n");
        assert_eq!(page, format!("{HEADING}name{HEADING:#}\n\nUse {CODE}x{CODE:#}.\n\n    {REMOVED}-a{REMOVED:#}\n"));
    }
}
