//! Asks every rule that is on, and keeps what no comment silences.

use std::panic::{self, AssertUnwindSafe};

use build::Build;
use text::TextRange;

use crate::settings::{On, Settings};
use crate::suppressions::{EXPERIMENTAL, Suppressions};
use crate::{Check, Diagnostic, Diagnostics, Entry, Group, Level, Meta, Preset, Registry};

/// The rules that are on, with their options set.
pub struct Linter<'r> {
    registry: &'r Registry,
    settings: Settings,
    active: Vec<Active>,
}

/// A rule that is on.
struct Active {
    meta: Meta,
    level: Level,
    rule: Box<dyn Check>,
    /// Whether `BuildKit` runs it only when the file asks for it.
    on_request: bool,
}

impl<'r> Linter<'r> {
    /// The rules of `registry` that are on in `settings`. Options that a rule does not take were refused when the settings
    /// were read; here the rule keeps its defaults.
    pub fn new(registry: &'r Registry, settings: &Settings) -> Self {
        let active = registry.entries().iter().filter_map(|entry| Active::new(entry, settings)).collect();
        Self { registry, settings: settings.clone(), active }
    }

    /// Whether the rule of that name is on.
    pub fn runs(&self, rule: &str) -> bool {
        self.active.iter().any(|active| active.meta.name == rule)
    }

    /// All findings in `build`, by position, then by rule. A rule that panics is reported instead of its findings.
    pub fn check(&self, build: &Build) -> Vec<Diagnostic> {
        let mut suppressions = Suppressions::read(build, self.settings.preset);
        let mut found = self.found(build, &mut suppressions);
        let suppressions = suppressions.judge(self.registry, |meta| self.runs(meta.name));
        // Most files have none.
        let asked: &[Active] = if suppressions.is_empty() { &[] } else { &self.active };
        for active in asked {
            found.extend(active.ask(build, |rule, out| rule.check_suppressions(&suppressions, build, out)));
        }
        if !self.settings.preset.tools().is_empty() {
            for diagnostic in &mut found {
                diagnostic.move_to_instruction(build);
            }
        }
        if build.file().is_lossy() {
            // What is not UTF-8 was lost in reading, so the text can't be written back.
            for diagnostic in &mut found {
                diagnostic.fix = None;
            }
        }
        found.sort_by(|a, b| (a.range, a.rule).cmp(&(b.range, b.rule)));
        found
    }

    /// The findings that a comment can silence: all but those that keep the file from being built, and those about comments.
    pub(crate) fn silenceable(&self, build: &Build) -> Vec<Diagnostic> {
        let refused = |active: &&Active| active.meta.group == Group::Syntax && active.meta.level == Level::Error;
        let refused: Vec<_> = self.active.iter().filter(refused).map(|active| active.meta.name).collect();
        let mut found = self.found(build, &mut Suppressions::read(build, self.settings.preset));
        found.retain(|found| !refused.contains(&found.rule));
        found
    }

    /// What the rules say that look at the file itself, rule by rule, without what `suppressions` silence.
    fn found(&self, build: &Build, suppressions: &mut Suppressions) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = Vec::new();
        for active in &self.active {
            let mut diagnostics = active.ask(build, |rule, out| rule.check(build, out));
            if diagnostics.is_empty() {
                continue;
            }
            for diagnostic in &mut diagnostics {
                let set = self.settings.level_of(diagnostic, &active.meta);
                diagnostic.level = set.unwrap_or(diagnostic.level);
            }
            let kept = diagnostics.into_iter().filter(|diagnostic| {
                let on = self.settings.of_diagnostic(diagnostic, &active.meta) != On::Off;
                let wanted = on && (!active.on_request || suppressions.turns_on(diagnostic, &active.meta));
                wanted && !suppressions.silence(diagnostic, &active.meta)
            });
            let first = found.len();
            found.extend(kept);
            for diagnostic in &mut found[first..] {
                if suppressions.makes_fatal(diagnostic, &active.meta) {
                    diagnostic.level = Level::Error;
                }
            }
        }
        found
    }
}

impl Active {
    fn new(entry: &Entry, settings: &Settings) -> Option<Self> {
        let meta = entry.meta;
        let on = settings.of_rule(&meta);
        if on == On::Off {
            return None;
        }
        let options = settings.options.get(meta.name).cloned().unwrap_or_default();
        let rule =
            entry.make(settings.preset, options).or_else(|_| entry.make(settings.preset, toml::Table::new())).ok()?;
        let experimental = meta.aliases.iter().any(|alias| EXPERIMENTAL.contains(&alias.name));
        let on_request = experimental && on == On::InPreset && settings.preset == Preset::Buildkit;
        Some(Self { meta, level: settings.level(&meta), rule, on_request })
    }

    /// What the rule has to say, or that it panicked.
    fn ask(&self, build: &Build, question: impl FnOnce(&dyn Check, &mut Diagnostics)) -> Vec<Diagnostic> {
        let answer = panic::catch_unwind(AssertUnwindSafe(|| {
            let mut out = Diagnostics::new(&self.meta, self.level);
            question(self.rule.as_ref(), &mut out);
            let found = out.into_found();
            for diagnostic in &found {
                assert_in_file(diagnostic, build.file().text());
            }
            found
        }));
        answer.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
            let message = format!("`{}` could not look at this file: {words}", self.meta.name);
            let mut diagnostic = Diagnostic::new(self.meta.name, Level::Error, TextRange::empty(0), message);
            diagnostic.note("this is a bug in layerwise; all other rules were asked as usual");
            vec![diagnostic]
        })
    }
}

/// Panics when a place of `diagnostic` is not in `text`, so that the rule is reported and nothing after it stumbles.
fn assert_in_file(diagnostic: &Diagnostic, text: &str) {
    let notes = diagnostic.notes.iter().filter_map(|note| note.range);
    let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.range);
    for range in std::iter::once(diagnostic.range).chain(notes).chain(edits) {
        assert!(text.get(range.to_usize()).is_some(), "{range:?} is no range of the file");
    }
}
