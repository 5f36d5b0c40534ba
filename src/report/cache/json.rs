//! A prediction as JSON.

use build::{Build, Step, StepId};
use cache::{Cause, Difference, Fate, FileChange, Verdict};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Predicted, line};

/// For programs: one object, with every step as executed.
pub fn json(predicted: &Predicted) -> serde_json::Result<String> {
    let steps: Vec<Entry> = predicted.steps().map(|(step, verdict)| entry(predicted.build, step, verdict)).collect();
    let image = predicted.prediction.image();
    serde_json::to_string_pretty(&json!({
        "dockerfile": predicted.build.file().path(),
        "target": predicted.build.target().map(build::Stage::label),
        "steps": steps,
        "notes": predicted.notes,
        "image": {
            "files": fate(image.files),
            "configuration": image.configuration.iter().map(|keyword| keyword.name()).collect::<Vec<_>>(),
        },
        "summary": {
            "steps": steps.iter().filter(|entry| entry.counts).count(),
            "rebuilt": predicted.prediction.with(Fate::Rebuilt).count(),
            "maybe": predicted.prediction.with(Fate::Maybe).count(),
            "reused": predicted.prediction.with(Fate::Reused).count(),
        },
    }))
    .map(|json| crate::json::safe(&json))
}

#[derive(Serialize)]
struct Entry {
    line: u32,
    end_line: u32,
    instruction: String,
    text: String,
    stage: String,
    stage_index: u32,
    fate: &'static str,
    /// Whether it is the trigger of an ONBUILD, which the FROM at `line` runs.
    onbuild: bool,
    range: Range,
    causes: Vec<Value>,
    /// Sources that are not in their context: the build fails here.
    missing: Vec<String>,
    #[serde(skip)]
    counts: bool,
}

/// Bytes of the Dockerfile; `end` is not in it.
#[derive(Serialize)]
struct Range {
    start: u32,
    end: u32,
}

fn entry(build: &Build, step: Step<'_>, verdict: &Verdict) -> Entry {
    let instruction = step.instruction();
    Entry {
        line: line(step),
        end_line: if step.is_trigger() { line(step) } else { instruction.end_line },
        instruction: instruction.keyword.text.to_ascii_uppercase(),
        text: instruction.joined.text().to_owned(),
        stage: step.stage().label(),
        stage_index: step.stage().id().0,
        fate: fate(verdict.fate),
        onbuild: step.is_trigger(),
        range: Range { start: step.range().start, end: step.range().end },
        causes: verdict.causes.iter().map(|cause| cause_value(build, cause)).collect(),
        missing: verdict.missing.clone(),
        counts: !matches!(verdict.fate, Fate::Metadata | Fate::Skipped),
    }
}

/// The name of a fate.
pub(super) fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Reused => "reused",
        Fate::Rebuilt => "rebuilt",
        Fate::Maybe => "maybe",
        Fate::Skipped => "skipped",
        Fate::Metadata => "metadata",
    }
}

fn cause_value(build: &Build, cause: &Cause) -> Value {
    let place = |step: &StepId| line(build.step(*step));
    match cause {
        Cause::Files(files) => json!({ "kind": "files", "files": files.iter().map(file).collect::<Vec<_>>() }),
        Cause::Edited => json!({ "kind": "edited" }),
        Cause::Moved => json!({ "kind": "moved" }),
        Cause::Inserted => json!({ "kind": "inserted" }),
        Cause::NewlyNeeded => json!({ "kind": "newly-needed" }),
        Cause::Gone(text) => json!({ "kind": "gone", "instruction": text }),
        Cause::Argument(name) => json!({ "kind": "argument", "name": name }),
        Cause::Environment(name) => json!({ "kind": "environment", "name": name }),
        Cause::EnvironmentOrder => json!({ "kind": "environment-order" }),
        Cause::Workdir => json!({ "kind": "workdir" }),
        Cause::User => json!({ "kind": "user" }),
        Cause::Shell => json!({ "kind": "shell" }),
        Cause::Image(name) => json!({ "kind": "image", "name": name }),
        Cause::Remote(url) => json!({ "kind": "remote", "url": url }),
        Cause::Base => json!({ "kind": "base" }),
        Cause::Stage(stage, step) => {
            json!({ "kind": "stage", "stage": build.stage(*stage).label(), "line": place(step) })
        }
        Cause::Before(step) => json!({ "kind": "cascade", "line": place(step) }),
    }
}

fn file(change: &FileChange) -> Value {
    let difference = match change.difference {
        Difference::Added => "added",
        Difference::Modified => "modified",
        Difference::Removed => "removed",
        Difference::Mode => "mode",
        Difference::Kind => "kind",
        Difference::Changed => "changed",
    };
    json!({ "path": change.path, "change": difference })
}
