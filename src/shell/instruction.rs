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
        line.push(&heredoc.name, heredoc.terminator.start);
    }
    line
}
