//! A sorted map of which many versions live at once: one that is made from another shares with it all that is equal.
//!
//! A step keeps the variables that it sees, and there may be as many steps as variables. So a copy costs nothing, a change
//! a way from the root to a leaf, and what differs between two maps is found without a look at what is equal: every node
//! knows the [`Sum`] of what is below it. It is a treap whose weights are hashes of the keys, which makes equal maps equal
//! trees, however they came about.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::key::Sum;

/// A value that is part of a sum.
pub(crate) trait Part {
    /// Its own part.
    fn sum(&self) -> Sum;
}

/// The map.
#[derive(Clone, Debug)]
pub(crate) struct Tree<K, V>(Option<Arc<Node<K, V>>>);

#[derive(Clone, Debug)]
struct Node<K, V> {
    key: K,
    value: V,
    weight: u64,
    sum: Sum,
    count: usize,
    less: Tree<K, V>,
    more: Tree<K, V>,
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: Ord + Hash + Clone, V: Part + Clone> Tree<K, V> {
    /// The value at `key`.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let mut tree = self;
        while let Some(node) = &tree.0 {
            match key.cmp(node.key.borrow()) {
                Ordering::Less => tree = &node.less,
                Ordering::Greater => tree = &node.more,
                Ordering::Equal => return Some(&node.value),
            }
        }
        None
    }

    /// The last entry in front of `key`.
    pub fn before(&self, key: &K) -> Option<&V> {
        let (mut tree, mut found) = (self, None);
        while let Some(node) = &tree.0 {
            if node.key < *key {
                (tree, found) = (&node.more, Some(&node.value));
            } else {
                tree = &node.less;
            }
        }
        found
    }

    /// The first entry behind `key`.
    pub fn after(&self, key: &K) -> Option<&V> {
        let (mut tree, mut found) = (self, None);
        while let Some(node) = &tree.0 {
            if node.key > *key {
                (tree, found) = (&node.less, Some(&node.value));
            } else {
                tree = &node.more;
            }
        }
        found
    }

    /// The first entry.
    pub fn first(&self) -> Option<&V> {
        let mut node = self.0.as_ref()?;
        while let Some(less) = &node.less.0 {
            node = less;
        }
        Some(&node.value)
    }

    /// The last entry.
    pub fn last(&self) -> Option<&V> {
        let mut node = self.0.as_ref()?;
        while let Some(more) = &node.more.0 {
            node = more;
        }
        Some(&node.value)
    }

    /// What all values come to together.
    pub fn sum(&self) -> Sum {
        self.0.as_ref().map_or(Sum::default(), |node| node.sum)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |node| node.count)
    }

    /// All values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        // Of each node its left side is done with, or on top.
        let mut open: Vec<&Node<K, V>> = Vec::new();
        let mut tree = self;
        std::iter::from_fn(move || {
            while let Some(node) = &tree.0 {
                open.push(node);
                tree = &node.less;
            }
            let node = open.pop()?;
            tree = &node.more;
            Some(&node.value)
        })
    }

    /// Puts `value` at `key`, in the place of what was there.
    pub fn insert(&mut self, key: K, value: V) {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.put(key, value, hasher.finish());
    }

    fn put(&mut self, key: K, value: V, weight: u64) {
        match &mut self.0 {
            Some(node) if node.key == key => {
                let node = Arc::make_mut(node);
                node.value = value;
                node.add_up();
            }
            Some(node) if node.weight >= weight => {
                let node = Arc::make_mut(node);
                let side = if key < node.key { &mut node.less } else { &mut node.more };
                side.put(key, value, weight);
                node.add_up();
            }
            _ => {
                let (less, _, more) = std::mem::take(self).split(&key);
                *self = Node { key, value, weight, sum: Sum::default(), count: 0, less, more }.into_tree();
            }
        }
    }

    /// Takes out what is at `key`.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        // What is not there copies no way to it.
        self.get(key)?;
        self.take(key)
    }

    fn take<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        let node = Arc::make_mut(self.0.as_mut()?);
        let taken = match key.cmp(node.key.borrow()) {
            Ordering::Less => node.less.take(key),
            Ordering::Greater => node.more.take(key),
            Ordering::Equal => {
                let value = node.value.clone();
                *self = std::mem::take(&mut node.less).join(std::mem::take(&mut node.more));
                return Some(value);
            }
        };
        node.add_up();
        taken
    }

    /// What is in front of `key`, at it, and behind it.
    fn split(self, key: &K) -> (Self, Option<V>, Self) {
        let Some(node) = self.0 else { return (Self(None), None, Self(None)) };
        let mut node = Arc::unwrap_or_clone(node);
        match key.cmp(&node.key) {
            Ordering::Equal => (node.less, Some(node.value), node.more),
            Ordering::Less => {
                let (less, at, between) = node.less.split(key);
                node.less = between;
                (less, at, node.into_tree())
            }
            Ordering::Greater => {
                let (between, at, more) = node.more.split(key);
                node.more = between;
                (node.into_tree(), at, more)
            }
        }
    }

    /// Both, of which `more` stands behind.
    fn join(self, more: Self) -> Self {
        match (self.0, more.0) {
            (Some(less), Some(more)) if less.weight >= more.weight => {
                let mut less = Arc::unwrap_or_clone(less);
                less.more = less.more.join(Self(Some(more)));
                less.into_tree()
            }
            (Some(less), Some(more)) => {
                let mut more = Arc::unwrap_or_clone(more);
                more.less = Self(Some(less)).join(more.less);
                more.into_tree()
            }
            (less, more) => Self(less.or(more)),
        }
    }

    /// Adds to `found` all keys that are in one of two maps only, or whose values differ.
    pub fn differences(&self, other: &Self, found: &mut Vec<K>) {
        match (&self.0, &other.0) {
            _ if self.sum() == other.sum() => {}
            (Some(node), _) => {
                let (less, at, more) = other.clone().split(&node.key);
                node.less.differences(&less, found);
                if at.is_none_or(|at| at.sum() != node.value.sum()) {
                    found.push(node.key.clone());
                }
                node.more.differences(&more, found);
            }
            (None, Some(_)) => other.differences(self, found),
            (None, None) => {}
        }
    }
}

impl<K: Ord + Hash + Clone, V: Part + Clone> Node<K, V> {
    fn add_up(&mut self) {
        self.sum = self.value.sum() + self.less.sum() + self.more.sum();
        self.count = 1 + self.less.len() + self.more.len();
    }

    fn into_tree(mut self) -> Tree<K, V> {
        self.add_up();
        Tree(Some(Arc::new(self)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::key::KeyOf;

    impl Part for u32 {
        fn sum(&self) -> Sum {
            KeyOf::new("number").bytes(&self.to_le_bytes()).done().into()
        }
    }

    #[test]
    fn it_is_a_sorted_map_whose_older_versions_stay() {
        let (mut tree, mut map) = (Tree::default(), BTreeMap::new());
        let mut versions = Vec::new();
        for step in 0..600_u32 {
            let key = step.wrapping_mul(2_654_435_761) % 97;
            if step % 5 == 4 {
                assert_eq!(tree.remove(&key), map.remove(&key));
            } else {
                tree.insert(key, step);
                map.insert(key, step);
            }
            versions.push((tree.clone(), map.clone()));
        }
        for (tree, map) in &versions {
            for key in 0..98 {
                assert_eq!(tree.get(&key), map.get(&key));
                assert_eq!(tree.before(&key), map.range(..key).next_back().map(|(_, value)| value));
                assert_eq!(tree.after(&key), map.range(key + 1..).next().map(|(_, value)| value));
            }
            assert!(tree.values().eq(map.values()) && tree.len() == map.len());
            assert_eq!((tree.first(), tree.last()), (map.values().next(), map.values().next_back()));
        }
        for ((tree, map), (other_tree, other_map)) in versions.iter().zip(versions.iter().rev()) {
            let mut found = Vec::new();
            tree.differences(other_tree, &mut found);
            let expected: Vec<u32> = (0..98).filter(|key| map.get(key) != other_map.get(key)).collect();
            found.sort_unstable();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn equal_maps_have_equal_sums_however_they_came_about() {
        let of = |keys: &[u32]| {
            let mut tree = Tree::default();
            for key in keys {
                tree.insert(*key, *key);
            }
            tree
        };
        let mut more = of(&[3, 1, 2, 9]);
        assert_ne!(more.sum(), of(&[1, 2, 3]).sum());
        more.remove(&9);
        assert_eq!(more.sum(), of(&[1, 2, 3]).sum());
    }

    #[test]
    fn versions_share_what_is_equal_in_them() {
        let mut tree = Tree::default();
        let versions: Vec<Tree<u32, u32>> = (0..2000)
            .map(|number| {
                tree.insert(number, number);
                tree.clone()
            })
            .collect();
        let mut nodes = std::collections::HashSet::new();
        for version in &versions {
            let mut open: Vec<&Arc<Node<u32, u32>>> = version.0.iter().collect();
            while let Some(node) = open.pop() {
                if nodes.insert(Arc::as_ptr(node)) {
                    open.extend(node.less.0.iter().chain(&node.more.0));
                }
            }
        }
        // Of maps that share nothing there were two million.
        assert!(nodes.len() < 2000 * 30, "{} nodes", nodes.len());
    }
}
