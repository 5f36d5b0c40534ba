//! What of a shell script is neither a command nor one of its words: the words of the language, and what stands between commands.

use build::Step;
use shell::{Command, Redirect, Target, Word};
use text::{Joined, TextRange};

use super::{Token, TokenKind};

const KEYWORDS: [&str; 17] = [
    "!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "then", "until", "while",
    "{", "}",
];

const OPERATORS: [&str; 6] = ["&&", "||", ";;", "|", "&", ";"];

/// The commands of `step`, and all that holds them together.
pub(super) fn of_step(step: Step, source: &str, found: &mut Vec<Token>) {
    let script = step.script();
    for command in &script.commands {
        of_command(command, found);
    }
    let Some((text, _)) = shell::text(step.instruction(), source, &step.shell().reads) else { return };
    // Of a script that is not understood, or of another language, it is not known what is a word.
    if script.is_posix() && script.understood() {
        between(&text, script.commands.iter().flat_map(ranges).collect(), found);
    }
}

fn of_command(command: &Command, found: &mut Vec<Token>) {
    let wrappers = command.wrappers.iter().filter_map(|wrapper| wrapper.words.first());
    for word in wrappers.chain(command.words.first()) {
        found.push(Token { range: word.range, kind: TokenKind::Command });
    }
    for redirect in &command.redirects {
        found.push(Token { range: sign_of(redirect), kind: TokenKind::Operator });
    }
    for word in command.arguments() {
        if word.text.starts_with(['"', '\'']) {
            found.push(Token { range: word.range, kind: TokenKind::Text });
        }
    }
}

fn sign_of(redirect: &Redirect) -> TextRange {
    let sign = redirect.operator.sign().len() as u32;
    let digits = redirect.fd.map_or(0, |fd| fd.to_string().len() as u32);
    TextRange::new(redirect.range.start, (redirect.range.start + digits + sign).min(redirect.range.end))
}

/// What a command is made of.
fn ranges(command: &Command) -> impl Iterator<Item = TextRange> {
    let wrappers = command.wrappers.iter().flat_map(|wrapper| &wrapper.words);
    let words = wrappers.chain(&command.words).map(|word: &Word| word.range);
    let assigned = command.assignments.iter().map(|assignment| assignment.range);
    let redirects = command.redirects.iter().flat_map(|redirect| {
        let body = if let Target::Heredoc { body, .. } = redirect.target { Some(body) } else { None };
        std::iter::once(redirect.range).chain(body)
    });
    words.chain(assigned).chain(redirects)
}

/// Colours what of `text` is not among `taken`.
fn between(text: &Joined, mut taken: Vec<TextRange>, found: &mut Vec<Token>) {
    taken.sort_unstable();
    let mut at = 0;
    while let Some(piece) = text.text().get(at..).filter(|rest| !rest.is_empty()) {
        let offset = text.to_source(at as u32);
        let next = taken.partition_point(|range| range.end <= offset);
        let is_taken = taken.get(next).is_some_and(|range| range.contains(offset));
        let word = piece.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(piece.len());
        let sign = OPERATORS.iter().find(|sign| piece.starts_with(**sign)).map_or(0, |sign| sign.len());
        let single = piece.chars().next().map_or(1, char::len_utf8);
        let (length, kind) = match piece.as_bytes()[0] {
            _ if is_taken => (word.max(single), None),
            b'#' => (piece.find('\n').unwrap_or(piece.len()), Some(TokenKind::Comment)),
            _ if word > 0 => (word, KEYWORDS.contains(&&piece[..word]).then_some(TokenKind::Keyword)),
            _ if KEYWORDS.contains(&&piece[..single]) => (single, Some(TokenKind::Keyword)),
            _ if sign > 0 => (sign, Some(TokenKind::Operator)),
            _ => (single, None),
        };
        let range = text.range_to_source(TextRange::new(at as u32, (at + length) as u32));
        found.extend(kind.map(|kind| Token { range, kind }));
        at += length;
    }
}
