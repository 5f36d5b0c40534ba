//! What a step depends on: what makes it, and so all behind it, be built again.

use std::collections::BTreeSet;

use build::context::{EntryKind, Totals};
use build::{Base, Origin, Step};
use report::quantity;
use syntax::{Keyword, Kind};

/// What a step depends on, over all that it stands on in its own lineage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitivity {
    /// Files of the build context.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// ARGs that a RUN or an expansion sees, by name.
    pub arguments: Vec<String>,
    /// Stages that something is copied from.
    pub stages: Vec<String>,
    /// Images, by reference.
    pub images: Vec<String>,
    /// Whether a part of it is not known: no context, a value from outside.
    pub unknown: bool,
}

impl Sensitivity {
    /// What `step` depends on.
    pub fn of(step: Step) -> Self {
        let mut found = Found::default();
        for stage in step.stage().lineage() {
            let own = stage.id() == step.stage().id();
            for each in stage.steps().filter(|each| !own || each.id() <= step.id()) {
                found.add(each);
            }
            if let Base::Image(image) = stage.base() {
                found.images.insert(image.clone());
            }
        }
        found.finish()
    }
}

#[derive(Default)]
struct Found<'b> {
    files: BTreeSet<&'b str>,
    totals: Totals,
    arguments: BTreeSet<String>,
    stages: BTreeSet<String>,
    images: BTreeSet<String>,
    unknown: bool,
}

impl<'b> Found<'b> {
    fn add(&mut self, step: Step<'b>) {
        match step.kind() {
            Kind::Copy(_) | Kind::Add(_) => self.add_files(step),
            // A RUN sees every ARG of its stage in its environment.
            Kind::Run(_) => {
                let arguments = step.variables().into_iter().filter(|variable| variable.origin != Origin::Env);
                self.arguments.extend(arguments.map(|variable| variable.name.to_string()));
            }
            _ => {}
        }
        if step.keyword() == Keyword::From {
            return;
        }
        for reference in step.references() {
            match &reference.base {
                Base::Stage(id) => drop(self.stages.insert(step.build().stage(*id).label())),
                Base::Image(image) => drop(self.images.insert(image.clone())),
                Base::Context(_) | Base::Scratch | Base::Unknown => {}
            }
        }
    }

    fn add_files(&mut self, step: Step<'b>) {
        if matches!(step.copies_from(), Some(Base::Stage(_) | Base::Image(_) | Base::Scratch)) {
            return;
        }
        let Some(selections) = step.files() else {
            self.unknown = true;
            return;
        };
        for taken in selections.into_iter().flat_map(|selection| selection.entries) {
            if taken.entry.kind != EntryKind::Directory && self.files.insert(&taken.entry.path) {
                self.totals.add(Totals::of([taken.entry]));
            }
        }
    }

    fn finish(self) -> Sensitivity {
        Sensitivity {
            files: self.totals.files,
            bytes: self.totals.bytes,
            arguments: self.arguments.into_iter().collect(),
            stages: self.stages.into_iter().collect(),
            images: self.images.into_iter().collect(),
            unknown: self.unknown,
        }
    }
}

/// What `step` depends on, in Markdown; `None` for steps that do nothing when an image is built.
pub fn describe(step: Step) -> Option<String> {
    if !matches!(step.keyword(), Keyword::Run | Keyword::Copy | Keyword::Add) {
        return None;
    }
    let sensitivity = Sensitivity::of(step);
    let mut lines = Vec::new();
    if sensitivity.files > 0 {
        let size = quantity::bytes(sensitivity.bytes);
        lines.push(format!("any of {} of the context, {size}", quantity::counted(sensitivity.files, "file")));
    }
    let mut names = |what: &str, names: &[String]| {
        if !names.is_empty() {
            let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            lines.push(format!("{what} {names}"));
        }
    };
    names("an argument:", &sensitivity.arguments);
    names("what it takes of the stage", &sensitivity.stages);
    names("the image", &sensitivity.images);
    if sensitivity.unknown {
        lines.push("files of a context that is not known here".to_owned());
    }
    lines.push("the text of this step and those in front of it".to_owned());
    Some(format!("Built again on a change of\n- {}", lines.join("\n- ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    #[test]
    fn a_step_depends_on_what_stands_in_front_of_it() {
        let (snapshot, _) = at_cursor(
            "FROM node:22 AS a\nRUN x\nFROM node:22 AS b\nARG V\nCOPY --from=a /x /y\nRUN build\nARG LATER\nCOPY z z\n",
        );
        let steps: Vec<Step> = snapshot.build().steps().collect();
        let build = Sensitivity::of(steps[5]);
        assert_eq!((build.arguments, build.stages, build.unknown), (vec!["V".to_owned()], vec!["a".to_owned()], false));
        assert!(Sensitivity::of(steps[7]).unknown);
    }
}
