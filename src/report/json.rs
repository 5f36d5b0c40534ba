//! JSON that shows nothing raw to a reader: what the encoder leaves as it is may still turn the direction of text or hide.

use std::fmt::Write as _;

/// JSON with what could trick a reader written as `\u…`, which is the same to a program: a fix holds the file's own text.
pub fn safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\u{7f}' && character.is_ascii() || !text::is_hidden(character) {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}
