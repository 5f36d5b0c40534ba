//! Which stage and which step of the old build is which of the new one: for the explanation, not for the keys.

use std::collections::{HashMap, HashSet, VecDeque};

use build::{Build, Stage, StageId, Step, StepId};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use syntax::Keyword;

use crate::key::{Key, KeyOf};

/// Above this many pairs of instructions only those at the same place from start or end are compared.
const MAX_PAIRS: usize = 4_000_000;

/// An instruction is taken for an edit of one at most so many instructions further on.
const MAX_SKIPPED: usize = 50;

/// An instruction in a stage.
#[derive(Clone, Copy, Debug)]
struct Line {
    step: StepId,
    keyword: Keyword,
    key: Key,
}

/// For each stage of the new build the one of the old build that it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stages {
    old: Vec<Option<StageId>>,
}

impl Stages {
    /// Stages of one name are one, and so are the last ones; the others follow each other in order.
    pub fn align(old: &Build, new: &Build) -> Self {
        let named: HashMap<&str, StageId> =
            old.stages().filter_map(|stage| stage.name().map(|name| (name, stage.id()))).collect();
        let mut pairs: Vec<Option<StageId>> =
            new.stages().map(|stage| stage.name().and_then(|name| named.get(name)).copied()).collect();
        let taken: HashSet<StageId> = pairs.iter().flatten().copied().collect();
        let mut left: VecDeque<StageId> = old.stages().map(Stage::id).filter(|id| !taken.contains(id)).collect();
        let last_is_left = old.last_stage().is_some_and(|last| left.back() == Some(&last.id()));
        if let Some(last) = pairs.last_mut().filter(|last| last.is_none() && last_is_left) {
            *last = left.pop_back();
        }
        for pair in pairs.iter_mut().filter(|pair| pair.is_none()) {
            *pair = left.pop_front();
        }
        Self { old: pairs }
    }

    /// What `stage` was in the old build.
    pub fn old_of(&self, stage: StageId) -> Option<StageId> {
        self.old.get(stage.index()).copied().flatten()
    }
}

/// What became of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is where it was, as this step.
    Kept(StepId),
    /// It is in the place of this step, which reads otherwise.
    Edited(StepId),
    /// It stands elsewhere in its stage than it did, as this step.
    Moved(StepId),
    /// It is new.
    Inserted,
}

/// For each step of the new build what it was.
pub(crate) fn steps(old: &Build, new: &Build, stages: &Stages) -> Vec<Place> {
    let mut places = vec![Place::Inserted; new.step_count()];
    for stage in new.stages() {
        if let Some(before) = stages.old_of(stage.id()) {
            align_stage(old.stage(before), stage, &mut places);
        }
    }
    places
}

/// Identity of an instruction as written: what makes it recognisable, not what makes its key.
fn written(step: Step<'_>) -> Key {
    let instruction = step.instruction();
    let key = KeyOf::new("written").text(&format!("{:?}", step.keyword()));
    let key = instruction.flags.iter().fold(key, |key, flag| key.text(&flag.word.text));
    let key = key.text(&instruction.joined.text()[instruction.rest]);
    let source = step.build().file();
    instruction.heredocs.iter().fold(key, |key, heredoc| key.text(source.slice(heredoc.body))).done()
}

fn align_stage(old: Stage<'_>, new: Stage<'_>, places: &mut [Place]) {
    let of = |stage: Stage<'_>| -> Vec<Line> {
        stage.executed().map(|step| Line { step: step.id(), keyword: step.keyword(), key: written(step) }).collect()
    };
    let (before, after) = (of(old), of(new));
    let keys = |lines: &[Line]| -> Vec<Key> { lines.iter().map(|line| line.key).collect() };
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for op in differences(&keys(&before), &keys(&after)) {
        let (then, now) = (&before[op.old_range()], &after[op.new_range()]);
        if matches!(op, DiffOp::Equal { .. }) {
            for (then, now) in then.iter().zip(now) {
                places[now.step.index()] = Place::Kept(then.step);
            }
        } else {
            pair_edited(then, now, &mut gone, &mut come, places);
        }
    }
    // What went away in one place and came in another has moved.
    let mut gone: HashMap<Key, StepId> = gone.into_iter().map(|line: Line| (line.key, line.step)).collect();
    for line in come {
        if let Some(before) = gone.remove(&line.key) {
            places[line.step.index()] = Place::Moved(before);
        }
    }
}

fn differences(before: &[Key], after: &[Key]) -> Vec<DiffOp> {
    if before.len().saturating_mul(after.len()) <= MAX_PAIRS || before == after {
        return capture_diff_slices(Algorithm::Myers, before, after);
    }
    let start = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let ends = before[start..].iter().rev().zip(after[start..].iter().rev());
    let end = ends.take_while(|(old, new)| old == new).count();
    let (old_len, new_len) = (before.len() - start - end, after.len() - start - end);
    vec![
        DiffOp::Equal { old_index: 0, new_index: 0, len: start },
        DiffOp::Replace { old_index: start, old_len, new_index: start, new_len },
        DiffOp::Equal { old_index: start + old_len, new_index: start + new_len, len: end },
    ]
}

/// Between two places that stayed, instructions of one keyword are edits of each other, in order.
fn pair_edited(before: &[Line], after: &[Line], gone: &mut Vec<Line>, come: &mut Vec<Line>, places: &mut [Place]) {
    let moved: HashSet<Key> = after.iter().map(|line| line.key).collect();
    let mut left = before;
    for line in after {
        let same = |then: &Line| then.keyword == line.keyword && !moved.contains(&then.key);
        match left.iter().take(MAX_SKIPPED).position(same) {
            Some(skipped) => {
                gone.extend_from_slice(&left[..skipped]);
                places[line.step.index()] = Place::Edited(left[skipped].step);
                left = &left[skipped + 1..];
            }
            None => come.push(*line),
        }
    }
    gone.extend_from_slice(left);
}
