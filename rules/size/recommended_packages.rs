use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct RecommendedPackages {}

const INSTALL: &[&str] = &["apt-get|apt|aptitude", "install"];

impl Rule for RecommendedPackages {
    const META: Meta = Meta {
        name: "recommended-packages",
        group: Group::Size,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Hadolint],
        aliases: &[Alias::hadolint("DL3015")],
        page: include_str!("recommended_packages.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // A configuration file may say it once and for all.
        if build.file().text().contains("Install-Recommends \"") {
            return;
        }
        for command in build.written_runs().flat_map(|step| &step.script().commands) {
            let (Some(name), Some(install)) = (command.words.first(), command.last_of(INSTALL)) else { continue };
            if is_without(command) {
                continue;
            }
            let message =
                format!("`{} install` brings recommended packages too, which nothing here asks for", name.shown());
            let flag = if command.is(&["aptitude"]) { "--without-recommends" } else { "--no-install-recommends" };
            // Behind a `-y`, so that the two come in one order whichever is added first.
            let yes = command.words.iter().find(|word| word.range.start > install.range.end);
            let place = yes.filter(|word| word.is("-y") || word.is("--yes")).unwrap_or(install).range.end;
            out.report(name.range.cover(install.range), message)
                .fix(Fix::unsafe_(format!("add `{flag}`"), [Edit::insert(place, format!(" {flag}"))]));
        }
    }
}

fn is_without(command: &Command) -> bool {
    let off = |option: &str| {
        let off = option.strip_prefix("APT::Install-Recommends=");
        off.is_some_and(|value| matches!(value.trim_matches('"'), "false" | "0" | "no" | "off"))
    };
    command.has_any_flag(&["--no-install-recommends", "--without-recommends", "-R", "--install-recommends"])
        || command.flag_values(&["-o", "--option"]).any(|option| option.is_none_or(off))
}
