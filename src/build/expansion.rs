//! Words with their variables replaced, as a step sees them.

use syntax::expand::{self, Environment};
use syntax::{Dockerfile, Escape, Heredoc, Word};

use crate::steps::Step;
use crate::{Value, World};

impl Value {
    /// The value in the terms of `syntax::expand`.
    pub(crate) fn as_expand(&self) -> expand::Value<'_> {
        match self {
            Self::Known(value) => expand::Value::Known(value),
            Self::Unset => expand::Value::Unset,
            Self::Unknown => expand::Value::Unknown,
        }
    }
}

/// `text` with its variables replaced; `None` when that is an error or depends on what is not known.
///
/// A plain `$name` without a value is not known either, unless the world is bare: a `--build-arg` may give it one. In `${name:-default}` it counts
/// as unset, as its writer meant it.
pub(crate) fn expand_text(
    text: &str,
    file: &Dockerfile,
    world: World,
    environment: &Environment<'_>,
) -> Option<String> {
    let escape = file.escape;
    if !needs_expansion(text, escape) {
        return Some(text.to_owned());
    }
    let expansion = expand::expand(text, escape, environment).ok()?;
    let open = |variable: &expand::Variable| {
        variable.operator.is_none() && environment(&variable.name) == expand::Value::Unset
    };
    if world == World::Unknown && expansion.variables.iter().any(open) { None } else { expansion.text }
}

/// Whether anything in `text` is other than it looks.
pub(crate) fn needs_expansion(text: &str, escape: Escape) -> bool {
    let special = |byte| matches!(byte, b'$' | b'"' | b'\'') || char::from(byte) == escape.char();
    text.bytes().any(special)
}

impl Step<'_> {
    /// `word` with quotes and escapes removed and variables replaced; `None` when that depends on what is not known.
    /// Only for words that `BuildKit` expands: it leaves the command of a RUN to the shell.
    pub fn expand(self, word: &Word) -> Option<String> {
        self.expand_text(&word.text)
    }

    /// As [`Step::expand`], for a text that is no word of its own, such as a field of a mount.
    pub fn expand_text(self, text: &str) -> Option<String> {
        expand_text(text, &self.build().parse().file, self.build().options().world, &|name| self.value_of(name))
    }

    /// As [`Step::expand`], split at the white space that values bring in, as EXPOSE reads its words.
    pub fn expand_words(self, word: &Word) -> Option<Vec<String>> {
        let escape = self.build().parse().file.escape;
        if !needs_expansion(&word.text, escape) {
            return Some(word.text.split_whitespace().map(str::to_owned).collect());
        }
        // What is known as a text is known as words.
        self.expand(word)?;
        expand::expand(&word.text, escape, &|name| self.value_of(name)).ok()?.words
    }

    /// The body of a heredoc of COPY or ADD as the file that it becomes; `None` when that depends on what is not known.
    pub fn expand_body(self, heredoc: &Heredoc) -> Option<String> {
        let body = self.build().file().slice(heredoc.body);
        let body = if heredoc.chomp { without_tabs(body) } else { body.to_owned() };
        if !heredoc.expand {
            return Some(body);
        }
        expand::expand_body(&body, &|name| self.value_of(name)).ok()?.text
    }

    /// What the step knows of the variable `name`.
    pub(crate) fn value_of(&self, name: &str) -> expand::Value<'_> {
        let data = self.data();
        self.build.model.value(data.stage, data.variables, name)
    }
}

/// Every line without its leading tabs, as `<<-` has them.
pub(crate) fn without_tabs(body: &str) -> String {
    body.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}
