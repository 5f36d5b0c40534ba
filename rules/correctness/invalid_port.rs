use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct InvalidPort {}

impl Rule for InvalidPort {
    const META: Meta = Meta {
        name: "invalid-port",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Hadolint, Preset::Strict],
        aliases: &[Alias::hadolint("DL3011")],
        page: include_str!("invalid_port.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Kind::Expose(ports) = step.kind() else { continue };
            for port in ports {
                let Some(text) = step.expand(port) else { continue };
                if let Some(high) = text.split('/').next().and_then(highest).filter(|high| *high > 65535) {
                    out.report(port.range, format!("there is no port {high}: ports end at 65535"));
                }
            }
        }
    }
}

/// The last port of `80` or `80-90`.
fn highest(ports: &str) -> Option<u64> {
    ports.rsplit('-').next()?.parse().ok()
}
