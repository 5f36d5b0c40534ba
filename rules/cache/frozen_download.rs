use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Word};

#[derive(Default, Serialize, Deserialize)]
pub struct FrozenDownload {}

impl Rule for FrozenDownload {
    const META: Meta = Meta {
        name: "frozen-download",
        group: Group::Cache,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("frozen_download.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.runs() {
            let script = step.script();
            let pinned = script.commands.iter().any(|command| command.is(&["git", "checkout|reset|switch|submodule"]));
            for command in &script.commands {
                let range = if command.is(&["git", "clone"]) {
                    let moves = !pinned && moves(command);
                    moves.then(|| command.words_range())
                } else if command.is(&["curl|wget"]) {
                    command.operands().find(|word| is_newest(word)).map(|word| word.range)
                } else {
                    None
                };
                if let Some(range) = range {
                    let message = "this is reused for as long as its text stays the same, so it stays at what was the newest once";
                    out.report(range, message);
                }
            }
        }
    }
}

/// Branches that move with every change.
const BRANCHES: [&str; 4] = ["main", "master", "HEAD", "develop"];

/// Whether a clone of a known repository takes a branch that moves, or whichever is the default.
fn moves(clone: &Command) -> bool {
    let known = clone.operands().nth(1).is_some_and(|repository| !repository.is_dynamic());
    let branch = ["-b", "--branch", "--revision"];
    known && (!clone.has_any_flag(&branch) || clone.flag_value(&branch).is_some_and(|name| BRANCHES.contains(&name)))
}

/// Whether a part of the URL's path means the newest.
fn is_newest(url: &Word) -> bool {
    let text = &url.text;
    text.contains("://") && text.split('/').any(|part| part == "latest" || BRANCHES.contains(&part))
}
