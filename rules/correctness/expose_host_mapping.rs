use build::{Build, Port};
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

use super::exposed;
use crate::unknowns::Unknowns;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ExposeHostMapping {
    /// What becomes of ports with variables that are not known: `open` or `absent`.
    unknowns: Unknowns,
}

impl Rule for ExposeHostMapping {
    const META: Meta = Meta {
        name: "expose-host-mapping",
        group: Group::Correctness,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Buildkit],
        aliases: &[Alias::buildkit("ExposeInvalidFormat")],
        page: include_str!("expose_host_mapping.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { unknowns: Unknowns::of(preset) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for (step, word, port) in exposed::ports(self.unknowns.view(build)) {
            let Ok(Port { address, host, .. }) = Port::parse(&port) else { continue };
            if address.is_empty() && host.is_empty() {
                continue;
            }
            let message = "EXPOSE names a port of the container, and nothing is mapped to the host";
            let found = out.report(step.shown_at(word.range), message);
            found.note("`docker run -p` maps ports");
            if let Some((_, container)) = word.text.rsplit_once(':').filter(|_| word.text == port && !step.is_trigger())
            {
                found.fix(Fix::safe(format!("write `{container}`"), [Edit::replace(word.range, container)]));
            }
        }
    }
}
