use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct PipedDownload {}

impl Rule for PipedDownload {
    const META: Meta = Meta {
        name: "piped-download",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("piped_download.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let script = step.script();
            for download in script.find(&["curl|wget"]) {
                let Some(reader) = script.piped_to(download).first() else { continue };
                let reads_stdin = reader.operands().all(|word| word.is("-") || reader.has_flag("-s"))
                    && !reader.has_any_flag(&["-c", "-e", "-m"]);
                if reads_stdin && reader.is(&["sh|bash|dash|ash|zsh|python|python3|perl|ruby|node|php"]) {
                    out.report(download.range.cover(reader.range), "whatever the server sends is run unseen");
                }
            }
        }
    }
}
