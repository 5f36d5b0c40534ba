use build::{Build, Port};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

use super::exposed;
use crate::unknowns::Unknowns;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ExposeProtocolCasing {
    /// What becomes of ports with variables that are not known: `open` or `absent`.
    unknowns: Unknowns,
}

impl Rule for ExposeProtocolCasing {
    const META: Meta = Meta {
        name: "expose-protocol-casing",
        group: Group::Correctness,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("ExposeProtoCasing")],
        page: include_str!("expose_protocol_casing.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { unknowns: Unknowns::of(preset) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for (step, word, port) in exposed::ports(self.unknowns.view(build)) {
            let Ok(Port { protocol, .. }) = Port::parse(&port) else { continue };
            let lower = protocol.to_ascii_lowercase();
            if protocol != lower {
                let message = format!("`{protocol}` is not in lower case, as the names of protocols are");
                let found = out.report(step.shown_at(word.range), message);
                if word.text == port && !step.is_trigger() {
                    let fixed = port.replace(&format!("/{protocol}"), &format!("/{lower}"));
                    found.fix(Fix::safe(format!("write `{lower}`"), [Edit::replace(word.range, fixed)]));
                }
            }
        }
    }
}
