//! What the key of a step is made of.

use std::sync::Arc;

use crate::content::Taken;
use crate::environment::Environment;
use crate::key::{Key, KeyOf};
use crate::names::Names;
use crate::value::Ident;

/// What a step builds on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    /// Its definition, if a step that runs again makes something new.
    pub sure: Key,
    /// Its definition, if what is taken from stages that run again comes out byte-identical.
    pub hopeful: Key,
}

impl Root {
    /// A definition in which nothing is in doubt.
    pub fn certain(key: Key) -> Self {
        Self { sure: key, hopeful: key }
    }
}

/// What of the things in force counts for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Nothing: FROM, COPY, ADD.
    Nothing,
    /// Who owns what is made: WORKDIR.
    Owner,
    /// Environment, directory and user: RUN.
    All,
}

/// What the key of a step is made of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// What it builds on; `None` for a FROM and for a linked copy, which stand on nothing.
    pub root: Option<Root>,
    /// Whether it is merged onto what was there before: `COPY --link`.
    pub linked: bool,
    /// Its text: arguments and flags, variables replaced.
    pub operation: Key,
    /// The shell in front of a RUN's line. It is in the operation already; here it is for the explanation.
    pub shell: Option<Key>,
    /// Which of the next three are in the key.
    pub counts: Counts,
    /// The variables that it sees.
    pub environment: Arc<Environment>,
    /// The ARGs in force, with a value or without.
    pub arguments: Names,
    /// Where it works.
    pub directory: Ident,
    /// Who runs it, or owns what it makes.
    pub user: Ident,
    /// Build arguments that count without being declared.
    pub settings: Vec<(&'static str, Option<Ident>)>,
    /// What it takes by content, in order.
    pub takes: Vec<Taken>,
}

impl Parts {
    /// The key.
    pub fn keys(&self) -> Root {
        let in_force = match self.counts {
            Counts::Nothing => Vec::new(),
            Counts::Owner => vec![self.user.key()],
            Counts::All => vec![self.user.key(), self.directory.key(), self.environment.key()],
        };
        let key = |root: Option<Key>, takes: &dyn Fn(&Taken) -> Key| {
            let key =
                in_force.iter().fold(KeyOf::new("step").keys(root).key(self.operation), |key, part| key.key(*part));
            let settings = self.settings.iter().map(|(_, value)| value.as_ref().map(Ident::key));
            let key = settings.fold(key, KeyOf::keys);
            key.keys(self.takes.iter().map(takes)).done()
        };
        let sure = key(self.root.map(|root| root.sure), &|taken| taken.sure);
        let doubtful = self.root.is_some_and(|root| root.sure != root.hopeful)
            || self.takes.iter().any(|taken| taken.sure != taken.hopeful);
        let hopeful = if doubtful { key(self.root.map(|root| root.hopeful), &|taken| taken.hopeful) } else { sure };
        Root { sure, hopeful }
    }
}

/// A step that is executed.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub parts: Parts,
    pub keys: Root,
}
