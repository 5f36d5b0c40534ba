//! Comments that silence rules: layerwise's own, hadolint's and `BuildKit`'s.

mod check_option;
mod comment;

use build::Build;
use text::TextRange;

use crate::{Diagnostic, Meta, Preset, Registry, Tool};

pub(crate) use check_option::EXPERIMENTAL;
pub(crate) use comment::read as comments;

/// A comment that silences rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The comment, from its `#` to the end of its line.
    pub range: TextRange,
    /// Whose words it is written in.
    pub dialect: Dialect,
    /// What it speaks of: findings that begin in this range. `None` when nothing follows the comment.
    pub scope: Option<TextRange>,
    /// The rules that it names, by name or alias, in order.
    pub names: Vec<Name>,
    /// What keeps it from being understood.
    pub trouble: Option<String>,
}

/// Whose words a suppression is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `# layerwise ignore=…`.
    Layerwise,
    /// `# hadolint ignore=…`.
    Hadolint,
    /// `# check=skip=…` in front of an instruction.
    CheckComment,
    /// `# check=skip=…` at the top of the file.
    CheckDirective,
    /// `# check=experimental=…`, which turns rules on.
    Experimental,
}

impl Dialect {
    /// The tool whose words they are; `None` for layerwise's own.
    pub fn tool(self) -> Option<Tool> {
        match self {
            Self::Layerwise => None,
            Self::Hadolint => Some(Tool::Hadolint),
            Self::CheckComment | Self::CheckDirective | Self::Experimental => Some(Tool::Buildkit),
        }
    }
}

/// A rule named in a suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Where it stands.
    pub range: TextRange,
    /// As written: a rule's name, an alias, or `all` in `BuildKit`'s comments.
    pub text: String,
    /// What became of it.
    pub state: State,
}

/// What became of a name in a suppression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It silenced something.
    Used,
    /// The rule ran, and there was nothing to silence.
    Unused,
    /// The rule is off, so it is not known whether there was something to silence.
    NotRun,
    /// No rule has that name.
    Unknown {
        /// A name that is like it.
        close: Option<&'static str>,
    },
}

/// All suppressions of a file.
#[derive(Debug)]
pub(crate) struct Suppressions {
    all: Vec<Suppression>,
    /// Whether `# check=error=true` makes the build fail when one of `BuildKit`'s checks finds something.
    fatal: bool,
}

impl Suppressions {
    /// Reads the comments and directives of `build`'s file. A preset that repeats a tool's findings does not hear what is
    /// written for other tools, for that tool does not either.
    pub fn read(build: &Build, preset: Preset) -> Self {
        let heard = |dialect: Dialect| {
            let tools = preset.tools();
            tools.is_empty() || dialect.tool().is_none_or(|tool| tools.contains(&tool))
        };
        let check_option::Checks { suppressions: mut all, fatal } = check_option::read(build);
        all.extend(comment::read(build));
        all.retain(|suppression| heard(suppression.dialect));
        all.sort_by_key(|suppression| suppression.range);
        Self { all, fatal }
    }

    /// Whether a comment silences `diagnostic`. Every comment that does is marked as used.
    pub fn silence(&mut self, diagnostic: &Diagnostic, meta: &Meta) -> bool {
        let mut silenced = false;
        for suppression in &mut self.all {
            if suppression.dialect == Dialect::Experimental || !suppression.speaks_of(diagnostic, meta) {
                continue;
            }
            let dialect = suppression.dialect;
            for name in suppression.names.iter_mut().filter(|name| names_it(dialect, &name.text, diagnostic, meta)) {
                name.state = State::Used;
                silenced = true;
            }
        }
        silenced
    }

    /// Whether `# check=experimental=…` turns on what found `diagnostic`.
    pub fn turns_on(&self, diagnostic: &Diagnostic, meta: &Meta) -> bool {
        self.all
            .iter()
            .filter(|suppression| suppression.dialect == Dialect::Experimental)
            .filter(|suppression| suppression.scope.is_some_and(|scope| scope.touches(diagnostic.range.start)))
            .any(|suppression| {
                suppression.names.iter().any(|name| names_it(suppression.dialect, &name.text, diagnostic, meta))
            })
    }

    /// Whether the file asks for the build to fail on `diagnostic`.
    pub fn makes_fatal(&self, diagnostic: &Diagnostic, meta: &Meta) -> bool {
        self.fatal && diagnostic.aliases(meta).any(|alias| alias.tool == Tool::Buildkit)
    }

    /// The suppressions, with the state of each name. `ran` tells whether a rule was on.
    pub fn judge(mut self, registry: &Registry, ran: impl Fn(&Meta) -> bool) -> Vec<Suppression> {
        self.all.retain(|suppression| suppression.dialect != Dialect::Experimental);
        for name in self.all.iter_mut().flat_map(|suppression| &mut suppression.names) {
            if name.state == State::Used || name.text == "all" {
                continue;
            }
            let mut rules = registry.find(&name.text).peekable();
            name.state = if rules.peek().is_none() {
                State::Unknown { close: registry.suggest(&name.text) }
            } else if rules.all(|rule| ran(&rule.meta)) {
                State::Unused
            } else {
                State::NotRun
            };
        }
        self.all
    }
}

impl Suppression {
    /// Whether `diagnostic` lies where this speaks.
    fn speaks_of(&self, diagnostic: &Diagnostic, meta: &Meta) -> bool {
        let Some(scope) = self.scope else { return false };
        let here = scope.touches(diagnostic.range.start);
        let decided_here = diagnostic.decided_at.map(|range| scope.touches(range.start));
        match self.dialect {
            Dialect::CheckComment => decided_here.unwrap_or(here) && !check_option::is_file_wide(meta),
            Dialect::CheckDirective => !check_option::is_experimental(meta),
            _ => here || decided_here == Some(true),
        }
    }
}

/// Whether `name` means the rule of `diagnostic`, or the alias that this finding goes by. In `BuildKit`'s comments `all`
/// means its checks, and their names are those in exactly that case.
fn names_it(dialect: Dialect, name: &str, diagnostic: &Diagnostic, meta: &Meta) -> bool {
    if name == "all" {
        return meta.aliases.iter().any(|alias| alias.tool == Tool::Buildkit);
    }
    let of_buildkit = matches!(dialect, Dialect::CheckComment | Dialect::CheckDirective | Dialect::Experimental);
    let exact = !of_buildkit || name == meta.name || diagnostic.aliases(meta).any(|alias| alias.name == name);
    exact && diagnostic.is_called(name, meta)
}
