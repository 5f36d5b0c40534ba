//! What the build cache makes of the file, beside its lines: how much rebuilds a step, and what is rebuilt right now.

use build::Step;
use cache::{Cause, Fate, Prediction};
use report::quantity;
use syntax::Keyword;

use crate::ide::snapshot::Snapshot;

/// A remark behind a line or above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where: an offset in the line.
    pub offset: u32,
    /// What is said.
    pub text: String,
}

/// For each step that copies or runs: what rebuilds it, or that it is rebuilt by what is not committed yet.
pub fn inlay_hints(snapshot: &Snapshot) -> Vec<Hint> {
    let prediction = uncommitted(snapshot);
    let mut hints = Vec::new();
    for step in snapshot.assumed().steps().filter(|step| is_work(*step)) {
        let now = prediction.as_ref().and_then(|prediction| rebuilt(prediction, step));
        let parts: Vec<String> = runs_again(snapshot, step).into_iter().chain(now).collect();
        if !parts.is_empty() {
            hints.push(Hint { offset: first_line_end(snapshot, step), text: parts.join(", ") });
        }
    }
    hints
}

/// What a build does compared with one of the last commit; `None` when there is no such thing.
fn uncommitted(snapshot: &Snapshot) -> Option<Prediction> {
    let committed = snapshot.world().committed.as_ref()?;
    Some(cache::compare(committed, snapshot.assumed(), &[]))
}

fn is_work(step: Step) -> bool {
    matches!(step.keyword(), Keyword::Run | Keyword::Copy | Keyword::Add)
}

/// On how many files a RUN runs again. A COPY says so itself.
fn runs_again(snapshot: &Snapshot, step: Step) -> Option<String> {
    let sensitivity = snapshot.sensitivities().get(step.id().index())?.as_ref()?;
    match (step.keyword(), sensitivity.files.files) {
        (Keyword::Run, 1) => Some("re-runs on 1 file".to_owned()),
        (Keyword::Run, files) if files > 1 => Some(format!("re-runs on any of {}", quantity::counted(files, "file"))),
        _ => None,
    }
}

/// That a step is rebuilt by what is not committed, and by what of it.
fn rebuilt(prediction: &Prediction, step: Step) -> Option<String> {
    let verdict = prediction.of(step.id());
    let fate = match verdict.fate {
        Fate::Rebuilt => "rebuilt",
        Fate::Maybe => "maybe rebuilt",
        Fate::Metadata | Fate::Skipped | Fate::Reused => return None,
    };
    let files = verdict.causes.iter().find_map(|cause| match cause {
        Cause::Files(files) => Some(files),
        _ => None,
    });
    let reason = match files.map(|files| &**files) {
        Some([only]) => format!(": `{}`", only.path),
        Some(files) => format!(": {}", quantity::counted(files.len() as u64, "file")),
        None => String::new(),
    };
    Some(format!("{fate} by your uncommitted changes{reason}"))
}

/// A remark about an instruction stands behind its first line.
fn first_line_end(snapshot: &Snapshot, step: Step) -> u32 {
    let line = snapshot.file().lines().range(step.instruction().line);
    let text = snapshot.text()[line].trim_end_matches(['\n', '\r']);
    line.start + text.len() as u32
}

/// Above each stage who uses it, and how much of it is rebuilt by what is not committed yet.
pub fn lenses(snapshot: &Snapshot) -> Vec<Hint> {
    let build = snapshot.assumed();
    let prediction = uncommitted(snapshot);
    let mut hints = Vec::new();
    for stage in build.stages() {
        let uses = stage.consumers().count() as u64;
        let mut text = match (stage.is_needed(), uses) {
            (false, _) => "not needed by the target".to_owned(),
            (true, 0) => "target stage".to_owned(),
            (true, 1) => "used once".to_owned(),
            (true, uses) => format!("used {} times", quantity::count(uses)),
        };
        let work: Vec<Step> = stage.steps().filter(|step| is_work(*step)).collect();
        let again = prediction
            .as_ref()
            .map_or(0, |prediction| work.iter().filter(|step| prediction.fate(step.id()) == Fate::Rebuilt).count());
        if again > 0 {
            text = format!(
                "{text}, {again} of {} rebuilt by your uncommitted changes",
                quantity::counted(work.len() as u64, "step")
            );
        }
        hints.push(Hint { offset: stage.from().range().start, text });
    }
    hints
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use build::context::{Context, Digest, Entry, EntryKind, Listing};
    use build::{Build, Inputs};
    use text::SourceFile;

    use super::*;
    use crate::ide::example::{around, at_cursor};

    /// Contents where every file holds the same number.
    #[derive(Debug)]
    struct All(u8);

    impl build::context::Contents for All {
        fn digest(&self, _: &str) -> Option<Digest> {
            Some(Digest([self.0; 32]))
        }

        fn read(&self, _: &str) -> Option<Vec<u8>> {
            Some(vec![self.0])
        }
    }

    const TEXT: &str = "FROM debian:12.5\nCOPY a /a\nRUN x \\\n  y\nCOPY b /b\nRUN z\n";

    fn inputs(text: &str, number: u8) -> Inputs {
        let file = |path: &str| Entry { path: path.into(), kind: EntryKind::File, mode: 0o644, size: 1 };
        let listing = Listing { entries: vec![file("a"), file("b")], unread: Vec::new() };
        let context = Context::new(listing, None, Arc::new(All(number)));
        Inputs { context: Some(Arc::new(context)), ..Inputs::of_file(SourceFile::new("Dockerfile", text)) }
    }

    fn texts(snapshot: &Snapshot) -> Vec<(u32, String)> {
        let line = |hint: Hint| (snapshot.file().lines().line(hint.offset), hint.text);
        inlay_hints(snapshot).into_iter().map(line).collect()
    }

    #[test]
    fn a_run_says_on_how_many_files_it_runs_again() {
        let snapshot = Snapshot::new(inputs(TEXT, 1), around(None));
        let expected = [(3, "re-runs on 1 file".to_owned()), (6, "re-runs on any of 2 files".to_owned())];
        assert_eq!(texts(&snapshot), expected);
    }

    #[test]
    fn a_step_says_that_it_is_rebuilt_by_what_is_not_committed() {
        let old = Build::new(inputs(TEXT, 1));
        let snapshot = Snapshot::new(inputs(&TEXT.replace("RUN z", "RUN zz"), 1), around(Some(Arc::new(old))));
        let last = texts(&snapshot).pop();
        assert_eq!(last, Some((6, "re-runs on any of 2 files, rebuilt by your uncommitted changes".to_owned())));
        assert_eq!(lenses(&snapshot)[0].text, "target stage, 1 of 4 steps rebuilt by your uncommitted changes");
    }

    #[test]
    fn a_changed_file_is_named() {
        let old = Build::new(inputs(TEXT, 1));
        let snapshot = Snapshot::new(inputs(TEXT, 2), around(Some(Arc::new(old))));
        assert_eq!(texts(&snapshot)[0], (2, "rebuilt by your uncommitted changes: `a`".to_owned()));
    }

    #[test]
    fn stages_say_who_uses_them() {
        let (snapshot, _) =
            at_cursor("FROM a AS x\nRUN y\nFROM b AS unused\nFROM c\nCOPY --from=x /y /y\nCOPY --from=x /z /z\n");
        let texts: Vec<String> = lenses(&snapshot).into_iter().map(|hint| hint.text).collect();
        assert_eq!(texts, ["used 2 times", "not needed by the target", "target stage"]);
    }
}
