use build::{Build, What};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct CopiedSecret {}

impl Rule for CopiedSecret {
    const META: Meta = Meta {
        name: "copied-secret",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("copied_secret.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies().filter(|step| step.copies_from().is_none()) {
            for source in step.sources() {
                let What::Path(path) = &source.what else { continue };
                let name = path.rsplit('/').next().unwrap_or(path);
                if SECRETS.contains(&name) || path.ends_with(".aws/credentials") {
                    let message = format!(
                        "`{}` holds credentials, which everyone who has the image can then read",
                        source.word.text
                    );
                    out.report(source.word.range, message);
                }
            }
        }
    }
}

/// Names of files that hold credentials whatever the project.
const SECRETS: [&str; 9] =
    ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", ".git-credentials", ".pypirc", ".env", ".htpasswd"];
