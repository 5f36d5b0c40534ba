//! The instruction at the cursor as text: what is typed so far, whether or not it can be read yet.

use syntax::Keyword;

use crate::ide::snapshot::{Snapshot, innermost};

/// What stands in front of the cursor in its instruction.
#[derive(Debug)]
pub struct Line {
    /// The instruction.
    pub keyword: Keyword,
    /// Its place among all instructions.
    pub index: usize,
    /// The text between keyword and cursor, on one line: escapes and line ends are taken out.
    pub before: String,
}

/// What the word in front of the cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'l> {
    /// A flag's name so far, without dashes.
    Flag(&'l str),
    /// A flag's value so far.
    FlagValue {
        /// The flag, without dashes.
        name: &'l str,
        /// Its value up to the cursor.
        value: &'l str,
    },
    /// An argument so far.
    Argument {
        /// How many arguments stand in front of it.
        index: usize,
        /// Its text up to the cursor, without a quote of a JSON array in front.
        text: &'l str,
    },
}

impl Line {
    /// The line that `offset` is in, behind its keyword.
    pub fn at(snapshot: &Snapshot, offset: u32) -> Option<Self> {
        let index = snapshot.instruction_at(offset)?;
        let instruction = innermost(&snapshot.instructions()[index], offset);
        if offset <= instruction.keyword.range.end {
            return None;
        }
        let joined = &instruction.joined;
        let end = (0..=joined.text().len() as u32).rev().find(|at| joined.to_source(*at) <= offset)?;
        // The cursor may be in the middle of what was taken out; then the text ends where that begins.
        let before = joined.text().get(..end as usize)?;
        let before = before.trim_start();
        let typed = before.find(char::is_whitespace)?;
        Some(Self { keyword: instruction.keyword.keyword, index, before: before[typed..].to_owned() })
    }

    /// The words in front of the one at the cursor.
    pub fn words_before(&self) -> Vec<&str> {
        let at = self.word_start();
        self.before[..at].split_whitespace().collect()
    }

    /// The word at the cursor, as far as it is in front of it.
    pub fn word(&self) -> &str {
        &self.before[self.word_start()..]
    }

    fn word_start(&self) -> usize {
        self.before.rfind(char::is_whitespace).map_or(0, |at| at + 1)
    }

    /// What the word in front of the cursor is.
    pub fn part(&self) -> Part<'_> {
        let (word, before) = (self.word(), self.words_before());
        let arguments = before.iter().skip_while(|word| word.starts_with("--")).count();
        match word.strip_prefix("--") {
            Some(flag) if arguments == 0 => match flag.split_once('=') {
                Some((name, value)) => Part::FlagValue { name, value },
                None => Part::Flag(flag),
            },
            _ => Part::Argument { index: arguments, text: word.trim_start_matches(['[', '"']) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    fn line(text: &str) -> Line {
        let (snapshot, offset) = at_cursor(text);
        Line::at(&snapshot, offset).unwrap()
    }

    #[test]
    fn the_part_at_the_cursor_is_known() {
        assert_eq!(line("FROM a\nCOPY --fr<CURSOR>").part(), Part::Flag("fr"));
        assert_eq!(line("FROM a\nCOPY --from=b<CURSOR> x").part(), Part::FlagValue { name: "from", value: "b" });
        assert_eq!(line("FROM a\nCOPY --link src/<CURSOR> x").part(), Part::Argument { index: 0, text: "src/" });
        assert_eq!(line("FROM a\nCOPY a <CURSOR>").part(), Part::Argument { index: 1, text: "" });
        assert_eq!(line("FROM a\nCMD [\"no<CURSOR>").part(), Part::Argument { index: 0, text: "no" });
    }

    #[test]
    fn a_continued_line_is_one() {
        assert_eq!(line("FROM a\nRUN x \\\n  y<CURSOR> z").words_before(), ["x"]);
    }

    #[test]
    fn the_trigger_of_an_onbuild_is_its_own_line() {
        assert_eq!(line("FROM a\nONBUILD COPY --fr<CURSOR>").keyword, Keyword::Copy);
    }
}
