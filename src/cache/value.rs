//! Words as a build sees them, where what is unknown still has an identity.
//!
//! A prediction asks whether a word comes out as it did before, not what it comes out as. So a value that depends on the
//! base image's environment is not lost: it is known by the text that makes it and the values in that.

use std::sync::Arc;

use crate::key::{Key, KeyOf};

/// What a word or variable comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ident {
    /// This text.
    Text(Arc<str>),
    /// Something that is known by its key alone.
    Opaque(Key),
}

impl Ident {
    /// A known text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// The text, if it is known.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Opaque(_) => None,
        }
    }

    /// Its key.
    pub fn key(&self) -> Key {
        match self {
            Self::Text(text) => KeyOf::new("text").text(text).done(),
            Self::Opaque(key) => *key,
        }
    }

    /// The same thing, known by its key alone if it is a longer text.
    pub fn unless_longer_than(self, bytes: usize) -> Self {
        if self.as_text().is_some_and(|text| text.len() > bytes) { Self::Opaque(self.key()) } else { self }
    }

    /// The same thing with something else in it.
    pub fn changed(&self) -> Self {
        Self::Opaque(KeyOf::new("changed").key(self.key()).done())
    }
}

/// Every line without its leading tabs, as `<<-` has them.
pub(crate) fn without_tabs(body: &str) -> String {
    body.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}
