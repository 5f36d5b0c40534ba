//! What the build cache makes of the file, beside its lines: how much rebuilds a step, and what is rebuilt right now.

use build::Step;
use report::quantity;
use syntax::Keyword;

use crate::ide::sensitivity::Sensitivity;
use crate::ide::snapshot::Snapshot;

/// A remark behind a line or above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where: an offset in the line.
    pub offset: u32,
    /// What is said.
    pub text: String,
}

/// For each RUN that stands behind files of the context: on how many of them it runs again.
pub fn inlay_hints(snapshot: &Snapshot) -> Vec<Hint> {
    let runs = snapshot.build().runs().filter(|step| step.stage().is_needed());
    runs.filter_map(|step| Some(Hint { offset: first_line_end(snapshot, step), text: runs_again(step)? })).collect()
}

fn runs_again(step: Step) -> Option<String> {
    let sensitivity = Sensitivity::of(step);
    let files = match sensitivity.files {
        0 => return None,
        1 => "1 file".to_owned(),
        files => format!("any of {}", quantity::counted(files, "file")),
    };
    Some(format!("re-runs on {files}"))
}

/// A remark about an instruction stands behind its first line.
fn first_line_end(snapshot: &Snapshot, step: Step) -> u32 {
    let line = snapshot.file().lines().range(step.instruction().line);
    let text = snapshot.text()[line].trim_end_matches(['\n', '\r']);
    line.start + text.len() as u32
}

/// Above each stage what it is made of and who uses it.
pub fn lenses(snapshot: &Snapshot) -> Vec<Hint> {
    let build = snapshot.build();
    let mut hints = Vec::new();
    for stage in build.stages() {
        let uses = stage.consumers().count() as u64;
        let text = match (stage.is_target(), stage.is_needed(), uses) {
            (true, _, 0) => "what is built".to_owned(),
            (_, false, _) => "not part of what is built".to_owned(),
            (_, _, uses) => format!("used {}", if uses == 1 { "once".to_owned() } else { format!("{uses} times") }),
        };
        let steps = stage.steps().filter(|step| matches!(step.keyword(), Keyword::Run | Keyword::Copy | Keyword::Add));
        let steps = quantity::counted(steps.count() as u64, "layer");
        hints.push(Hint { offset: stage.from().range().start, text: format!("{text}, {steps}") });
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    #[test]
    fn stages_say_who_uses_them() {
        let (snapshot, _) =
            at_cursor("FROM a AS x\nRUN y\nFROM b AS unused\nFROM c\nCOPY --from=x /y /y\nCOPY --from=x /z /z\n");
        let texts: Vec<String> = lenses(&snapshot).into_iter().map(|hint| hint.text).collect();
        assert_eq!(texts, ["used 2 times, 1 layer", "not part of what is built, 0 layers", "what is built, 2 layers"]);
    }
}
