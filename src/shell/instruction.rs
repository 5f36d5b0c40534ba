//! The script of an instruction, in whichever form it is written.

use syntax::{Heredoc, Instruction, Kind};
use text::Joined;

use crate::{Dialect, Script, ShellInForce, read, read_exec};

/// What a RUN, CMD, ENTRYPOINT or HEALTHCHECK says, or the one that an ONBUILD holds; empty for all others. `source` is the
/// Dockerfile, `shell` what SHELL says at that place.
pub fn script(instruction: &Instruction, source: &str, shell: &ShellInForce) -> Script {
    match command(instruction) {
        Some((holder, syntax::Command::Exec(words))) => read_exec(&holder.joined, words),
        Some(_) => text(instruction, source, shell).map_or_else(Script::default, |(text, shell)| read(&text, &shell)),
        None => Script::default(),
    }
}

/// The text that a shell gets from the instruction, heredoc bodies included, and the shell that gets it: the one in force, or
/// the one that a body's `#!` asks for. `None` in exec form and where nothing is run.
pub fn text(instruction: &Instruction, source: &str, shell: &ShellInForce) -> Option<(Joined, ShellInForce)> {
    let (instruction, syntax::Command::Shell(word)) = command(instruction)? else { return None };
    let line = instruction.joined.slice(word.joined);
    Some(match instruction.heredocs.as_slice() {
        [] => (line, shell.clone()),
        // `RUN <<EOF` alone: the body is the script.
        [only] if is_alone(line.text()) => {
            let body = body(only, source);
            let shell = shell_of_body(&body, shell);
            (body, shell)
        }
        heredocs => (with_bodies(line, heredocs, source), shell.clone()),
    })
}

/// The command of an instruction, and the instruction that holds it: the trigger of an ONBUILD.
fn command(instruction: &Instruction) -> Option<(&Instruction, &syntax::Command)> {
    match &instruction.kind {
        Kind::Run(run) => Some((instruction, &run.command)),
        Kind::Cmd(command) | Kind::Entrypoint(command) => Some((instruction, command)),
        Kind::Healthcheck(check) => check.command.as_ref().map(|command| (instruction, command)),
        Kind::Onbuild(Some(trigger)) => command(trigger),
        _ => None,
    }
}

/// Whether `text` is the word of one heredoc and nothing else, as `BuildKit` decides it
/// (`moby/buildkit frontend/dockerfile/parser/parser.go`, `ParseHeredoc`).
fn is_alone(text: &str) -> bool {
    let word = text.trim().trim_start_matches(|first: char| first.is_ascii_digit());
    word.strip_prefix("<<").is_some_and(|name| !name.contains('<') && !name.trim().contains([' ', '\t']))
}

/// The shell that reads a body which is a script of its own: `#!` says which.
fn shell_of_body(body: &Joined, shell: &ShellInForce) -> ShellInForce {
    match Dialect::of_shebang(body.text()) {
        Some(dialect) if shell.dialect.is_posix() => {
            let line = body.text().lines().next().unwrap_or_default();
            let flags = ShellInForce::of_words(line.trim_start_matches("#!").split_ascii_whitespace());
            ShellInForce { dialect, options: flags.options }
        }
        _ => shell.clone(),
    }
}

/// A heredoc's body, without carriage returns, and without leading tabs under `<<-`.
fn body(heredoc: &Heredoc, source: &str) -> Joined {
    let mut body = Joined::of("", heredoc.body.start);
    push_lines(&mut body, heredoc, source);
    body
}

fn push_lines(joined: &mut Joined, heredoc: &Heredoc, source: &str) {
    let mut at = heredoc.body.start;
    for line in source[heredoc.body].split_inclusive('\n') {
        let tabs = if heredoc.chomp { line.len() - line.trim_start_matches('\t').len() } else { 0 };
        match line.strip_suffix("\r\n") {
            Some(text) => {
                joined.push(&text[tabs.min(text.len())..], at + tabs as u32);
                joined.push("\n", at + line.len() as u32 - 1);
            }
            None => joined.push(&line[tabs..], at + tabs as u32),
        }
        at += line.len() as u32;
    }
}

/// The line with the bodies behind it, as the shell gets it.
fn with_bodies(mut line: Joined, heredocs: &[Heredoc], source: &str) -> Joined {
    for heredoc in heredocs {
        line.push("\n", heredoc.body.start.saturating_sub(1));
        push_lines(&mut line, heredoc, source);
        // One that nothing ends is empty at the end of the file.
        if !heredoc.terminator.is_empty() {
            line.push(&heredoc.name, heredoc.terminator.start);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use syntax::{Keyword, KeywordWord, Run, Word};
    use text::TextRange;

    use super::*;

    /// A RUN of one line with the heredocs behind it, each as name and whether its tabs go.
    fn run(source: &str, heredocs: &[(&str, bool)]) -> Instruction {
        let line = source.lines().next().unwrap_or_default();
        let whole = TextRange::new(4, line.len() as u32);
        let word = Word { range: whole, joined: whole, text: line[4..].to_owned() };
        let mut at = line.len() + 1;
        let heredocs = heredocs.iter().map(|(name, chomp)| {
            let rest = &source[at..];
            let lines = rest.split_inclusive('\n').take_while(|line| line.trim() != *name);
            let body = TextRange::new(at as u32, (at + lines.map(str::len).sum::<usize>()) as u32);
            let terminator = TextRange::new(body.end, source.len() as u32);
            at = body.end as usize + name.len() + 1;
            let name = (*name).to_owned();
            Heredoc { word: TextRange::empty(4), name, expand: true, chomp: *chomp, fd: 0, body, terminator }
        });
        let keyword = KeywordWord { keyword: Keyword::Run, text: "RUN".into(), range: TextRange::new(0, 3) };
        Instruction {
            range: TextRange::new(0, source.len() as u32),
            line: 1,
            end_line: 1,
            keyword,
            flags: Vec::new(),
            joined: Joined::of(line, 0),
            rest: whole,
            kind: Kind::Run(Run { command: syntax::Command::Shell(word), mounts: Vec::new() }),
            heredocs: heredocs.collect(),
            comments: Vec::new(),
            empty_continuation: None,
        }
    }

    #[test]
    fn a_heredoc_that_nothing_ends_leads_nowhere_behind_the_file() {
        let source = "RUN x <<A y\n\nb";
        let (text, _) = text(&run(source, &[("A", false)]), source, &ShellInForce::default()).expect("a line");
        let whole = TextRange::new(0, text.text().len() as u32);
        assert_eq!(text.range_to_source(whole).end as usize, source.len());
    }

    fn read(source: &str, heredocs: &[(&str, bool)]) -> Script {
        script(&run(source, heredocs), source, &ShellInForce::default())
    }

    #[test]
    fn a_line_is_read_in_place() {
        let script = read("RUN a && npm ci", &[]);
        assert_eq!(script.to_string(), "a\n&& npm ci\n");
        assert_eq!(script.commands[1].range, TextRange::new(9, 15));
    }

    #[test]
    fn a_heredoc_alone_is_the_script() {
        let source = "RUN <<-EOF\n\tcd x\r\n\ta\nEOF\n";
        let script = read(source, &[("EOF", true)]);
        assert_eq!(script.to_string(), "cd x\na  # in x\n");
        assert_eq!(&source[script.commands[0].range], "cd x");
        assert_eq!(&source[script.commands[1].range], "a");
    }

    #[test]
    fn a_shebang_chooses_what_reads_the_heredoc() {
        let bash = read("RUN <<EOF\n#!/bin/bash -e\na\nEOF\n", &[("EOF", false)]);
        assert_eq!((bash.dialect.clone(), bash.to_string().as_str()), (Dialect::Bash, "a  # errexit\n"));
        let python = read("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n", &[("EOF", false)]);
        assert_eq!(python.dialect, Dialect::Other("python3".into()));
        assert!(python.commands.is_empty() && !python.understood());
    }

    #[test]
    fn heredocs_of_a_line_are_the_input_of_its_commands() {
        let source = "RUN cat <<A > f && bash <<B && c\nd\nA\ne\nB\n";
        let script = read(source, &[("A", false), ("B", false)]);
        assert_eq!(script.to_string(), "cat <<… >f\n  && [bash] e <<…  # subshell\n&& c\n");
        assert_eq!(&source[script.commands[1].words[0].range], "e");
        let crate::Target::Heredoc { body, .. } = script.commands[0].redirects[0].target else { panic!("no heredoc") };
        assert_eq!(&source[body], "d\n");
    }

    #[test]
    fn a_heredoc_for_a_program_is_not_shell() {
        assert_eq!(read("RUN python3 <<EOF\nimport os; os\nEOF\n", &[("EOF", false)]).to_string(), "python3 <<…\n");
    }

    #[test]
    fn other_instructions_and_triggers() {
        let mut instruction = run("RUN a b", &[]);
        let Kind::Run(Run { command, .. }) = instruction.kind.clone() else { panic!("not a RUN") };
        let read = |instruction: &Instruction| script(instruction, "RUN a b", &ShellInForce::default()).to_string();
        instruction.kind = Kind::Onbuild(Some(Box::new(run("RUN a b", &[]))));
        assert_eq!(read(&instruction), "a b\n");
        instruction.kind = Kind::Healthcheck(syntax::Healthcheck { kind: None, command: Some(command.clone()) });
        assert_eq!(read(&instruction), "a b\n");
        instruction.kind = Kind::Entrypoint(command);
        assert_eq!(read(&instruction), "a b\n");
        instruction.kind = Kind::User(None);
        assert_eq!(read(&instruction), "");
    }
}
