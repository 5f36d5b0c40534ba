use build::{Build, StageId, Step, What};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Keyword;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct UnverifiedDownload {
    /// Whether what comes over HTTPS counts, too: there the server alone can send something else.
    https: bool,
}

impl Rule for UnverifiedDownload {
    const META: Meta = Meta {
        name: "unverified-download",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("unverified_download.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { https: matches!(preset, Preset::Strict | Preset::All) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        if !build.has(Keyword::Add) {
            return;
        }
        let mut verified: Option<StageId> = None;
        for step in build.steps().rev() {
            // What a later RUN of the stage looks at is not taken on trust.
            if verifies(step) {
                verified = Some(step.stage().id());
            }
            if step.keyword() == Keyword::Add && step.flag("checksum").is_none() && verified != Some(step.stage().id())
            {
                self.report(step, out);
            }
        }
    }
}

impl UnverifiedDownload {
    fn report(&self, add: Step, out: &mut Diagnostics) {
        for source in add.sources() {
            let What::Url(url) = &source.what else { continue };
            let who = match url.starts_with("http://") {
                true => "anybody on the way",
                false if self.https => "the server",
                false => continue,
            };
            out.report(source.word.range, format!("{who} can put something else here, and nothing would notice"))
                .note("`ADD --checksum=sha256:…` takes this file and no other");
        }
    }
}

/// Whether a RUN looks at sums or signatures.
fn verifies(step: Step) -> bool {
    let script = step.script();
    step.run().is_some()
        && (script.runs(&["sha256sum|sha512sum|sha384sum|sha1sum|md5sum|shasum|gpgv"])
            || script.runs(&["openssl", "dgst"])
            || script.find(&["gpg|gpg2"]).any(|command| command.has_flag("--verify")))
}
