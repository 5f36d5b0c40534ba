//! Keys: digests that are equal when `BuildKit` would take two things for the same.

use std::fmt;
use std::ops::{Add, Sub};

use sha2::{Digest, Sha256};

/// The identity of a step, of files, of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What many keys come to together, in whatever order: one can be added or taken out without a look at the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum([u64; 4]);

impl From<Key> for Sum {
    fn from(key: Key) -> Self {
        let mut words = [0; 4];
        for (word, bytes) in words.iter_mut().zip(key.0.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self(words)
    }
}

impl Add for Sum {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word].wrapping_add(other.0[word])))
    }
}

impl Sub for Sum {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word].wrapping_sub(other.0[word])))
    }
}

/// Makes a key of parts. Every part is delimited, so that no two lists of parts give one key.
pub(crate) struct KeyOf(Sha256);

impl KeyOf {
    /// A key for a thing of that kind.
    pub fn new(kind: &str) -> Self {
        Self(Sha256::new()).text(kind)
    }

    /// Adds bytes.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds a text.
    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a text that may not be there.
    pub fn maybe(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text("some").text(text),
            None => self.text("none"),
        }
    }

    /// Adds a key.
    pub fn key(self, key: Key) -> Self {
        self.bytes(&key.0)
    }

    /// Adds a sum.
    pub fn sum(self, sum: Sum) -> Self {
        sum.0.iter().fold(self, |key, word| key.bytes(&word.to_le_bytes()))
    }

    /// Adds several keys.
    pub fn keys(self, keys: impl IntoIterator<Item = Key>) -> Self {
        keys.into_iter().fold(self, Self::key).text("end")
    }

    /// The key.
    pub fn done(self) -> Key {
        Key(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::KeyOf;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(KeyOf::new("k").text("ab").text("c").done(), KeyOf::new("k").text("a").text("bc").done());
    }
}
