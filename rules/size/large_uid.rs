use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct LargeUid {}

/// The first user id at which the file of logins becomes large: some 30 MB, 300 bytes for each id below.
const LARGE: u64 = 100_000;

impl Rule for LargeUid {
    const META: Meta = Meta {
        name: "large-uid",
        group: Group::Size,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3046")],
        page: include_str!("large_uid.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.written_runs() {
            for command in step.script().find(&["useradd"]) {
                let uid = command.flag_value(&["-u", "--uid"]).and_then(|uid| uid.parse::<u64>().ok());
                let (Some(uid), Some(name)) = (uid.filter(|uid| *uid >= LARGE), command.words.first()) else {
                    continue;
                };
                if command.has_any_flag(&["-l", "--no-log-init"]) {
                    continue;
                }
                let message =
                    format!("a login record for user {uid} makes `/var/log/lastlog` huge, and the layer with it");
                let edit = Edit::insert(name.range.end, " --no-log-init");
                out.report(command.words_range(), message).fix(Fix::unsafe_("add `--no-log-init`", [edit]));
            }
        }
    }
}
