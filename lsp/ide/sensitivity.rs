//! What a step depends on with all that it stands on: what makes it be built again.

use std::collections::BTreeSet;

use build::context::Totals;
use build::{Build, Stage, StepId};
use report::quantity;
use syntax::Keyword;

use crate::ide::snapshot::Snapshot;

/// What a step depends on, together with the steps in front of it and the stages it is built on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitivity {
    /// Files of the build context.
    pub files: Totals,
    /// Whether it takes files of a context that is not known.
    pub unknown_files: bool,
    /// Build arguments, by name.
    pub arguments: BTreeSet<String>,
    /// Stages that files are taken from, by label.
    pub stages: BTreeSet<String>,
    /// Images, by reference.
    pub images: BTreeSet<String>,
    /// URLs, repositories and named contexts.
    pub others: BTreeSet<String>,
}

/// For each step, by its id, what it depends on; `None` for what makes no step or is not needed.
pub fn all(build: &Build) -> Vec<Option<Sensitivity>> {
    let own = cache::sensitivities(build);
    let mut found = vec![None; own.len()];
    let mut at_end: Vec<Total> = Vec::new();
    for stage in build.stages() {
        let mut total = stage.parent().and_then(|parent| at_end.get(parent.id().index())).cloned().unwrap_or_default();
        add_stage(stage, &own, &mut total, &mut found);
        at_end.push(total);
    }
    found
}

/// What was added up so far.
#[derive(Clone, Default)]
struct Total {
    files: BTreeSet<String>,
    sum: Sensitivity,
}

fn add_stage(stage: Stage, own: &[Option<cache::Sensitivity>], total: &mut Total, found: &mut [Option<Sensitivity>]) {
    for step in stage.executed() {
        if let Some(own) = own.get(step.id().index()).and_then(Option::as_ref) {
            total.add(step.build(), own);
            found[step.id().index()] = Some(total.sum.clone());
        }
    }
}

impl Total {
    fn add(&mut self, build: &Build, own: &cache::Sensitivity) {
        for path in own.files.iter().copied() {
            if self.files.insert(path.to_owned()) {
                let entry = build.context().and_then(|context| context.find(path));
                self.sum.files.add(Totals { files: 1, bytes: entry.map_or(0, |entry| entry.size) });
            }
        }
        self.sum.unknown_files |= own.unknown_files;
        self.sum.arguments.extend(own.arguments.iter().map(str::to_owned));
        self.sum.stages.extend(own.stages.iter().map(|id| build.stage(*id).label()));
        self.sum.images.extend(own.images.iter().cloned());
        self.sum.others.extend(own.remotes.iter().chain(&own.contexts).cloned());
    }
}

/// What `step` depends on, in Markdown; `None` for what does nothing when an image is built.
pub fn describe(snapshot: &Snapshot, step: StepId) -> Option<String> {
    if snapshot.build().step(step).keyword() == Keyword::From {
        return None;
    }
    let sensitivity = snapshot.sensitivities().get(step.index())?.as_ref()?;
    let mut lines = Vec::new();
    if sensitivity.files.files > 0 {
        lines.push(format!("the build context: {}", quantity::files(sensitivity.files)));
    }
    if sensitivity.unknown_files {
        lines.push("files of a build context that is not known here".to_owned());
    }
    let mut names = |one: &str, many: &str, names: &BTreeSet<String>| {
        if !names.is_empty() {
            let what = if names.len() == 1 { one } else { many };
            let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            lines.push(format!("{what} {names}"));
        }
    };
    names("the build argument", "the build arguments", &sensitivity.arguments);
    names("what is taken from the stage", "what is taken from the stages", &sensitivity.stages);
    names("the image", "the images", &sensitivity.images);
    names("what comes from", "what comes from", &sensitivity.others);
    lines.push("the text of this step and of those in front of it".to_owned());
    Some(format!("Runs again on a change of\n\n- {}", lines.join("\n- ")))
}

#[cfg(test)]
mod tests {
    use crate::ide::example::at_cursor;

    #[test]
    fn a_step_depends_on_what_stands_in_front_of_it() {
        let (snapshot, _) = at_cursor(
            "FROM node:22 AS a\nRUN x\nFROM node:22 AS b\nARG V\nCOPY --from=a /x /y\nRUN build\nARG LATER\nCOPY z z\n",
        );
        let steps: Vec<_> = snapshot.build().steps().collect();
        let of = |index: usize| snapshot.sensitivities()[steps[index].id().index()].clone().unwrap();
        let build = of(5);
        assert_eq!(build.arguments, ["V".to_owned()].into());
        assert_eq!((build.stages, build.unknown_files), (["a".to_owned()].into(), false));
        assert!(of(7).unknown_files);
    }
}
