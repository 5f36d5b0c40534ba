//! Keys: digests that are equal when `BuildKit` would take two things for the same.
//!
//! They live as long as a prediction and are compared with nothing else, so a fast hash does; whoever made two things collide
//! would deceive nobody but themselves.

use std::fmt;
use std::hash::Hasher as _;
use std::ops::{Add, Sub};

use siphasher::sip128::{Hasher128 as _, SipHasher13};

/// The identity of a step, of files, of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u64; 2]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0[0] >> 32)
    }
}

/// What many keys come to together, in whatever order: one can be added or taken out without a look at the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum([u64; 2]);

impl From<Key> for Sum {
    fn from(key: Key) -> Self {
        Self(key.0)
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
pub(crate) struct KeyOf(SipHasher13);

impl KeyOf {
    /// A key for a thing of that kind.
    pub fn new(kind: &str) -> Self {
        Self(SipHasher13::new()).text(kind)
    }

    /// Adds bytes.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.write_usize(bytes.len());
        self.0.write(bytes);
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
        self.words(key.0)
    }

    /// Adds a sum.
    pub fn sum(self, sum: Sum) -> Self {
        self.words(sum.0)
    }

    fn words(mut self, words: [u64; 2]) -> Self {
        for word in words {
            self.0.write_u64(word);
        }
        self
    }

    /// Adds several keys.
    pub fn keys(self, keys: impl IntoIterator<Item = Key>) -> Self {
        keys.into_iter().fold(self, Self::key).text("end")
    }

    /// The key.
    pub fn done(self) -> Key {
        let hash = self.0.finish128();
        Key([hash.h1, hash.h2])
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
