//! The words of an instruction, whatever its kind, and the variables that they mention.

use syntax::expand::Operator;
use syntax::{Command, Escape, Heredoc, Instruction, Keyword, Kind, Word, expand};
use text::{Joined, TextRange};

/// The words that are arguments, in order; a command line for the shell is none of them.
pub fn arguments(instruction: &Instruction) -> Vec<&Word> {
    match &instruction.kind {
        Kind::From(from) => from.words.iter().collect(),
        Kind::Copy(copy) | Kind::Add(copy) => copy.sources.iter().chain(&copy.destination).collect(),
        Kind::Arg(arguments) => {
            arguments.iter().flat_map(|argument| std::iter::once(&argument.name).chain(&argument.default)).collect()
        }
        Kind::Env(pairs) | Kind::Label(pairs) => pairs.pairs.iter().flat_map(|(name, value)| [name, value]).collect(),
        Kind::Expose(words) => words.iter().collect(),
        Kind::Volume(list) => list.words.iter().collect(),
        Kind::User(word) | Kind::Workdir(word) | Kind::Stopsignal(word) | Kind::Maintainer(word) => {
            word.iter().collect()
        }
        Kind::Healthcheck(health) => health.kind.iter().collect(),
        Kind::Run(_) | Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Shell(_) | Kind::Onbuild(_) | Kind::Unknown => {
            Vec::new()
        }
    }
}

/// A variable that an instruction mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its name.
    pub name: String,
    /// From the `$` on.
    pub range: TextRange,
    /// The name alone.
    pub name_range: TextRange,
    /// What `${name:-…}` and the like do; `None` for plain ones, and for all that the shell reads.
    pub operator: Option<Operator>,
}

/// All variables that `instruction` mentions, in words that the builder expands and in what a shell reads.
pub fn mentions(instruction: &Instruction, source: &str, escape: Escape) -> Vec<Mention> {
    let mut found = Vec::new();
    for word in expanded(instruction) {
        found.extend(expand::variables(instruction, word, escape).into_iter().map(|variable| Mention {
            name: variable.name,
            range: variable.range,
            name_range: variable.name_range,
            operator: variable.operator,
        }));
    }
    if let Some(command) = command(instruction) {
        let inner = match command {
            Command::Shell(_) => instruction.joined.slice(instruction.rest),
            Command::Exec(_) => Joined::new(),
        };
        found.extend(in_shell(&inner));
    }
    for heredoc in &instruction.heredocs {
        found.extend(in_heredoc(instruction, heredoc, source));
    }
    if let Kind::Onbuild(Some(trigger)) = &instruction.kind {
        found.extend(mentions(trigger, source, escape));
    }
    found.sort_by_key(|mention| mention.range);
    found
}

/// The command of an instruction that has one.
pub fn command(instruction: &Instruction) -> Option<&Command> {
    match &instruction.kind {
        Kind::Run(run) => Some(&run.command),
        Kind::Cmd(command) | Kind::Entrypoint(command) => Some(command),
        Kind::Healthcheck(health) => health.command.as_ref(),
        _ => None,
    }
}

/// The words in which the builder replaces variables (moby/buildkit `dockerfile2llb/convert.go`).
fn expanded(instruction: &Instruction) -> Vec<&Word> {
    let flags = instruction.flags.iter().filter(|flag| flag.name != "mount").filter_map(|flag| flag.value.as_ref());
    let mut words: Vec<&Word> = flags.collect();
    match &instruction.kind {
        Kind::From(from) => words.extend(&from.image),
        Kind::Run(run) => {
            words.extend(run.mounts.iter().flat_map(|mount| &mount.fields).filter_map(|field| field.value.as_ref()));
        }
        Kind::Maintainer(_) | Kind::Healthcheck(_) => {}
        _ => words.extend(arguments(instruction)),
    }
    words
}

fn in_heredoc(instruction: &Instruction, heredoc: &Heredoc, source: &str) -> Vec<Mention> {
    let body = Joined::of(&source[heredoc.body], heredoc.body.start);
    if instruction.keyword.keyword == Keyword::Run {
        return in_shell(&body);
    }
    if !heredoc.expand {
        return Vec::new();
    }
    let shifted = |variable: expand::Variable| Mention {
        name: variable.name,
        range: variable.range.shift(heredoc.body.start),
        name_range: variable.name_range.shift(heredoc.body.start),
        operator: variable.operator,
    };
    expand::mentioned_in_body(body.text()).into_iter().map(shifted).collect()
}

/// The `$name` and `${name…}` of a shell script, less those in single quotes. A shell has more ways to use a variable
/// (`$((x))`, `eval`); they are not found.
fn in_shell(script: &Joined) -> Vec<Mention> {
    let bytes = script.text().as_bytes();
    let mut found = Vec::new();
    let (mut at, mut single, mut double) = (0, false, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if !single => at += 1,
            b'\'' if !double => single = !single,
            b'"' if !single => double = !double,
            b'$' if !single => found.extend(shell_variable(script, at)),
            _ => {}
        }
        at += 1;
    }
    found
}

/// The variable at the `$` at `dollar`.
fn shell_variable(script: &Joined, dollar: usize) -> Option<Mention> {
    let after = &script.text()[dollar + 1..];
    let braced = after.starts_with('{');
    let start = dollar + 1 + usize::from(braced);
    let name = &script.text()[start..];
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    if length == 0 || name.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let end = start + length;
    let close = usize::from(braced && script.text()[end..].starts_with('}'));
    let range = |start: usize, end: usize| script.range_to_source(TextRange::new(start as u32, end as u32));
    Some(Mention {
        name: name[..length].to_owned(),
        range: range(dollar, end + close),
        name_range: range(start, end),
        operator: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let parse = syntax::parse(text);
        let mentions = parse.file.instructions.iter().flat_map(|i| mentions(i, text, parse.file.escape));
        mentions.map(|mention| format!("{}@{}", mention.name, mention.name_range.start)).collect()
    }

    #[test]
    fn variables_of_words_flags_and_mounts_are_found() {
        assert_eq!(names("FROM --platform=$P a:${T}\n"), ["P@17", "T@23"]);
        assert_eq!(names("RUN --mount=type=cache,target=$T x\n"), ["T@31"]);
    }

    #[test]
    fn variables_of_a_shell_line_are_found_across_a_continuation() {
        assert_eq!(names("RUN a $A \\\n  '$NO' \"${B}\"\n"), ["A@7", "B@22"]);
    }

    #[test]
    fn variables_of_heredocs_are_found() {
        assert_eq!(names("RUN <<EOF\necho $A\nEOF\n"), ["A@16"]);
        assert_eq!(names("COPY <<'EOF' /a\n$A\nEOF\n"), [""; 0]);
    }

    #[test]
    fn the_trigger_of_an_onbuild_counts() {
        assert_eq!(names("ONBUILD COPY $A /\n"), ["A@14"]);
    }
}
