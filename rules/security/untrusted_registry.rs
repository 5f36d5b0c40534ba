use build::{Base, Build};
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::image::ImageRef;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct UntrustedRegistry {
    /// The registries that images may come from, such as `ghcr.io`, `*.example.com` or `example.com/*`; with none, all are trusted.
    registries: Vec<String>,
}

impl Rule for UntrustedRegistry {
    const META: Meta = Meta {
        name: "untrusted-registry",
        group: Group::Security,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3026")],
        page: include_str!("untrusted_registry.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        if self.registries.is_empty() {
            return;
        }
        for reference in build.steps().flat_map(build::Step::references) {
            let Base::Image(image) = &reference.base else { continue };
            let Ok(image) = ImageRef::parse(image) else { continue };
            if !self.registries.iter().any(|registry| trusts(registry, &image.domain)) {
                let message = format!("`{}` is none of the registries that images may come from", image.domain);
                out.report(reference.range, message).note(format!("trusted: {}", self.registries.join(", ")));
            }
        }
    }
}

/// Whether the pattern `trusted`, which may begin or end with `*`, holds the registry `domain`.
fn trusts(trusted: &str, domain: &str) -> bool {
    match (trusted.strip_prefix('*'), trusted.strip_suffix('*')) {
        _ if trusted == "*" => true,
        (Some(end), _) => domain.ends_with(end),
        (_, Some(start)) => domain.starts_with(start),
        // Docker Hub has two names.
        _ => trusted == domain || matches!((trusted, domain), ("hub.docker.com" | "index.docker.io", "docker.io")),
    }
}
