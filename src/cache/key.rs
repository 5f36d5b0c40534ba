//! Keys: digests that are equal when `BuildKit` would take two things for the same.
//!
//! They live as long as a prediction and are compared with nothing else, so a fast hash of 64 bits does; whoever made two
//! things collide would deceive nobody but themselves.

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::ops::{Add, Sub};

use foldhash::quality::{FixedState, FoldHasher};

/// The identity of a step, of files, of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0 >> 32)
    }
}

/// What many keys come to together, in whatever order: one can be added or taken out without a look at the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum(u64);

impl From<Key> for Sum {
    fn from(key: Key) -> Self {
        Self(key.0)
    }
}

impl Add for Sum {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

impl Sub for Sum {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }
}

/// Makes a key of parts. Every part is delimited, so that no two lists of parts give one key.
pub(crate) struct KeyOf(FoldHasher<'static>);

impl KeyOf {
    /// A key for a thing of that kind.
    pub fn new(kind: &str) -> Self {
        Self(FixedState::default().build_hasher()).text(kind)
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
        self.word(key.0)
    }

    /// Adds a sum.
    pub fn sum(self, sum: Sum) -> Self {
        self.word(sum.0)
    }

    fn word(mut self, word: u64) -> Self {
        self.0.write_u64(word);
        self
    }

    /// Adds several keys.
    pub fn keys(self, keys: impl IntoIterator<Item = Key>) -> Self {
        keys.into_iter().fold(self, Self::key).text("end")
    }

    /// The key.
    pub fn done(self) -> Key {
        Key(self.0.finish())
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
