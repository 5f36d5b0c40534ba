//! YAML (and so JSON) as a tree whose parts know their place.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, Span};
use text::TextRange;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where it is written; for an alias, where the anchor's value is.
    pub range: TextRange,
    /// What it is.
    pub value: Value,
    /// How it is laid over others, if it says so.
    pub tag: Option<Tag>,
}

/// The tags of Compose files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// `!reset`: what it is laid over goes, and nothing comes.
    Reset,
    /// `!override`: what it is laid over goes.
    Override,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Text, a number, a truth value: all as text.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in order.
    Map(Vec<(Node, Node)>),
}

/// Aliases may make a small file stand for a huge tree; no real file comes near this many nodes.
const MOST_NODES: usize = 200_000;

/// So deep nobody writes lists in lists.
const DEEPEST: usize = 128;

impl Node {
    /// The first document of `text`; `None` if it is not YAML.
    pub fn read(text: &str) -> Option<Self> {
        Reader { parser: Parser::new_from_str(text), anchors: HashMap::new(), nodes: 0, depth: 0 }.document()
    }

    /// The value of `key`, also when it comes through a merge key (`<<: *base`).
    pub fn get(&self, key: &str) -> Option<&Self> {
        let entries = self.entries();
        let own = entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value);
        own.or_else(|| {
            let (_, merged) = entries.iter().find(|(name, _)| name.text() == Some("<<"))?;
            match &merged.value {
                Value::List(bases) => bases.iter().find_map(|base| base.get(key)),
                _ => merged.get(key),
            }
        })
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a map; none for all else.
    pub fn entries(&self) -> &[(Self, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries of a map with those that come through merge keys; what is its own comes first and counts.
    pub fn merged_entries(&self) -> Vec<(&Self, &Self)> {
        let (mut entries, mut seen) = (Vec::new(), HashSet::new());
        self.collect_entries(&mut entries, &mut seen);
        entries
    }

    fn collect_entries<'n>(&'n self, entries: &mut Vec<(&'n Self, &'n Self)>, seen: &mut HashSet<&'n str>) {
        let is_merge = |name: &Self| name.text() == Some("<<");
        let own = self.entries().iter().filter(|(name, _)| !is_merge(name));
        entries.extend(
            own.filter(|(name, _)| name.text().is_none_or(|text| seen.insert(text))).map(|(name, value)| (name, value)),
        );
        for (_, merged) in self.entries().iter().filter(|(name, _)| is_merge(name)) {
            match &merged.value {
                Value::List(bases) => bases.iter().for_each(|base| base.collect_entries(entries, seen)),
                _ => merged.collect_entries(entries, seen),
            }
        }
    }

    /// The items of a list; none for all else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    fn count(&self) -> usize {
        1 + match &self.value {
            Value::Scalar(_) => 0,
            Value::List(items) => items.iter().map(Self::count).sum(),
            Value::Map(entries) => entries.iter().map(|(key, value)| key.count() + value.count()).sum(),
        }
    }
}

/// Builds the tree from the parser's events.
struct Reader<'t> {
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn document(mut self) -> Option<Node> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::StreamEnd | Event::DocumentEnd, _) => return None,
                (event, span) => return self.node(event, span),
            }
        }
    }

    /// The next event that belongs to the tree.
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        loop {
            let (event, span) = self.parser.next_event()?.ok()?;
            if !matches!(event, Event::Comment(..) | Event::Anchor(..)) {
                return Some((event, span));
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span) -> Option<Node> {
        self.nodes += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let start = span.byte_range()?;
        let tag = match event.tag().map(granit_parser::Tag::original_parts) {
            Some(("!", "reset")) => Some(Tag::Reset),
            Some(("!", "override")) => Some(Tag::Override),
            _ => None,
        };
        let (value, anchor) = match event {
            Event::Scalar(text, _, anchor, _) => (Value::Scalar(text.into_owned()), anchor),
            Event::SequenceStart(_, anchor, _) => (Value::List(self.items()?), anchor),
            Event::MappingStart(_, anchor, _) => (Value::Map(self.entries()?), anchor),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor)?.clone();
                self.nodes += node.count();
                self.depth -= 1;
                return (self.nodes < MOST_NODES).then_some(node);
            }
            _ => return None,
        };
        self.depth -= 1;
        let node = Node { range: TextRange::new(start.start as u32, start.end as u32), value, tag };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Some(node)
    }

    fn items(&mut self) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(items),
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn entries(&mut self) -> Option<Vec<(Node, Node)>> {
        let mut entries = Vec::new();
        loop {
            match self.next()? {
                (Event::MappingEnd, _) => return Some(entries),
                (event, span) => {
                    let key = self.node(event, span)?;
                    let (event, span) = self.next()?;
                    entries.push((key, self.node(event, span)?));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_know_their_place() {
        let text = "a:\n  é: [x, \"y\"]\n";
        let root = Node::read(text).unwrap();
        let list = root.get("a").unwrap().get("é").unwrap();
        let places: Vec<&str> = list.items().iter().map(|item| &text[item.range]).collect();
        assert_eq!(places, ["x", "\"y\""]);
    }

    #[test]
    fn merge_keys_are_looked_through() {
        let text =
            "x-base: &base\n  context: ./app\nservices:\n  web:\n    build:\n      <<: *base\n      target: dev\n";
        let root = Node::read(text).unwrap();
        let build = root.get("services").unwrap().get("web").unwrap().get("build").unwrap();
        assert_eq!(build.get("context").and_then(Node::text), Some("./app"));
        assert_eq!(build.get("target").and_then(Node::text), Some("dev"));
    }

    #[test]
    fn entries_come_through_merge_keys_too() {
        let root = Node::read("b: &b {x: 1, y: 2}\na:\n  <<: *b\n  x: 3\n").unwrap();
        let entries = root.get("a").unwrap().merged_entries();
        let texts: Vec<_> = entries.iter().filter_map(|(name, value)| name.text().zip(value.text())).collect();
        assert_eq!(texts, [("x", "3"), ("y", "2")]);
    }

    #[test]
    fn text_that_is_not_yaml_is_nothing() {
        assert!(Node::read("a: [").is_none());
        assert!(Node::read(&"- ".repeat(100_000)).is_none());
        assert!(Node::read("").is_none());
    }

    #[test]
    fn aliases_of_aliases_come_to_an_end() {
        use std::fmt::Write as _;
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            writeln!(text, "a{level}: &a{level} [{}]", before.trim_end_matches(", ")).unwrap();
        }
        assert!(Node::read(&text).is_none());
    }
}
