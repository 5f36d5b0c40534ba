//! The exec form: a JSON array whose words are run without a shell.

use text::{Joined, TextRange};

use crate::builder::{Builder, Origin, Simple};
use crate::quotes::push;
use crate::{Dialect, Script, ShellInForce, Word};

/// Reads the words of an exec form, which stand in `line`. There is no shell, so nothing in them is expanded; of
/// `["sh", "-c", "…"]` the script is read.
pub fn read_exec(line: &Joined, words: &[syntax::Word]) -> Script {
    let mut builder = Builder::new(&ShellInForce::from(Dialect::Sh));
    let words: Vec<Word> = words.iter().map(|word| Word::literal(word.range, word.joined, &word.text)).collect();
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let range = first.range.cover(last.range);
        builder.command(Simple { range, words, ..Simple::default() }, Origin::Exec(line));
    }
    builder.finish()
}

/// The value of the JSON string at `range` of `line`, with the way back; `None` for one with `\u`.
pub(crate) fn decoded(line: &Joined, range: TextRange) -> Option<Joined> {
    let text = line.text().get(range.to_usize())?;
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let (inner, offset) = quoted.map_or((text, 0), |inner| (inner, 1));
    let mut value = Joined::of("", line.to_source(range.start + offset as u32));
    let mut at = 0;
    while let Some(escape) = inner[at..].find('\\').map(|length| at + length) {
        push(&mut value, line, range.start, &inner[at..escape], offset + at);
        let character = match inner.as_bytes().get(escape + 1)? {
            b'n' => "\n",
            b't' => "\t",
            b'r' => "\r",
            b'"' => "\"",
            b'\\' => "\\",
            b'/' => "/",
            _ => return None,
        };
        push(&mut value, line, range.start, character, offset + escape + 1);
        at = escape + 2;
    }
    push(&mut value, line, range.start, &inner[at..], offset + at);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of the JSON array that `line` is; no string in it holds `", "`.
    fn words(line: &Joined) -> Vec<syntax::Word> {
        let mut words = Vec::new();
        let mut at = 1;
        for string in line.text().trim_matches(['[', ']']).split(", ") {
            let joined = TextRange::new(at, at + string.len() as u32);
            let text = string[1..string.len() - 1].replace("\\\"", "\"");
            words.push(syntax::Word { range: line.range_to_source(joined), joined, text });
            at += string.len() as u32 + 2;
        }
        words
    }

    fn read(line: &str) -> Script {
        let line = Joined::of(line, 4);
        read_exec(&line, &words(&line))
    }

    #[test]
    fn words_stand_for_themselves() {
        let script = read(r#"["npm", "run", "$X", "a && b"]"#);
        assert_eq!(script.to_string(), "npm run $X a && b\n");
        assert_eq!(script.commands.len(), 1);
        assert_eq!(script.commands[0].words[2].value(), Some("$X"));
        assert_eq!(script.commands[0].words[0].range, TextRange::new(5, 10));
    }

    #[test]
    fn wrappers_and_shells_are_looked_through() {
        assert_eq!(read(r#"["tini", "--", "/usr/bin/node", "a.js"]"#).to_string(), "[tini] /usr/bin/node a.js\n");
        let script = read(r#"["sh", "-c", "cd \"a\" && b"]"#);
        assert_eq!(script.to_string(), "  [sh] cd \"a\"  # subshell\n  && [sh] b  # subshell, in a\n");
        assert_eq!(script.commands[1].range, TextRange::new(30, 31));
    }

    #[test]
    fn a_script_with_unicode_escapes_is_not_read() {
        let script = read(r#"["sh", "-c", "a \u0062"]"#);
        assert_eq!(script.commands.len(), 1);
        assert!(!script.understood());
    }
}
