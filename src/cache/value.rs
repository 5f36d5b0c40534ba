//! Words as a build sees them, where what is unknown still has an identity.
//!
//! A prediction asks whether a word comes out as it did before, not what it comes out as. So a value that depends on the
//! base image's environment is not lost: it is known by the text that makes it and the values in that.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use build::Origin;
use syntax::expand::{self, Expansion};
use syntax::{Escape, Heredoc};

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

    /// The same thing with something else in it.
    pub fn changed(&self) -> Self {
        Self::Opaque(KeyOf::new("changed").key(self.key()).done())
    }
}

/// The value of a variable and which instruction gave it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub name: Arc<str>,
    pub value: Ident,
    pub origin: Origin,
}

/// The environment of a stage, ordered by last assignment as `BuildKit` has it
/// (moby/buildkit `client/llb/meta.go`, `EnvList`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    places: HashMap<Arc<str>, u64>,
    entries: BTreeMap<u64, Entry>,
    next: u64,
    /// Whether a base image may set more.
    open: bool,
    key: OnceLock<Key>,
}

impl Environment {
    /// An empty environment; `open` if a base image may set what no instruction does.
    pub fn new(open: bool) -> Self {
        Self { open, ..Self::default() }
    }

    /// Sets a variable: it moves to the end.
    pub fn assign(&mut self, name: &str, value: Ident, origin: Origin) {
        let name: Arc<str> = name.into();
        if let Some(before) = self.places.insert(name.clone(), self.next) {
            self.entries.remove(&before);
        }
        self.entries.insert(self.next, Entry { name, value, origin });
        self.next += 1;
        self.key = OnceLock::new();
    }

    /// Sets a variable where it stands, as an image's configuration does.
    pub fn replace(&mut self, name: &str, value: Ident, origin: Origin) {
        match self.places.get(name).and_then(|place| self.entries.get_mut(place)) {
            Some(entry) => entry.value = value,
            None => self.assign(name, value, origin),
        }
        self.key = OnceLock::new();
    }

    /// The variable `name`, if an instruction set it.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.places.get(name).and_then(|place| self.entries.get(place))
    }

    /// All variables, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Identity of the whole list.
    pub fn key(&self) -> Key {
        *self.key.get_or_init(|| {
            let add = |key: KeyOf, entry: &Entry| key.text(&entry.name).key(entry.value.key());
            self.entries().fold(KeyOf::new("environment"), add).done()
        })
    }

    /// What `text` comes to: quotes and escapes removed, variables replaced.
    pub fn evaluate(&self, text: &str, escape: Escape) -> Ident {
        if !text.contains(['$', '"', '\'', escape.char()]) {
            return Ident::text(text);
        }
        self.ident(text, expand::expand(text, escape, &|name| self.lookup(name)))
    }

    /// What the body of a heredoc comes to.
    pub fn evaluate_body(&self, heredoc: &Heredoc, body: &str) -> Ident {
        let body = if heredoc.chomp { without_tabs(body) } else { body.to_owned() };
        if !heredoc.expand {
            return Ident::text(&body);
        }
        self.ident(&body, expand::expand_body(&body, &|name| self.lookup(name)))
    }

    fn lookup(&self, name: &str) -> expand::Value<'_> {
        match self.get(name).map(|entry| &entry.value) {
            Some(Ident::Text(text)) => expand::Value::Known(text),
            Some(Ident::Opaque(_)) => expand::Value::Unknown,
            None if self.open => expand::Value::Unknown,
            None => expand::Value::Unset,
        }
    }

    fn ident(&self, text: &str, expansion: Result<Expansion, String>) -> Ident {
        let expansion = expansion.unwrap_or_default();
        if let Some(text) = expansion.text {
            return Ident::Text(text.into());
        }
        let add = |key: KeyOf, variable: &expand::Variable| {
            let value = self.get(&variable.name).map(|entry| entry.value.key());
            key.text(&variable.name).keys(value)
        };
        Ident::Opaque(expansion.variables.iter().fold(KeyOf::new("word").text(text), add).done())
    }
}

/// Every line without its leading tabs, as `<<-` has them.
pub(crate) fn without_tabs(body: &str) -> String {
    body.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Environment {
        let mut environment = Environment::new(true);
        for (name, value) in pairs {
            environment.assign(name, Ident::text(value), Origin::Env);
        }
        environment
    }

    #[test]
    fn an_environment_is_ordered_by_last_assignment() {
        assert_ne!(of(&[("a", "1"), ("b", "2")]).key(), of(&[("b", "2"), ("a", "1")]).key());
        assert_eq!(of(&[("a", "0"), ("b", "2"), ("a", "1")]).key(), of(&[("b", "2"), ("a", "1")]).key());
        assert_eq!(of(&[("a", "0"), ("a", "1")]).key(), of(&[("a", "1")]).key());
    }

    #[test]
    fn an_unknown_value_is_known_by_what_makes_it() {
        let environment = of(&[("a", "1")]);
        let path = environment.evaluate("/x:$PATH", Escape::Backslash);
        assert_eq!(path, environment.evaluate("/x:$PATH", Escape::Backslash));
        assert_ne!(path, environment.evaluate("/y:$PATH", Escape::Backslash));
        assert_eq!(environment.evaluate("v$a", Escape::Backslash), Ident::text("v1"));
    }
}
