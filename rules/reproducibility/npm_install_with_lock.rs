use build::{Build, What};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::Edit;

#[derive(Default, Serialize, Deserialize)]
pub struct NpmInstallWithLock {}

impl Rule for NpmInstallWithLock {
    const META: Meta = Meta {
        name: "npm-install-with-lock",
        group: Group::Reproducibility,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("npm_install_with_lock.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for stage in build.stages() {
            let mut locked = false;
            for step in stage.steps() {
                locked |= step
                    .sources()
                    .iter()
                    .any(|source| matches!(&source.what, What::Path(path) if path.ends_with("package-lock.json")));
                for install in step.script().find(&["npm", "install|i"]).filter(|_| locked && step.run().is_some()) {
                    let mut operands = install.operands();
                    let (Some(word), None) = (operands.next(), operands.next()) else { continue };
                    // With packages or flags of its own it is another command.
                    if install.flags().all(|flag| KEPT.iter().any(|kept| flag.prefix().starts_with(kept))) {
                        let fix = Fix::unsafe_("use `npm ci`", [Edit::replace(word.range, "ci")]);
                        out.report(
                            install.words_range(),
                            "`npm install` may install other versions than the lock file says; `npm ci` does not",
                        )
                        .fix(fix);
                    }
                }
            }
        }
    }
}

/// Flags that mean the same to `npm ci`.
const KEPT: [&str; 9] = [
    "--production",
    "--omit",
    "--only",
    "--no-audit",
    "--no-fund",
    "--silent",
    "--quiet",
    "--loglevel",
    "--ignore-scripts",
];
