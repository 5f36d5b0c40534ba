//! What a word comes to, as it grows: a text, and the words that white space makes of it.

/// Longest text, in bytes, that substituted values may make; beyond, the result is unknown. A variable that is doubled
/// in every line would otherwise fill the memory; Linux takes no longer one either (`MAX_ARG_STRLEN`).
const LONGEST: usize = 128 << 10;

/// A text, or `None` when it depends on an unknown value.
pub(super) type Text = Option<String>;

/// What was read so far, as a text and as words.
pub(super) struct Output {
    pub(super) text: Text,
    pub(super) words: Option<Words>,
}

impl Default for Output {
    fn default() -> Self {
        Self { text: Some(String::new()), words: Some(Words::default()) }
    }
}

impl Output {
    /// Adds a value; white space in it separates words.
    pub(super) fn split(&mut self, value: Text) {
        if let (Some(value), Some(words)) = (&value, &mut self.words) {
            value.chars().for_each(|char| words.push(char));
        }
        self.add(value);
    }

    /// Adds what stood in quotes; white space in it separates nothing.
    pub(super) fn whole(&mut self, value: Text) {
        if let (Some(value), Some(words)) = (&value, &mut self.words) {
            words.word.push_str(value);
        }
        self.add(value);
    }

    /// Adds what was written; white space separates words.
    pub(super) fn split_str(&mut self, run: &str) {
        self.text.iter_mut().for_each(|text| text.push_str(run));
        if let Some(words) = &mut self.words {
            if run.contains(char::is_whitespace) {
                run.chars().for_each(|char| words.push(char));
            } else {
                words.word.push_str(run);
            }
        }
    }

    /// Adds what was quoted.
    pub(super) fn whole_str(&mut self, run: &str) {
        self.text.iter_mut().for_each(|text| text.push_str(run));
        self.words.iter_mut().for_each(|words| words.word.push_str(run));
    }

    /// Adds a character; white space separates words.
    pub(super) fn split_char(&mut self, char: char) {
        self.text.iter_mut().for_each(|text| text.push(char));
        self.words.iter_mut().for_each(|words| words.push(char));
    }

    /// Adds a character that was quoted or escaped.
    pub(super) fn whole_char(&mut self, char: char) {
        self.text.iter_mut().for_each(|text| text.push(char));
        self.words.iter_mut().for_each(|words| words.word.push(char));
    }

    fn add(&mut self, value: Text) {
        match (&mut self.text, value) {
            (Some(text), Some(value)) if value.is_empty() || text.len() + value.len() <= LONGEST => {
                text.push_str(&value);
            }
            _ => *self = Self { text: None, words: None },
        }
    }
}

/// A text that is being split at white space.
#[derive(Default)]
pub(super) struct Words {
    done: Vec<String>,
    word: String,
}

impl Words {
    fn push(&mut self, char: char) {
        if !char.is_whitespace() {
            self.word.push(char);
        } else if !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
        }
    }

    /// The words.
    pub(super) fn finish(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.done.push(self.word);
        }
        self.done
    }
}
