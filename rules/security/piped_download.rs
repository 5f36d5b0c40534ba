use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct PipedDownload {
    /// Whether what comes over HTTPS counts, too: there the server alone can send something else.
    https: bool,
}

impl Rule for PipedDownload {
    const META: Meta = Meta {
        name: "piped-download",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("piped_download.md"),
    };

    fn in_preset(preset: Preset) -> Self {
        Self { https: matches!(preset, Preset::Strict | Preset::All) }
    }

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let script = step.script();
            for download in script.find(&["curl|wget"]) {
                let Some(reader) = script.piped_to(download).first() else { continue };
                let range = download.range.cover(reader.range);
                let plain = download.arguments().iter().any(|word| word.prefix().starts_with("http://"));
                if reader.is(&["apt-key", "add"]) && plain {
                    out.report(range, "anybody on the way can put in a key of their own");
                } else if runs(reader) && (plain || self.https) {
                    let who = if plain { "anybody on the way" } else { "the server" };
                    out.report(range, format!("whatever {who} sends is run unseen"));
                }
            }
        }
    }
}

/// Whether the command runs what it reads.
fn runs(reader: &Command) -> bool {
    let reads_stdin = reader.operands().all(|word| word.is("-") || reader.has_flag("-s"))
        && !reader.has_any_flag(&["-c", "-e", "-m"]);
    reads_stdin && reader.is(&["sh|bash|dash|ash|zsh|python|python3|perl|ruby|node|php"])
}
