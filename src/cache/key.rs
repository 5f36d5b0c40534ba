//! Keys: digests that are equal when `BuildKit` would take two things for the same.

use std::fmt;

use sha2::{Digest, Sha256};

/// The identity of a step, of files, of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
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
