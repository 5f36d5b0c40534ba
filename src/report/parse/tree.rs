//! A parsed Dockerfile as a tree for people: each part with its place, `line:column`.

use std::fmt::{self, Write as _};

use anstyle::{AnsiColor, Color, Style};
use syntax::{Instruction, Kind, Parse, Word};
use text::{SourceFile, TextRange};

use super::Form;

const KEYWORD: Style = Style::new().bold();
const MUTED: Style = Style::new().dimmed();
const ERROR: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));

/// The tree, with styles as ANSI codes. Texts are shown in quotes, with control characters escaped.
pub fn tree(file: &SourceFile, parse: &Parse) -> String {
    let mut tree = Tree { file, out: String::new() };
    // Writing to a string can't fail.
    let _ = tree.parse(parse);
    tree.out
}

struct Tree<'a> {
    file: &'a SourceFile,
    out: String,
}

impl Tree<'_> {
    fn parse(&mut self, parse: &Parse) -> fmt::Result {
        writeln!(self.out, "{KEYWORD}{}{KEYWORD:#}", self.file.path().escape_debug())?;
        for directive in &parse.file.directives {
            let name = format!("# {}", directive.name);
            self.row(1, &name, &quoted(&directive.value), directive.range)?;
        }
        for instruction in &parse.file.instructions {
            self.instruction(1, instruction)?;
        }
        for error in &parse.errors {
            let message = error.full_message();
            let place = self.place(error.range);
            writeln!(self.out, "  {ERROR}error{ERROR:#} {} {MUTED}{place}{MUTED:#}", message.escape_debug())?;
        }
        Ok(())
    }

    fn instruction(&mut self, depth: usize, instruction: &Instruction) -> fmt::Result {
        let form = Form::of(&instruction.kind);
        let keyword = instruction.keyword.text.to_uppercase();
        let form_name = if form.name() == "none" { "" } else { form.name() };
        let head = format!("{KEYWORD}{}{KEYWORD:#}", keyword.escape_debug());
        self.row(depth, &head, form_name, instruction.range)?;
        self.flags(depth + 1, instruction)?;
        self.form(depth + 1, &form)?;
        if let Kind::Onbuild(Some(trigger)) = &instruction.kind {
            self.instruction(depth + 1, trigger)?;
        }
        for heredoc in &instruction.heredocs {
            let lines = self.file.slice(heredoc.body).matches('\n').count();
            let expanded = if heredoc.expand { "" } else { ", not expanded" };
            let what = format!("{} with {lines} lines{expanded}", quoted(&heredoc.name));
            self.row(depth + 1, "heredoc", &what, heredoc.body)?;
        }
        Ok(())
    }

    /// The flags, each `--mount` with its fields.
    fn flags(&mut self, depth: usize, instruction: &Instruction) -> fmt::Result {
        let mounts = if let Kind::Run(run) = &instruction.kind { run.mounts.as_slice() } else { &[] };
        for flag in &instruction.flags {
            self.word(depth, "flag", &flag.word)?;
            let range = flag.value.as_ref().map(|value| value.range);
            for field in mounts.iter().filter(|mount| Some(mount.range) == range).flat_map(|mount| &mount.fields) {
                let value = field.value.as_ref().map(|value| quoted(&value.text)).unwrap_or_default();
                self.row(depth + 1, &field.key.escape_debug().to_string(), &value, field.key_range)?;
            }
        }
        Ok(())
    }

    fn form(&mut self, depth: usize, form: &Form) -> fmt::Result {
        match form {
            Form::Pairs(pairs) | Form::Legacy(pairs) => pairs.iter().try_for_each(|(name, value)| {
                self.row(depth, &name.text.escape_debug().to_string(), &quoted(&value.text), name.range)
            }),
            Form::Json(words) | Form::Shell(words) | Form::Words(words) | Form::Text(words) | Form::None(words) => {
                words.iter().try_for_each(|word| self.word(depth, "", word))
            }
        }
    }

    fn word(&mut self, depth: usize, name: &str, word: &Word) -> fmt::Result {
        self.row(depth, name, &quoted(&word.text), word.range)
    }

    /// One line: indentation, a name, a text, and where it stands.
    fn row(&mut self, depth: usize, name: &str, text: &str, range: TextRange) -> fmt::Result {
        let place = self.place(range);
        let indent = "  ".repeat(depth);
        let gap = if name.is_empty() || text.is_empty() { "" } else { " " };
        writeln!(self.out, "{indent}{name}{gap}{text} {MUTED}{place}{MUTED:#}")
    }

    /// `line:column` of the first character and the one behind the last.
    fn place(&self, range: TextRange) -> String {
        let (start, end) = (self.file.line_column(range.start), self.file.line_column(range.end));
        format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    }
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        let file = SourceFile::new("Dockerfile", text);
        let tree = tree(&file, &syntax::parse(text));
        [ERROR, KEYWORD, MUTED].iter().fold(tree, |tree, style| {
            tree.replace(&style.render().to_string(), "").replace(&style.render_reset().to_string(), "")
        })
    }

    #[test]
    fn each_part_stands_on_a_line_with_its_place() {
        let tree = of("FROM a AS b\nRUN --mount=type=cache,target=/c x \\\n  y\nONBUILD ENV k=v\nCOPY a\n");
        let expected = r#"Dockerfile
  FROM words 1:1-1:12
    "a" 1:6-1:7
    "AS" 1:8-1:10
    "b" 1:11-1:12
  RUN shell 2:1-3:4
    flag "--mount=type=cache,target=/c" 2:5-2:33
      type "cache" 2:13-2:17
      target "/c" 2:24-2:30
    "x   y" 2:34-3:4
  ONBUILD 4:1-4:16
    ENV pairs 4:9-4:16
      k "v" 4:13-4:14
  COPY words 5:1-5:7
    "a" 5:6-5:7
  error COPY requires at least two arguments, but only one was provided. Destination could not be determined 5:6-5:7
"#;
        assert_eq!(tree, expected);
    }

    #[test]
    fn control_characters_are_escaped() {
        assert!(of("FROM \u{1b}[31m\n").contains(r#""\u{1b}[31m""#));
        assert!(!of("\u{1b}[31m\n").contains("\u{1b}[31m\u{1b}"));
    }
}
