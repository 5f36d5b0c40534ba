mod format;

use std::collections::{BTreeMap, HashSet};

use build::{Build, Stage, StageId, Step};
use format::Format;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Kind, Word};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct LabelSchema {
    /// The labels that an image must have, and what they hold: `text`, `url`, `semver`, `hash`, `rfc3339`, `spdx` or `email`.
    labels: BTreeMap<String, Format>,
    /// Whether an image may have no other labels.
    strict: bool,
    /// Which stages must have the labels.
    stages: Stages,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stages {
    /// The one that becomes the image.
    #[default]
    Final,
    /// Every one that no labelled stage is made of.
    All,
}

impl Rule for LabelSchema {
    const META: Meta = Meta {
        name: "label-schema",
        group: Group::Style,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[
            Alias::hadolint(MISSING),
            Alias::hadolint(SURPLUS),
            Alias::hadolint(EMPTY),
            Alias::hadolint("DL3052"),
            Alias::hadolint("DL3053"),
            Alias::hadolint("DL3054"),
            Alias::hadolint("DL3055"),
            Alias::hadolint("DL3056"),
            Alias::hadolint("DL3058"),
        ],
        page: include_str!("label_schema.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        let stages = if preset == Preset::Hadolint { Stages::All } else { Stages::Final };
        Self { stages, ..Self::default() }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Kind::Label(labels) = step.kind() else { continue };
            for (key, value) in &labels.pairs {
                self.check_label(step, key, value, out);
            }
        }
        for name in self.labels.keys() {
            let labelled: HashSet<StageId> = build.stages().filter(|stage| sets(*stage, name)).map(Stage::id).collect();
            for stage in build.stages().filter(|stage| self.must_have(*stage, &labelled)) {
                let message = format!("the image has no label `{name}`, which the schema asks for");
                out.report(stage.from().instruction().keyword.range, message).known_as(MISSING).level = Level::Info;
            }
        }
    }
}

const MISSING: &str = "DL3049";
const SURPLUS: &str = "DL3050";
const EMPTY: &str = "DL3051";

impl LabelSchema {
    fn check_label(&self, step: Step, key: &Word, value: &Word, out: &mut Diagnostics) {
        let Some(name) = step.expand(key) else { return };
        let Some(format) = self.labels.get(&name) else {
            if self.strict {
                let message = format!("the schema has no label `{name}`");
                out.report(key.range, message).known_as(SURPLUS).level = Level::Info;
            }
            return;
        };
        let Some(text) = step.expand(value) else { return };
        if text.is_empty() {
            out.report(key.range, format!("the label `{name}` is empty")).known_as(EMPTY);
        } else if let Some((alias, wanted)) = format.refuses(&text) {
            out.report(value.range, format!("the label `{name}` holds `{text}`, which is no {wanted}")).known_as(alias);
        }
    }

    /// Whether `stage` lacks a label: neither it nor its parents are `labelled`.
    fn must_have(&self, stage: Stage, labelled: &HashSet<StageId>) -> bool {
        let bare = |stage: Stage| !stage.lineage().any(|parent| labelled.contains(&parent.id()));
        match self.stages {
            Stages::Final => stage.is_target() && bare(stage),
            Stages::All => bare(stage) && !serves(stage, |consumer| !bare(consumer)),
        }
    }
}

fn sets(stage: Stage, name: &str) -> bool {
    stage.steps().any(|step| match step.kind() {
        Kind::Label(labels) => labels.pairs.iter().any(|(key, _)| step.expand(key).is_none_or(|key| key == name)),
        _ => false,
    })
}

/// Whether a stage that is `wanted` is made of `stage`, whatever lies between.
fn serves(stage: Stage, wanted: impl Fn(Stage) -> bool) -> bool {
    let build = stage.from().build();
    let (mut seen, mut open) = (HashSet::from([stage.id()]), vec![stage]);
    while let Some(stage) = open.pop() {
        for consumer in stage.consumers().map(|reference| build.step(reference.step).stage()) {
            if wanted(consumer) {
                return true;
            }
            if seen.insert(consumer.id()) {
                open.push(consumer);
            }
        }
    }
    false
}
