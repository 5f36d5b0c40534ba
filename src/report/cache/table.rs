//! What each step depends on: the answer when nothing is said to have changed.

use std::fmt::Write as _;

use anstyle::Style;
use build::{Build, Step};
use cache::Sensitivity;
use serde_json::{Value, json};

use super::line;
use super::words::instruction;
use crate::quantity::counted;
use crate::visible;

/// Columns that an instruction fills at most.
const WIDTH: usize = 44;
/// Names that are listed; of more their number is given.
const NAMED: usize = 3;
/// Arguments that are listed.
const ARGUMENTS: usize = 20;
/// Files and arguments that are listed for programs: sixty stages that each copy a large context would say little at great length.
const LISTED: usize = 100;

const HEADING: Style = Style::new().bold();
const MUTED: Style = Style::new().dimmed();

type Rows<'b> = Vec<(Step<'b>, Sensitivity<'b>)>;

fn rows(build: &Build) -> Rows<'_> {
    let sensitivities = cache::sensitivities(build);
    build.executed().zip(sensitivities).filter_map(|(step, sensitivity)| Some((step, sensitivity?))).collect()
}

/// For people: each step with what runs it again.
pub fn table_text(build: &Build) -> String {
    let mut out = String::new();
    let rows = rows(build);
    let width = rows.iter().map(|(step, _)| instruction(*step, WIDTH).chars().count()).max().unwrap_or(0);
    let digits = build.file().lines().count().to_string().len();
    let many = build.stages().len() > 1;
    let mut stage = None;
    for (step, sensitivity) in &rows {
        if many && stage.replace(step.stage().id()) != Some(step.stage().id()) {
            let _ = writeln!(out, "{HEADING}stage `{}`{HEADING:#}", step.stage().label());
        }
        let on = depends(build, sensitivity);
        let text = instruction(*step, WIDTH);
        let _ = if on.is_empty() {
            writeln!(out, "{:>digits$}  {text}", line(*step))
        } else {
            writeln!(out, "{:>digits$}  {text:width$}  {on}", line(*step))
        };
    }
    let _ = writeln!(
        out,
        "{MUTED}each step also runs again when its text or a step in front of it does; {} in the context{MUTED:#}",
        counted(context_files(build), "file")
    );
    out
}

fn context_files(build: &Build) -> u64 {
    let is_file = |entry: &&build::context::Entry| entry.kind != build::context::EntryKind::Directory;
    build.context().map_or(0, |context| context.entries().iter().filter(is_file).count() as u64)
}

/// What runs a step again, in words.
fn depends(build: &Build, sensitivity: &Sensitivity<'_>) -> String {
    let mut parts = Vec::new();
    match sensitivity.files.len() {
        0 => {}
        1..=NAMED => parts.push(quoted(&*sensitivity.files)),
        count => parts.push(format!("any of {}", counted(count as u64, "file"))),
    }
    if !sensitivity.missing.is_empty() {
        parts.push(format!("{}, which matches nothing", quoted(&sensitivity.missing)));
    }
    for stage in &sensitivity.stages {
        parts.push(format!("what stage `{}` makes", build.stage(*stage).label()));
    }
    for context in &sensitivity.contexts {
        parts.push(format!("files of context `{context}`"));
    }
    for image in &sensitivity.images {
        parts.push(format!("image `{image}`"));
    }
    for url in &sensitivity.remotes {
        parts.push(format!("what `{url}` holds"));
    }
    let names = quoted(sensitivity.arguments.iter().take(ARGUMENTS));
    match sensitivity.arguments.len() {
        0 => {}
        1 => parts.push(format!("argument {names}")),
        2..=ARGUMENTS => parts.push(format!("arguments {names}")),
        count => parts.push(format!("arguments {names} and {} more", count - ARGUMENTS)),
    }
    visible(&parts.join("; ")).into_owned()
}

fn quoted(names: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// For programs: the same, with the first files by name.
pub fn table_json(build: &Build) -> serde_json::Result<String> {
    let steps: Vec<Value> = rows(build).iter().map(|(step, sensitivity)| entry(build, *step, sensitivity)).collect();
    serde_json::to_string_pretty(&json!({
        "dockerfile": build.file().path(),
        "context_files": context_files(build),
        "steps": steps,
    }))
    .map(|json| crate::json::safe(&json))
}

fn entry(build: &Build, step: Step<'_>, sensitivity: &Sensitivity<'_>) -> Value {
    json!({
        "line": line(step),
        "instruction": step.instruction().keyword.text.to_ascii_uppercase(),
        "text": step.instruction().joined.text(),
        "stage": step.stage().label(),
        "stage_index": step.stage().id().0,
        "onbuild": step.is_trigger(),
        "range": { "start": step.range().start, "end": step.range().end },
        "depends_on": {
            "file_count": sensitivity.files.len(),
            "files": sensitivity.files.iter().take(LISTED).collect::<Vec<_>>(),
            "missing": sensitivity.missing,
            "stages": sensitivity.stages.iter().map(|stage| build.stage(*stage).label()).collect::<Vec<_>>(),
            "contexts": sensitivity.contexts,
            "images": sensitivity.images,
            "remotes": sensitivity.remotes,
            "argument_count": sensitivity.arguments.len(),
            "arguments": sensitivity.arguments.iter().take(LISTED).collect::<Vec<_>>(),
        },
    })
}
