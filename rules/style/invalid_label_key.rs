use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct InvalidLabelKey {}

impl Rule for InvalidLabelKey {
    const META: Meta = Meta {
        name: "invalid-label-key",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3048")],
        page: include_str!("invalid_label_key.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Kind::Label(labels) = step.kind() else { continue };
            for (key, _) in &labels.pairs {
                let Some(name) = step.expand(key) else { continue };
                if let Some(fault) = fault(&name) {
                    out.report(key.range, format!("`{name}` {fault}"));
                }
            }
        }
    }
}

const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];

/// What is wrong with a label's key (docs.docker.com, "Docker object labels").
fn fault(key: &str) -> Option<&'static str> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_/".contains(c);
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("does not begin with a lower-case letter")
    } else if !key.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        Some("does not end with a lower-case letter or digit")
    } else if !key.chars().all(allowed) {
        Some("has other characters than lower-case letters, digits, `.`, `-`, `_` and `/`")
    } else if key.contains("..") || key.contains("--") {
        Some("has two separators in a row")
    } else if RESERVED.iter().any(|namespace| key.starts_with(namespace)) {
        Some("is in a namespace that Docker keeps for itself")
    } else {
        None
    }
}
