use build::{Build, Stage};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

#[derive(Default, Serialize, Deserialize)]
pub struct CurlAndWget {}

impl Rule for CurlAndWget {
    const META: Meta = Meta {
        name: "curl-and-wget",
        group: Group::Style,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Hadolint],
        aliases: &[Alias::hadolint("DL4001")],
        page: include_str!("curl_and_wget.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let (Some(curl), Some(wget)) = (first(stage, "curl"), first(stage, "wget")) else { continue };
            let (earlier, later) = if curl.range < wget.range { (curl, wget) } else { (wget, curl) };
            let (used, other) = (earlier.name().unwrap_or_default(), later.words[0].range);
            out.report(other, format!("the stage downloads with `{used}` too, so it needs two programs for one thing"))
                .label(earlier.words[0].range, "the other one");
        }
    }
}

/// The first command of the stage that is `program`.
fn first<'b>(stage: Stage<'b>, program: &str) -> Option<&'b Command> {
    let runs = stage.steps().filter(|step| step.written_run().is_some());
    runs.flat_map(|step| &step.script().commands).find(|command| command.is(&[program]))
}
