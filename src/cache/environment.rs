//! The variables that a step sees, in the order that counts.

use std::sync::{Arc, OnceLock};

use build::Origin;
use syntax::expand::{self, Expansion};
use syntax::{Escape, Heredoc};

use crate::key::{Key, KeyOf, Sum};
use crate::tree::{Part, Tree};
use crate::value::{Ident, without_tabs};

/// Bytes of a value at most that is made of others: `ENV A=$A$A`, often enough, asks for more memory than there is.
const MAX_VALUE: usize = 1024;

/// The value of a variable and which instruction gave it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub name: Arc<str>,
    pub value: Ident,
    pub origin: Origin,
    /// Name and value.
    key: Key,
    place: u64,
}

impl Part for Arc<Entry> {
    fn sum(&self) -> Sum {
        self.key.into()
    }
}

impl Part for Arc<str> {
    /// A name counts beside its neighbours: see [`List::pairs`].
    fn sum(&self) -> Sum {
        Sum::default()
    }
}

/// Variables in an order.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    entries: Tree<Arc<str>, Arc<Entry>>,
    names: Tree<u64, Arc<str>>,
    /// All pairs of names that stand side by side. As no name stands twice, they say the order.
    pairs: Sum,
    next: u64,
}

impl List {
    /// Sets a variable: it moves to the end.
    pub fn assign(&mut self, name: &str, value: Ident, origin: Origin) {
        self.remove(name);
        let name: Arc<str> = name.into();
        self.pairs = self.pairs + pair(self.names.last(), Some(&name));
        self.names.insert(self.next, Arc::clone(&name));
        self.put(name, value, origin, self.next);
        self.next += 1;
    }

    /// Sets a variable where it stands, as an image's configuration does.
    pub fn replace(&mut self, name: &str, value: Ident, origin: Origin) {
        match self.entries.get(name).map(|entry| (Arc::clone(&entry.name), entry.place)) {
            Some((name, place)) => self.put(name, value, origin, place),
            None => self.assign(name, value, origin),
        }
    }

    fn put(&mut self, name: Arc<str>, value: Ident, origin: Origin, place: u64) {
        let key = KeyOf::new("variable").text(&name).key(value.key()).done();
        self.entries.insert(Arc::clone(&name), Arc::new(Entry { name, value, origin, key, place }));
    }

    /// Takes out a variable.
    pub fn remove(&mut self, name: &str) {
        let Some(entry) = self.entries.remove(name) else { return };
        let (before, after) = (self.names.before(&entry.place), self.names.after(&entry.place));
        let gone = pair(before, Some(&entry.name)) + pair(Some(&entry.name), after);
        self.pairs = self.pairs - gone + pair(before, after);
        self.names.remove(&entry.place);
    }

    /// The variable `name`.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.get(name).map(|entry| &**entry)
    }

    /// Identity of the whole list.
    pub fn key(&self) -> Key {
        KeyOf::new("environment").sum(self.entries.sum()).sum(self.pairs).done()
    }
}

/// That one name stands in front of another; nothing where there is only one.
fn pair(before: Option<&Arc<str>>, after: Option<&Arc<str>>) -> Sum {
    match (before, after) {
        (Some(before), Some(after)) => KeyOf::new("pair").text(before).text(after).done().into(),
        _ => Sum::default(),
    }
}

/// The environment of a stage, ordered by last assignment as `BuildKit` has it
/// (moby/buildkit `client/llb/meta.go`, `EnvList`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// What stands in front of `list`: what a child stage inherits but for the variables of its configuration.
    front: List,
    list: List,
    /// Whether a base image may set more.
    open: bool,
    key: OnceLock<Key>,
}

impl Environment {
    /// An empty environment; `open` if a base image may set what no instruction does.
    pub fn new(open: bool) -> Self {
        Self { open, ..Self::default() }
    }

    /// What a child stage begins with: `front`, and behind it the variables of the `configuration`.
    pub fn inherited(front: &List, configuration: &List, open: bool) -> Self {
        Self { front: front.clone(), list: configuration.clone(), open, key: OnceLock::new() }
    }

    /// Whether a base image may set more.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Sets a variable: it moves to the end.
    pub fn assign(&mut self, name: &str, value: Ident, origin: Origin) {
        self.front.remove(name);
        self.list.assign(name, value, origin);
        self.key = OnceLock::new();
    }

    /// The variable `name`, if an instruction set it.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.list.get(name).or_else(|| self.front.get(name))
    }

    /// Identity of the whole list: the same wherever it is divided.
    pub fn key(&self) -> Key {
        *self.key.get_or_init(|| {
            let border = pair(self.front.names.last(), self.list.names.first());
            let values = self.front.entries.sum() + self.list.entries.sum();
            KeyOf::new("environment").sum(values).sum(self.front.pairs + self.list.pairs + border).done()
        })
    }

    /// The variables whose values are others than in `then`, in their order, and those that are not there any more.
    pub fn differences<'e>(&'e self, then: &'e Self) -> Vec<&'e Entry> {
        let mut names = Vec::new();
        self.front.entries.differences(&then.front.entries, &mut names);
        self.list.entries.differences(&then.list.entries, &mut names);
        let differing = names.iter().filter_map(|name| {
            let (now, then) = (self.get(name), then.get(name));
            let differs = now.map(|entry| &entry.value) != then.map(|entry| &entry.value);
            now.or(then).filter(|_| differs)
        });
        let place = |entry: &Entry| {
            let gone = self.get(&entry.name).is_none();
            (gone, self.front.get(&entry.name).is_none(), entry.place)
        };
        let mut differing: Vec<&Entry> = differing.collect();
        differing.sort_by_key(|entry| place(entry));
        differing.dedup_by(|a, b| a.name == b.name);
        differing
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
            return Ident::Text(text.into()).unless_longer_than(MAX_VALUE);
        }
        let add = |key: KeyOf, variable: &expand::Variable| {
            let value = self.get(&variable.name).map(|entry| entry.value.key());
            key.text(&variable.name).keys(value)
        };
        Ident::Opaque(expansion.variables.iter().fold(KeyOf::new("word").text(text), add).done())
    }
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
        assert_ne!(of(&[("a", "1"), ("b", "2"), ("c", "3")]).key(), of(&[("b", "2"), ("a", "1"), ("c", "3")]).key());
    }

    #[test]
    fn what_is_inherited_is_the_same_as_what_is_set_here() {
        let child = |front: &[(&str, &str)], configuration: &[(&str, &str)]| {
            Environment::inherited(&of(front).list, &of(configuration).list, true)
        };
        let all = of(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert_eq!(child(&[("a", "1"), ("b", "2")], &[("c", "3")]).key(), all.key());
        assert_eq!(child(&[("a", "1")], &[("b", "2"), ("c", "3")]).key(), all.key());
        let mut child = child(&[("c", "0"), ("a", "1")], &[("b", "2")]);
        child.assign("c", Ident::text("3"), Origin::Arg);
        assert_eq!(child.key(), all.key());
        assert!(child.differences(&all).is_empty());
    }

    #[test]
    fn differences_are_told_in_order() {
        let names = |now: &Environment, then: &Environment| {
            now.differences(then).iter().map(|entry| entry.name.to_string()).collect::<Vec<_>>()
        };
        let then = of(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert_eq!(names(&of(&[("z", "1"), ("c", "3"), ("b", "1")]), &then), ["z", "b", "a"]);
        assert!(names(&of(&[("b", "2"), ("c", "3"), ("a", "1")]), &then).is_empty());
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
