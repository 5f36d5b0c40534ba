//! PowerShell and cmd: recognised and split into words, no more. No rule about shell commands speaks of them.

use text::{Joined, TextRange};

use crate::builder::{Builder, Origin, Simple};
use crate::{Dialect, Operator, Word};

/// Splits `source` into commands and words, and marks all of it as not read.
pub(crate) fn read(source: &Joined, dialect: &Dialect, builder: &mut Builder) {
    let text = source.text();
    let quotes: &[u8] = if *dialect == Dialect::Cmd { b"\"" } else { b"\"'" };
    let mut words = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some((operator, length)) = operator(&text.as_bytes()[at..], dialect) {
            command(source, std::mem::take(&mut words), builder);
            builder.before(operator);
            at += length;
        } else if text.as_bytes()[at].is_ascii_whitespace() {
            at += 1;
        } else {
            let end = word_end(text.as_bytes(), at, quotes, dialect);
            words.push(word(source, at, end));
            at = end;
        }
    }
    command(source, words, builder);
    if !text.trim().is_empty() {
        builder.unread(source.range_to_source(TextRange::new(0, text.len() as u32)));
    }
}

fn command(source: &Joined, words: Vec<Word>, builder: &mut Builder) {
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let range = first.range.cover(last.range);
        builder.command(Simple { range, words, ..Simple::default() }, Origin::Shell(source));
    }
}

fn word(source: &Joined, start: usize, end: usize) -> Word {
    let joined = TextRange::new(start as u32, end as u32);
    let text = &source.text()[joined];
    let bare = text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\''])).unwrap_or(text);
    Word::literal(source.range_to_source(joined), joined, bare)
}

fn word_end(bytes: &[u8], start: usize, quotes: &[u8], dialect: &Dialect) -> usize {
    let mut quote = None;
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(open) if open == byte => quote = None,
            None if quotes.contains(&byte) => quote = Some(byte),
            None if byte.is_ascii_whitespace() || operator(&bytes[at..], dialect).is_some() => break,
            _ => {}
        }
        at += 1;
    }
    at
}

/// The operator at the start of `bytes`, and its length.
fn operator(bytes: &[u8], dialect: &Dialect) -> Option<(Operator, usize)> {
    Some(match (bytes, dialect) {
        ([b'&', b'&', ..], _) => (Operator::And, 2),
        ([b'|', b'|', ..], _) => (Operator::Or, 2),
        ([b'|', ..], _) => (Operator::Pipe, 1),
        ([b'\n', ..], _) => (Operator::Newline, 1),
        ([b'&', ..], Dialect::Cmd) | ([b';', ..], Dialect::PowerShell) => (Operator::Sequence, 1),
        _ => return None,
    })
}
