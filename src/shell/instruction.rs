//! The script of an instruction, in whichever form it is written.

use syntax::{Heredoc, Instruction, Kind};
use text::Joined;

use crate::{Dialect, Script, ShellInForce, read, read_exec};

/// What a RUN, CMD, ENTRYPOINT or HEALTHCHECK says, or the one that an ONBUILD holds; empty for all others. `source` is the
/// Dockerfile, `shell` what SHELL says at that place.
pub fn script(instruction: &Instruction, source: &str, shell: &ShellInForce) -> Script {
    match &instruction.kind {
        Kind::Run(run) => of_command(instruction, &run.command, source, shell),
        Kind::Cmd(command) | Kind::Entrypoint(command) => of_command(instruction, command, source, shell),
        Kind::Healthcheck(check) => check
            .command
            .as_ref()
            .map_or_else(Script::default, |command| of_command(instruction, command, source, shell)),
        Kind::Onbuild(Some(trigger)) => script(trigger, source, shell),
        _ => Script::default(),
    }
}

fn of_command(instruction: &Instruction, command: &syntax::Command, source: &str, shell: &ShellInForce) -> Script {
    let line = &instruction.joined;
    match command {
        syntax::Command::Exec(words) => read_exec(line, words),
        syntax::Command::Shell(word) => {
            let text = line.slice(word.joined);
            match instruction.heredocs.as_slice() {
                [] => read(&text, shell),
                // `RUN <<EOF` alone: the body is the script.
                [only] if is_alone(text.text()) => of_body(&body(only, source), shell),
                heredocs => read(&with_bodies(text, heredocs, source), shell),
            }
        }
    }
}

/// Whether `text` is the word of one heredoc and nothing else, as `BuildKit` decides it
/// (`moby/buildkit frontend/dockerfile/parser/parser.go`, `ParseHeredoc`).
fn is_alone(text: &str) -> bool {
    let word = text.trim().trim_start_matches(|first: char| first.is_ascii_digit());
    word.strip_prefix("<<").is_some_and(|name| !name.contains('<') && !name.trim().contains([' ', '\t']))
}

/// A body that is a script of its own: `#!` says what reads it.
fn of_body(body: &Joined, shell: &ShellInForce) -> Script {
    match Dialect::of_shebang(body.text()) {
        Some(dialect) if shell.dialect.is_posix() => {
            let line = body.text().lines().next().unwrap_or_default();
            let flags = ShellInForce::of_words(line.trim_start_matches("#!").split_ascii_whitespace());
            read(body, &ShellInForce { dialect, options: flags.options })
        }
        _ => read(body, shell),
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
        line.push(&heredoc.name, heredoc.terminator.start);
    }
    line
}
