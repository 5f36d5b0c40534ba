use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

#[derive(Default, Serialize, Deserialize)]
pub struct ExposedSsh {}

impl Rule for ExposedSsh {
    const META: Meta = Meta {
        name: "exposed-ssh",
        group: Group::Security,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("exposed_ssh.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.steps() {
            let Kind::Expose(ports) = step.kind() else { continue };
            for port in ports.iter().filter(|port| matches!(port.text.as_str(), "22" | "22/tcp")) {
                out.report(port.range, "port 22 is that of SSH, which a container rarely needs");
            }
        }
    }
}
