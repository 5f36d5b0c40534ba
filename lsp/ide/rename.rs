//! Another name for a stage, a variable or a heredoc, everywhere at once.

use text::Edit;

use crate::ide::snapshot::Snapshot;
use crate::ide::symbol::{self, Symbol};

/// The name of `symbol` as it is declared; `None` for one without a name that could be changed.
pub fn name(snapshot: &Snapshot, symbol: &Symbol) -> Option<String> {
    match symbol {
        Symbol::Stage(id) => Some(snapshot.build().stage(*id).from_words()?.name.as_ref()?.text.clone()),
        Symbol::Variable(name, _) => Some(name.clone()),
        Symbol::Heredoc(instruction, index) => {
            Some(snapshot.instructions().get(*instruction)?.heredocs.get(*index)?.name.clone())
        }
    }
}

/// The edits that give `symbol` the name `new`. The error says why it can't have that.
pub fn rename(snapshot: &Snapshot, symbol: &Symbol, new: &str) -> Result<Vec<Edit>, String> {
    let old = name(snapshot, symbol).ok_or("it has no name")?;
    if !is_valid(symbol, new) {
        return Err(format!("`{new}` is no name for {}", noun(symbol)));
    }
    if new != old && is_taken(snapshot, symbol, new) {
        return Err(format!("there is {} `{new}` already", noun(symbol)));
    }
    // A stage that is referred to by its number keeps that.
    let named = |text: &str| text.eq_ignore_ascii_case(&old);
    let found = symbol::occurrences(snapshot, symbol).into_iter();
    let named = found.filter(|occurrence| named(snapshot.file().slice(occurrence.range)));
    Ok(named.map(|occurrence| Edit::replace(occurrence.range, new)).collect())
}

fn noun(symbol: &Symbol) -> &'static str {
    match symbol {
        Symbol::Stage(_) => "a stage",
        Symbol::Variable(..) => "a variable",
        Symbol::Heredoc(..) => "a heredoc",
    }
}

fn is_valid(symbol: &Symbol, new: &str) -> bool {
    let letter = new.starts_with(|first: char| first.is_ascii_alphabetic());
    let only = |more: &str| new.chars().all(|char| char.is_ascii_alphanumeric() || more.contains(char));
    match symbol {
        // moby/buildkit `instructions/parse.go`: validStageName.
        Symbol::Stage(_) => letter && only("-_."),
        Symbol::Variable(..) => (letter || new.starts_with('_')) && only("_"),
        Symbol::Heredoc(..) => !new.is_empty() && only("-_."),
    }
}

fn is_taken(snapshot: &Snapshot, symbol: &Symbol, new: &str) -> bool {
    let build = snapshot.build();
    match symbol {
        Symbol::Stage(id) => build.stage_named(new).is_some_and(|stage| stage.id() != *id),
        Symbol::Variable(..) => build.variables().iter().any(|variable| &*variable.name == new),
        Symbol::Heredoc(instruction, _) => {
            snapshot.instructions()[*instruction].heredocs.iter().any(|heredoc| heredoc.name == new)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    fn renamed(text: &str, new: &str) -> Result<String, String> {
        let (snapshot, offset) = at_cursor(text);
        let (symbol, _) = symbol::at(&snapshot, offset).unwrap();
        let edits = rename(&snapshot, &symbol, new)?;
        Ok(text::apply(snapshot.text(), &edits).unwrap())
    }

    #[test]
    fn a_stage_is_renamed_where_it_is_used_by_name() {
        assert_eq!(
            renamed("FROM a AS x<CURSOR>\nFROM b\nCOPY --from=x y y\nCOPY --from=0 z z\n", "deps").as_deref(),
            Ok("FROM a AS deps\nFROM b\nCOPY --from=deps y y\nCOPY --from=0 z z\n")
        );
    }

    #[test]
    fn a_variable_is_renamed_in_words_and_scripts() {
        assert_eq!(
            renamed("ARG V=1\nFROM a:${V}\nARG V<CURSOR>\nRUN echo \"$V\" '$V'\n", "W").as_deref(),
            Ok("ARG W=1\nFROM a:${W}\nARG W\nRUN echo \"$W\" '$V'\n")
        );
    }

    #[test]
    fn a_name_that_cannot_be_is_refused() {
        assert_eq!(renamed("FROM a AS x<CURSOR>\n", "1x").unwrap_err(), "`1x` is no name for a stage");
        assert_eq!(renamed("FROM a AS x<CURSOR>\nFROM b AS y\n", "Y").unwrap_err(), "there is a stage `Y` already");
        assert_eq!(renamed("FROM a\nARG V<CURSOR>\n", "a-b").unwrap_err(), "`a-b` is no name for a variable");
    }
}
