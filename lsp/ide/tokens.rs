//! Which word is what, for colouring: instructions, flags, stages, variables, the shell inside of RUN, comments.

mod shell;

use syntax::{Command, Instruction, Keyword, Kind};
use text::TextRange;

use crate::ide::snapshot::Snapshot;
use crate::ide::{symbol, words};

/// A coloured word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// The word; it may reach over lines.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
}

/// What a word is. The order is that of the legend that an editor gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// An instruction, or the `AS` of FROM.
    Keyword,
    /// A flag, or a key of a mount.
    Flag,
    /// A stage, where it is named and where it is used.
    Stage,
    /// A variable, where it is set and where it is used.
    Variable,
    /// The name of a shell command.
    Command,
    /// A text in quotes, or a heredoc's word.
    Text,
    /// A port.
    Number,
    /// `&&`, `|`, a redirection.
    Operator,
    /// A comment.
    Comment,
    /// A parser directive's name.
    Directive,
    /// An image.
    Image,
}

/// All coloured words, in the order of the file; none overlaps another.
pub fn tokens(snapshot: &Snapshot) -> Vec<Token> {
    let file = &snapshot.build().parse().file;
    let mut found: Vec<Token> = Vec::new();
    for directive in &file.directives {
        found.push(Token { range: directive.name_range, kind: TokenKind::Directive });
        found.push(Token { range: directive.value_range, kind: TokenKind::Text });
    }
    found.extend(file.comments.iter().map(|comment| Token { range: comment.range, kind: TokenKind::Comment }));
    for (index, instruction) in snapshot.instructions().iter().enumerate() {
        of_instruction(snapshot, index, instruction, &mut found);
    }
    for variable in snapshot.build().variables() {
        found.push(Token { range: variable.name_range, kind: TokenKind::Variable });
    }
    without_overlap(found)
}

fn of_instruction(snapshot: &Snapshot, index: usize, instruction: &Instruction, found: &mut Vec<Token>) {
    let mut add = |range, kind| found.push(Token { range, kind });
    if instruction.keyword.keyword != Keyword::Unknown {
        add(instruction.keyword.range, TokenKind::Keyword);
    }
    for flag in &instruction.flags {
        let dashes = 2.min(flag.name_range.start);
        add(TextRange::new(flag.name_range.start - dashes, flag.name_range.end), TokenKind::Flag);
    }
    for heredoc in &instruction.heredocs {
        add(heredoc.word, TokenKind::Text);
        add(heredoc.terminator, TokenKind::Text);
    }
    match &instruction.kind {
        Kind::From(from) => {
            from.as_word.iter().for_each(|word| add(word.range, TokenKind::Keyword));
            from.name.iter().for_each(|word| add(word.range, TokenKind::Stage));
        }
        Kind::Run(run) => {
            run.mounts.iter().flat_map(|mount| &mount.fields).for_each(|field| add(field.key_range, TokenKind::Flag));
        }
        Kind::Expose(ports) => ports.iter().for_each(|port| add(port.range, TokenKind::Number)),
        Kind::Healthcheck(health) => health.kind.iter().for_each(|word| add(word.range, TokenKind::Keyword)),
        Kind::Shell(Command::Exec(words)) => words.iter().for_each(|word| add(word.range, TokenKind::Text)),
        Kind::Onbuild(Some(trigger)) => of_instruction(snapshot, index, trigger, found),
        _ => {}
    }
    if let Some(Command::Exec(words)) = words::command(instruction) {
        found.extend(words.iter().map(|word| Token { range: word.range, kind: TokenKind::Text }));
    }
    of_step(snapshot, index, found);
    for mention in words::mentions(instruction, snapshot.text(), snapshot.escape()) {
        // A shell has variables of its own.
        let is_shells = words::command(instruction).is_some();
        if is_shells || symbol::resolve_mention(snapshot.build(), index, &mention).is_some() {
            found.push(Token { range: mention.range, kind: TokenKind::Variable });
        }
    }
}

/// What only the build model knows: what a name refers to, and the commands of a script.
fn of_step(snapshot: &Snapshot, index: usize, found: &mut Vec<Token>) {
    let Some(step) = snapshot.build().step_of(index) else { return };
    for reference in step.references() {
        let kind = if reference.base.stage().is_some() { TokenKind::Stage } else { TokenKind::Image };
        found.push(Token { range: reference.range, kind });
    }
    if !matches!(words::command(step.instruction()), Some(Command::Shell(_))) {
        return;
    }
    shell::of_step(step, snapshot.text(), found);
}

/// Sorts, and cuts what overlaps: a shorter token wins over a longer one around it, which is split.
fn without_overlap(mut tokens: Vec<Token>) -> Vec<Token> {
    tokens.retain(|token| !token.range.is_empty());
    tokens.sort_by_key(|token| (token.range.start, std::cmp::Reverse(token.range.end), token.kind));
    tokens.dedup_by_key(|token| token.range);
    let mut result: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut open: Vec<Token> = Vec::new();
    for token in tokens {
        close(&mut open, token.range.start, &mut result);
        if let Some(outer) = open.last_mut() {
            let before = TextRange::new(outer.range.start, token.range.start.max(outer.range.start));
            result.extend((!before.is_empty()).then_some(Token { range: before, kind: outer.kind }));
            outer.range.start = token.range.end.min(outer.range.end);
        }
        open.push(token);
    }
    close(&mut open, u32::MAX, &mut result);
    result.sort_by_key(|token| token.range);
    result
}

/// Hands over what ends before `offset`.
fn close(open: &mut Vec<Token>, offset: u32, result: &mut Vec<Token>) {
    while let Some(token) = open.pop_if(|token| token.range.end <= offset) {
        result.extend((!token.range.is_empty()).then_some(token));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    fn coloured(text: &str) -> Vec<String> {
        let (snapshot, _) = at_cursor(text);
        tokens(&snapshot)
            .into_iter()
            .map(|token| format!("{:?} {}", token.kind, &snapshot.text()[token.range]))
            .collect()
    }

    #[test]
    fn every_word_has_its_colour() {
        assert_eq!(
            coloured(
                "# escape=\\\nFROM --platform=$BUILDPLATFORM node:22 AS a\nCOPY --from=a x y\n# why\nEXPOSE 80/tcp\n"
            ),
            [
                "Directive escape",
                "Text \\",
                "Keyword FROM",
                "Flag --platform",
                "Image node:22",
                "Keyword AS",
                "Stage a",
                "Keyword COPY",
                "Flag --from",
                "Stage a",
                "Comment # why",
                "Keyword EXPOSE",
                "Number 80/tcp",
            ]
        );
    }

    #[test]
    fn the_shell_inside_of_run_is_coloured() {
        assert_eq!(
            coloured("FROM a\nARG V\nRUN sudo apt-get install \"x=$V\" > /dev/null\n")[4..],
            ["Keyword RUN", "Command sudo", "Command apt-get", "Text \"x=", "Variable $V", "Text \"", "Operator >",]
        );
    }

    #[test]
    fn the_words_of_the_shell_are_coloured() {
        let text = "FROM a\nRUN if ! a; then for f in *.c; do cc \"$f\" || { d; }; done; fi \\\n  && x\n";
        assert_eq!(
            coloured(text)[2..].join(" "),
            "Keyword RUN Keyword if Keyword ! Command a Operator ; Keyword then Keyword for Keyword in Operator ; Keyword do \
             Command cc Text \" Variable $f Text \" Operator || Keyword { Command d Operator ; Keyword } Operator ; Keyword \
             done Operator ; Keyword fi Operator && Command x"
        );
        let text = "FROM a\nRUN <<EOF\nset -e # if\ncat <<X\nif then\nX\nwhile a; do b; done\nEOF\n";
        assert_eq!(
            coloured(text)[3..].join(" "),
            "Text <<EOF Command set Comment # if Command cat Operator << Keyword while Command a Operator ; Keyword do Command b \
             Operator ; Keyword done Text EOF"
        );
        assert_eq!(
            coloured("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nif x: y()\nEOF\n")[2..].join(" "),
            "Keyword RUN Text <<EOF Text EOF"
        );
    }

    #[test]
    fn no_token_overlaps_another() {
        let text = "FROM a AS b\nARG X=1 Y=$X\nENV Z=\"${X:-$Y}\"\nRUN --mount=type=bind,from=b,target=/$X <<EOF\necho \"$Z\" | cat\nEOF\n";
        let (snapshot, _) = at_cursor(text);
        let tokens = tokens(&snapshot);
        for pair in tokens.windows(2) {
            assert!(pair[0].range.end <= pair[1].range.start, "{pair:?}");
        }
    }
}
