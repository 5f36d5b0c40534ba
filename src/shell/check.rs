//! `ShellCheck`'s checks inside a script, as shuck's linter reproduces them, and a few that it lacks. With `shuck`, the only
//! module that knows it.

mod besides;
mod simple;

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shuck_linter::{
    AnalysisRequest, LinterSettings, Rule, ShellCheckCodeMap, ShellCheckLevel, ShellDialect, rule_metadata,
};
use shuck_parser::parser::Parser;
use text::{Joined, TextRange};

use crate::Dialect;
use crate::shellcheck::{in_script, prelude};
use crate::shuck::{in_ascii, takes_too_long};

pub use crate::shellcheck::{Finding, Severity};

/// Looks for a chosen set of faults. Made once: the choice costs more than a check.
///
/// It remembers what it found in which text. In an editor nearly all scripts of a file are those of a moment ago, and a
/// check costs more than everything else that is done with them.
#[derive(Clone, Debug)]
pub struct Checker {
    settings: LinterSettings,
    codes: Vec<(Rule, u32)>,
    /// The codes among those that shuck's linter lacks.
    besides: Vec<u32>,
    memory: Arc<Mutex<Memory>>,
}

/// Quotes, dashes and blanks beyond ASCII that are taken for others.
const LOOK_ALIKES: [char; 10] = [
    '\u{a0}', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2018}', '\u{2019}', '\u{201c}',
    '\u{201d}',
];

/// What was found, by what stands in front of the script and the script itself.
type Memory = HashMap<(Dialect, String), Arc<[Finding]>>;

/// With more scripts than this, what is remembered is forgotten: no file has as many.
const MOST_REMEMBERED: usize = 512;

/// With more places than this where a command may end, a script is not looked at: some of the checks compare every command with
/// every other. The longest script in thousands of real files has three hundred.
const MOST_ENDS: usize = 3_000;

/// Whether `script` is too simple for a fault that is one whatever its variables hold: [`Checker`] would find none. For other
/// faults, such as a variable without quotes, it has to be asked.
pub fn is_simple(script: &Joined, dialect: &Dialect) -> bool {
    matches!(dialect, Dialect::Sh | Dialect::Bash) && simple::is_simple(script.text(), dialect)
}

impl Checker {
    /// A checker for the codes that `wanted` names. What has no `ShellCheck` number is never looked for.
    pub fn new(wanted: impl Fn(u32) -> bool) -> Self {
        let map = ShellCheckCodeMap::default();
        let codes: Vec<_> = Rule::iter()
            .filter_map(|rule| map.code_for_rule(rule).map(|code| (rule, code)))
            .filter(|(_, code)| wanted(*code))
            .collect();
        let mut settings = LinterSettings::for_rules(codes.iter().map(|(rule, _)| *rule));
        settings.resolve_source_closure = false;
        let besides = besides::CODES.into_iter().filter(|code| wanted(*code)).collect();
        Self { settings, codes, besides, memory: Arc::default() }
    }

    /// What is wrong in `script`, in which the variables in `known` are set to values that nobody knows.
    /// Nothing for a dialect that is no shell.
    pub fn check<'n>(
        &self,
        script: &Joined,
        dialect: &Dialect,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Vec<Finding> {
        let prelude = prelude(known);
        let found = self.remembered(dialect, format!("{prelude}{}", script.text()));
        found.iter().filter_map(|found| in_script(found, script, prelude.len() as u32)).collect()
    }

    /// What is wrong in `source`; places are those of `source`.
    fn remembered(&self, dialect: &Dialect, source: String) -> Arc<[Finding]> {
        let key = (dialect.clone(), source);
        if let Some(found) = self.memory().get(&key) {
            return found.clone();
        }
        let found: Arc<[Finding]> = self.look(dialect, &key.1).into();
        let mut memory = self.memory();
        if memory.len() >= MOST_REMEMBERED {
            memory.clear();
        }
        memory.insert(key, found.clone());
        found
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, dialect: &Dialect, source: &str) -> Vec<Finding> {
        let ends = source.bytes().filter(|byte| matches!(byte, b';' | b'\n' | b'&' | b'|' | b'(' | b'`'));
        let Some(shuck) = shuck_dialect(dialect).filter(|_| ends.count() <= MOST_ENDS && !takes_too_long(source))
        else {
            return Vec::new();
        };
        // There are checks about quotes and blanks that only look like those of a shell.
        let source =
            if source.is_ascii() || source.contains(LOOK_ALIKES) { Cow::Borrowed(source) } else { in_ascii(source) };
        // The checks are not ours. A script that they stumble over has no finding.
        panic::catch_unwind(AssertUnwindSafe(|| self.look_at(dialect, shuck, &source))).unwrap_or_default()
    }

    fn look_at(&self, dialect: &Dialect, shuck: ShellDialect, source: &str) -> Vec<Finding> {
        let mut settings = self.settings.clone();
        settings.shell = shuck;
        let parsed = Parser::with_dialect(source, shuck.parser_dialect()).parse();
        let request = AnalysisRequest::from_parse_result(&parsed, source, &settings);
        // Looking for comments that silence costs more than the checks.
        let request = if source.contains("shellcheck") { request } else { request.without_suppressions() };
        let mut found: Vec<Finding> = request.lint().iter().filter_map(|found| self.finding(found)).collect();
        found.extend(besides::look(dialect, source, &self.besides));
        found
    }

    fn finding(&self, found: &shuck_linter::Diagnostic) -> Option<Finding> {
        let (rule, code) = *self.codes.iter().find(|(rule, _)| *rule == found.rule)?;
        let severity = match rule_metadata(rule).and_then(|metadata| metadata.shellcheck_level) {
            Some(ShellCheckLevel::Error) => Severity::Error,
            Some(ShellCheckLevel::Warning) => Severity::Warning,
            Some(ShellCheckLevel::Info) | None => Severity::Info,
            Some(ShellCheckLevel::Style) => Severity::Style,
        };
        let (start, end) = (found.span.start.offset() as u32, found.span.end.offset() as u32);
        Some(Finding { code, severity, range: TextRange::new(start, end.max(start)), message: found.message.clone() })
    }
}

fn shuck_dialect(dialect: &Dialect) -> Option<ShellDialect> {
    match dialect {
        Dialect::Sh => Some(ShellDialect::Sh),
        Dialect::Bash => Some(ShellDialect::Bash),
        Dialect::Ksh => Some(ShellDialect::Ksh),
        Dialect::Zsh => Some(ShellDialect::Zsh),
        Dialect::PowerShell | Dialect::Cmd | Dialect::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(script: &str, dialect: &Dialect, known: &[&str]) -> Vec<(u32, TextRange)> {
        let checker = Checker::new(|_| true);
        let found = checker.check(&Joined::of(script, 100), dialect, known.iter().copied());
        found.into_iter().map(|finding| (finding.code, finding.range)).collect()
    }

    #[test]
    fn a_known_variable_has_an_unknown_value() {
        assert_eq!(codes("rm $DIR", &Dialect::Sh, &["DIR"]), [(2086, TextRange::new(103, 107))]);
    }

    #[test]
    fn every_finding_of_a_script_is_told() {
        let found = codes("echo $(date) $foo; cd /x", &Dialect::Sh, &["foo"]);
        assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [2046, 2086, 2164]);
    }

    #[test]
    fn the_same_script_elsewhere_is_found_wrong_there() {
        let checker = Checker::new(|_| true);
        let places = [100, 200].map(|at| checker.check(&Joined::of("rm $DIR", at), &Dialect::Sh, ["DIR"])[0].range);
        assert_eq!(places, [TextRange::new(103, 107), TextRange::new(203, 207)]);
    }

    #[test]
    fn an_enormous_script_is_not_looked_at() {
        let lines = |count| codes(&"rm $DIR\n".repeat(count), &Dialect::Sh, &["DIR"]).len();
        assert_eq!((lines(1_000), lines(5_000)), (1_000, 0));
    }

    #[test]
    fn the_dialect_decides() {
        assert_eq!(codes("[[ -n x ]]", &Dialect::Bash, &[]), []);
        assert_eq!(codes("[[ -n x ]]", &Dialect::Sh, &[])[0].0, 3010);
        assert_eq!(codes("[[ -n x ]]", &Dialect::PowerShell, &[]), []);
    }
}
