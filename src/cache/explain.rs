//! Why a step runs again: what of its key is another one than in the step that it was.

mod files;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use build::context::Source;
use build::{Build, Origin as Declared, Step, StepId};
use syntax::expand;

use crate::align::Place;
use crate::change::Changes;
use crate::content::{Origin, Taken};
use crate::environment::{Entry, Environment};
use crate::parts::{Counts, Parts};
use crate::prediction::{Cause, Difference, Fate, FileChange, Verdict};
use crate::walk::Walk;

/// All that an explanation may look at.
pub(crate) struct Explainer<'a> {
    pub old: &'a Build,
    pub new: &'a Build,
    pub before: &'a Walk,
    pub after: &'a Walk,
    pub places: &'a [Place],
    pub fates: &'a [Fate],
    pub changes: &'a Changes,
    /// What was found out about files, by the context and what was and is taken of it: many steps take the same.
    pub known: RefCell<HashMap<Question, Arc<[FileChange]>>>,
}

type Question = (Option<String>, Vec<Source>, Vec<Source>);

impl Explainer<'_> {
    /// A verdict for each step.
    pub fn explain(&self) -> Vec<Verdict> {
        // For each step the first step in its line that runs again: what is after it cascades from there.
        let mut firsts: Vec<Option<StepId>> = vec![None; self.fates.len()];
        let still_there: HashSet<StepId> = self.places.iter().filter_map(|place| was(*place)).collect();
        let mut verdicts = Vec::with_capacity(self.fates.len());
        for step in self.new.executed() {
            let index = step.id().index();
            let fate = self.fates[index];
            let upstream = upstream(step).and_then(|before| firsts[before.index()]);
            let causes = match fate {
                Fate::Rebuilt | Fate::Maybe => self.causes(step, upstream, &still_there, &firsts),
                _ => Vec::new(),
            };
            // A linked copy stands on nothing, but what comes after it stands on all before. What surely runs says more
            // than what may run.
            let is_sure = |first: &StepId| self.fates[first.index()] == Fate::Rebuilt;
            firsts[index] = match fate {
                Fate::Rebuilt => upstream.filter(is_sure).or(Some(step.id())),
                Fate::Maybe => upstream.or(Some(step.id())),
                _ => upstream,
            };
            let missing = self.missing_sources(step.id());
            verdicts.push(Verdict { step: step.id(), fate, causes, was: was(self.places[index]), missing });
        }
        verdicts
    }

    fn causes(
        &self,
        step: Step<'_>,
        upstream: Option<StepId>,
        still_there: &HashSet<StepId>,
        firsts: &[Option<StepId>],
    ) -> Vec<Cause> {
        let place = self.places[step.id().index()];
        let Some(now) = self.after.records[step.id().index()].as_ref().map(|record| &record.parts) else {
            return Vec::new();
        };
        let mut causes = Vec::new();
        let then = was(place).and_then(|old| Some((old, &self.before.records[old.index()].as_ref()?.parts)));
        let Some((old, then)) = then else {
            causes.push(if was(place).is_some() { Cause::NewlyNeeded } else { Cause::Inserted });
            causes.extend(upstream.filter(|_| now.root.is_some()).map(Cause::Before));
            return causes;
        };
        let old_step = self.old.step(old);
        self.own_causes(old_step, then, step, now, place, &mut causes);
        self.taken_causes(old_step, then, step, now, firsts, &mut causes);
        if then.root.map(|root| root.sure) != now.root.map(|root| root.sure) {
            match upstream {
                Some(first) if now.root.is_some() => causes.push(Cause::Before(first)),
                _ => causes.extend(self.gone(old_step, place, still_there).filter(|_| now.root.is_some())),
            }
        }
        if causes.len() > 1 {
            let mut told = HashSet::with_capacity(causes.len());
            causes.retain(|cause| told.insert(cause.clone()));
            causes.sort_by_key(|cause| !cause.is_direct());
        }
        causes
    }

    /// What of the step itself is different.
    fn own_causes(
        &self,
        old: Step<'_>,
        then: &Parts,
        new: Step<'_>,
        now: &Parts,
        place: Place,
        causes: &mut Vec<Cause>,
    ) {
        if then.operation != now.operation || then.root.is_some() != now.root.is_some() {
            self.operation_causes(old, then, new, now, place, causes);
        }
        if now.counts == Counts::All && then.counts == Counts::All {
            if then.environment.key() != now.environment.key() {
                environment_causes(&then.environment, &now.environment, causes);
            }
            if then.directory != now.directory {
                causes.push(Cause::Workdir);
            }
        }
        if now.counts != Counts::Nothing && then.user != now.user {
            causes.push(Cause::User);
        }
        for ((name, value), (_, old_value)) in now.settings.iter().zip(&then.settings) {
            if value != old_value {
                causes.push(Cause::Argument((*name).to_owned()));
            }
        }
    }

    /// The text differs: because it was edited, or because what it mentions has another value.
    fn operation_causes(
        &self,
        old: Step<'_>,
        then: &Parts,
        new: Step<'_>,
        now: &Parts,
        place: Place,
        causes: &mut Vec<Cause>,
    ) {
        if let (syntax::Kind::From(_), Some(image)) = (new.kind(), new.stage().image()) {
            let edited = old.stage().image() != Some(image) || old.stage().platform() != new.stage().platform();
            causes.push(if edited && !self.changes.image(image) {
                Cause::Edited
            } else {
                Cause::Image(image.to_owned())
            });
            return;
        }
        let before = causes.len();
        if matches!(place, Place::Edited(_)) {
            causes.push(Cause::Edited);
        } else {
            causes.extend(mentioned_causes(new.instruction().joined.text(), &then.environment, &now.environment));
        }
        if then.shell.is_some() && now.shell.is_some() && then.shell != now.shell {
            causes.push(Cause::Shell);
        }
        if causes.len() == before {
            causes.push(if then.directory == now.directory { Cause::Edited } else { Cause::Workdir });
        }
    }

    /// What it takes is different.
    fn taken_causes(
        &self,
        old: Step<'_>,
        then: &Parts,
        new: Step<'_>,
        now: &Parts,
        firsts: &[Option<StepId>],
        causes: &mut Vec<Cause>,
    ) {
        for (index, taken) in now.takes.iter().enumerate() {
            let before = then.takes.get(index);
            if before.is_some_and(|before| before.sure == taken.sure) {
                continue;
            }
            match &taken.from {
                Origin::Context(name, sources) => {
                    let files = self.file_changes(name.as_deref(), sources, before);
                    if !files.is_empty() {
                        causes.push(Cause::Files(files));
                    }
                }
                Origin::Stage(stage) => {
                    let first = self.new.stage(*stage).executed().next_back();
                    let first = first.and_then(|last| firsts[last.id().index()]);
                    causes.extend(first.map(|first| Cause::Stage(*stage, first)));
                }
                Origin::Image(image) if self.changes.image(image) => causes.push(Cause::Image(image.clone())),
                Origin::Remote(url) if self.changes.url(url) => causes.push(Cause::Remote(url.clone())),
                Origin::Heredoc if old.instruction().range.len() == new.instruction().range.len() => {
                    let text = self.new.file().slice(new.range());
                    causes.extend(mentioned_causes(text, &then.environment, &now.environment));
                }
                _ => {}
            }
        }
        if causes.is_empty() && then.takes.len() == now.takes.len() && differ(&then.takes, &now.takes) {
            causes.push(Cause::Edited);
        }
    }

    /// How the files that `sources` take differ from what was taken before.
    fn file_changes(&self, name: Option<&str>, sources: &[Source], before: Option<&Taken>) -> Arc<[FileChange]> {
        let old_sources = match before.map(|before| &before.from) {
            Some(Origin::Context(_, sources)) => sources,
            _ => sources,
        };
        let question = (name.map(str::to_owned), old_sources.to_vec(), sources.to_vec());
        let mut known = self.known.borrow_mut();
        Arc::clone(known.entry(question).or_insert_with_key(|(_, old, new)| self.look_up(name, old, new)))
    }

    fn look_up(&self, name: Option<&str>, old_sources: &[Source], sources: &[Source]) -> Arc<[FileChange]> {
        let (old, new) = match name {
            None => (self.old.context(), self.new.context()),
            Some(name) => (self.old.named_context(name), self.new.named_context(name)),
        };
        let said = sources.iter().filter(|_| name.is_none()).map(|source| self.changes.taken(source));
        let mut changes: Vec<FileChange> = Vec::new();
        for taken in said {
            let changed = |path: &String| FileChange { path: path.clone(), difference: Difference::Changed };
            changes.extend(taken.paths.iter().map(changed));
        }
        if let (Some(old), Some(new)) = (old, new)
            && !std::ptr::eq(old, new)
        {
            changes.extend(files::differences(old, old_sources, new, sources));
        }
        changes.sort_unstable();
        changes.dedup_by(|a, b| a.path == b.path);
        changes.into()
    }

    /// The paths that a step takes of a known context in which they are not.
    fn missing_sources(&self, step: StepId) -> Vec<String> {
        let Some(record) = &self.after.records[step.index()] else { return Vec::new() };
        let mut missing = Vec::new();
        for taken in &record.parts.takes {
            let Origin::Context(name, sources) = &taken.from else { continue };
            let context = match name {
                None => self.new.context(),
                Some(name) => self.new.named_context(name),
            };
            let lacking = sources.iter().filter(|source| context.is_some_and(|context| context.lacks(source)));
            missing.extend(lacking.map(|source| source.path.clone()));
        }
        missing
    }

    /// What stood in front of the step, or under its stage, and does not any more.
    fn gone(&self, old: Step<'_>, place: Place, still_there: &HashSet<StepId>) -> impl Iterator<Item = Cause> {
        if matches!(place, Place::Moved(_)) {
            return vec![Cause::Moved].into_iter();
        }
        let mut gone = Vec::new();
        let mut step = old.previous();
        while let Some(before) = step {
            if self.before.records[before.id().index()].is_some() && !still_there.contains(&before.id()) {
                let instruction = before.instruction();
                gone.push(Cause::Gone(instruction.joined.text().to_owned()));
            }
            step = before.previous();
        }
        gone.reverse();
        if gone.is_empty() {
            gone.push(Cause::Base);
        }
        gone.into_iter()
    }
}

fn was(place: Place) -> Option<StepId> {
    match place {
        Place::Kept(step) | Place::Edited(step) | Place::Moved(step) => Some(step),
        Place::Inserted => None,
    }
}

/// The step that `step` stands on: the one in front of it, for a FROM the last one of the parent stage.
fn upstream(step: Step<'_>) -> Option<StepId> {
    let parent = || step.stage().parent().and_then(|parent| parent.executed().next_back());
    step.previous().or_else(parent).map(Step::id)
}

fn differ(then: &[Taken], now: &[Taken]) -> bool {
    then.iter().zip(now).any(|(then, now)| then.sure != now.sure)
}

fn cause_of(entry: &Entry) -> Cause {
    let name = entry.name.to_string();
    if entry.origin == Declared::Env { Cause::Environment(name) } else { Cause::Argument(name) }
}

/// The variables that differ between two environments.
fn environment_causes(then: &Environment, now: &Environment, causes: &mut Vec<Cause>) {
    let differing = now.differences(then);
    if differing.is_empty() {
        causes.push(Cause::EnvironmentOrder);
    }
    causes.extend(differing.into_iter().map(cause_of));
}

/// The variables that `text` mentions and that differ.
fn mentioned_causes(text: &str, then: &Environment, now: &Environment) -> Vec<Cause> {
    let mentioned = expand::mentioned_in_body(text);
    let entries = mentioned.iter().filter_map(|variable| Some((now.get(&variable.name)?, then.get(&variable.name))));
    entries
        .filter(|(now, then)| then.is_none_or(|then| then.value != now.value))
        .map(|(now, _)| cause_of(now))
        .collect()
}
