//! The JSON form of arguments: an array of strings, as Go's `encoding/json` reads it.

use text::TextRange;

/// What a text is, read as a JSON array.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// No JSON array: `BuildKit` then takes the text as it is, without a word.
    Other,
    /// A JSON array with this first element that is no string: `BuildKit` refuses it.
    NotStrings(TextRange),
    /// The strings, decoded, each with the range between its quotes.
    Strings(Vec<(TextRange, String)>),
}

/// How deep arrays and objects may nest.
const DEEPEST: usize = 10_000;

/// Reads `range` of `text`, which has no white space at its ends.
pub(super) fn read(text: &str, range: TextRange) -> Json {
    if !text[range].starts_with('[') {
        return Json::Other;
    }
    let mut reader = Reader { text: &text[..range.end as usize], at: range.start as usize };
    reader.array().filter(|_| reader.at == reader.text.len()).unwrap_or(Json::Other)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// The outermost array; `None` when it is no valid JSON.
    fn array(&mut self) -> Option<Json> {
        let mut strings = Vec::new();
        let mut other = None;
        self.expect(b'[')?;
        self.blanks();
        if self.take(b']') {
            return Some(Json::Strings(strings));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.peek() == Some(b'"') {
                let string = self.string()?;
                strings.push((TextRange::new(start as u32 + 1, self.at as u32 - 1), string));
            } else {
                self.value()?;
                other = other.or(Some(TextRange::new(start as u32, self.at as u32)));
            }
            self.blanks();
            if self.take(b']') {
                return Some(other.map_or(Json::Strings(strings), Json::NotStrings));
            }
            self.expect(b',')?;
        }
    }

    /// Passes over any value, without recursion: `open` holds the brackets that are to be closed.
    fn value(&mut self) -> Option<()> {
        let mut open = Vec::new();
        loop {
            self.blanks();
            match self.peek()? {
                bracket @ (b'[' | b'{') => {
                    self.at += 1;
                    self.blanks();
                    let close = if bracket == b'[' { b']' } else { b'}' };
                    // Around it are the outermost array and those that are open.
                    if open.len() + 2 > DEEPEST {
                        return None;
                    }
                    if !self.take(close) {
                        open.push(close);
                        if close == b'}' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                b'"' => drop(self.string()?),
                b't' => self.literal("true")?,
                b'f' => self.literal("false")?,
                b'n' => self.literal("null")?,
                _ => self.number()?,
            }
            self.close(&mut open)?;
            if open.is_empty() {
                return Some(());
            }
        }
    }

    /// Passes over closing brackets and the comma behind a value.
    fn close(&mut self, open: &mut Vec<u8>) -> Option<()> {
        while let Some(&close) = open.last() {
            self.blanks();
            if self.take(close) {
                open.pop();
                continue;
            }
            self.expect(b',')?;
            return if close == b'}' { self.key() } else { Some(()) };
        }
        Some(())
    }

    /// The key of an object and the colon behind it.
    fn key(&mut self) -> Option<()> {
        self.blanks();
        self.string()?;
        self.blanks();
        self.expect(b':')
    }

    /// A string, decoded. A surrogate without its other half becomes U+FFFD.
    fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            string.push_str(&rest[..plain]);
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Some(string),
                b'\\' => string.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(match c {
            b'"' | b'\\' | b'/' => char::from(c),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hex()?;
                self.surrogates(unit)
            }
            _ => return None,
        })
    }

    /// The character of a code unit, together with the second half of a surrogate pair.
    fn surrogates(&mut self, unit: u32) -> char {
        let before = self.at;
        if (0xD800..0xDC00).contains(&unit) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            match self.hex() {
                Some(second @ 0xDC00..0xE000) => {
                    let code = 0x1_0000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
                    return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                }
                _ => self.at = before,
            }
        }
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// A number. One that no 64-bit float holds is not decoded, so that the text is no JSON array.
    fn number(&mut self) -> Option<()> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let number: f64 = self.text[start..self.at].parse().ok()?;
        number.is_finite().then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.text[self.at..].bytes().take_while(u8::is_ascii_digit).count();
        self.at += count;
        (count > 0).then_some(())
    }

    fn literal(&mut self, word: &str) -> Option<()> {
        let found = self.text[self.at..].starts_with(word);
        self.at += word.len();
        found.then_some(())
    }

    fn blanks(&mut self) {
        self.at += self.text[self.at..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Json {
        read(text, TextRange::new(0, text.len() as u32))
    }

    fn strings(text: &str) -> Vec<String> {
        match of(text) {
            Json::Strings(strings) => strings.into_iter().map(|(_, string)| string).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn an_array_of_strings_is_decoded() {
        assert_eq!(strings(r#"["a", "b c"]"#), ["a", "b c"]);
        assert_eq!(strings(r#"[ "\"\\\/\b\f\n\r\t" ]"#), ["\"\\/\u{8}\u{c}\n\r\t"]);
        assert_eq!(strings(r#"["\u00e9\ud83d\ude00\ud83dx\ude00"]"#), ["é😀\u{fffd}x\u{fffd}"]);
        assert!(strings("[ ]").is_empty());
    }

    #[test]
    fn what_go_cannot_decode_is_no_json() {
        for text in [
            "['a']",
            r#"["a",]"#,
            r#"["c:\x"]"#,
            r#"["a"] b"#,
            "[ -f x ]",
            r#"["a""#,
            "[",
            r#"["a" "b"]"#,
            "[,]",
            "[\"a\tb\"]",
            "[01]",
            "[1.]",
            "[1e]",
            "[1e999]",
            "[tru]",
            r#"["\u12g4"]"#,
            r#"[{"a"}]"#,
            "[\u{a0}]",
            "a",
            "",
        ] {
            assert_eq!(of(text), Json::Other, "{text}");
        }
    }

    #[test]
    fn elements_that_are_no_strings_are_refused() {
        assert_eq!(of(r#"["a", 1, null]"#), Json::NotStrings(TextRange::new(6, 7)));
        for text in ["[null]", "[true,false]", r#"["a",["b"]]"#, r#"[{"a": [1, {}], "b": -1.5e+3}]"#, "[0]", "[[],{}]"]
        {
            assert!(matches!(of(text), Json::NotStrings(_)), "{text}");
        }
    }

    #[test]
    fn a_word_lies_between_its_quotes() {
        let Json::Strings(words) = of(r#"["a", "bc"]"#) else { panic!() };
        assert_eq!((words[0].0, words[1].0), (TextRange::new(2, 3), TextRange::new(7, 9)));
    }

    #[test]
    fn deep_nesting_is_read_without_deep_recursion() {
        let deep = |depth: usize| of(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        assert!(matches!(deep(10_000), Json::NotStrings(_)));
        assert_eq!(deep(10_001), Json::Other);
        assert_eq!(of(&"[".repeat(1_000_000)), Json::Other);
    }
}
