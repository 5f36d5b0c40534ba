//! All the rules there are.

use crate::{Entry, suggest};

/// All the rules there are, by name.
#[derive(Debug)]
pub struct Registry {
    entries: Vec<Entry>,
}

impl Registry {
    /// The rules of all `groups`, in the order of their names.
    pub fn new(groups: &[&[Entry]]) -> Self {
        let mut entries = groups.concat();
        entries.sort_by_key(|entry| entry.meta.name);
        Self { entries }
    }

    /// All rules, in the order of their names.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rule of exactly that name.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&name, |entry| entry.meta.name).ok()?;
        Some(&self.entries[at])
    }

    /// The rules that go by `name`: the one of that name, or all that have it as an alias.
    pub fn find<'r>(&'r self, name: &str) -> impl Iterator<Item = &'r Entry> + use<'r> {
        let name = name.to_owned();
        self.entries.iter().filter(move |entry| entry.meta.is_called(&name))
    }

    /// A name or alias that is like `name`. Another code (`DL3006`) is not like one: it is something else.
    pub fn suggest(&self, name: &str) -> Option<&'static str> {
        let digits = name.trim_start_matches(|character: char| character.is_ascii_alphabetic());
        if digits.len() < name.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let names = self.entries.iter().flat_map(|entry| {
            std::iter::once(entry.meta.name).chain(entry.meta.aliases.iter().map(|alias| alias.name))
        });
        suggest(name, names)
    }
}
