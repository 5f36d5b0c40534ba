use build::{Build, Stage, Step};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Command;
use syntax::Keyword;

use crate::images::is_written_out;

#[derive(Default, Serialize, Deserialize)]
pub struct MissingProgram {}

impl Rule for MissingProgram {
    const META: Meta = Meta {
        name: "missing-program",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("missing_program.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        // For each stage whether it, or one that it starts from, may bring programs.
        let mut brought: Vec<bool> = Vec::new();
        for stage in build.stages() {
            let absent = absent(stage);
            let inherited = stage.parent().is_some_and(|parent| brought[parent.id().index()]);
            brought.push(inherited || absent.is_empty() || stage.executed().any(may_bring));
            if brought[stage.id().index()] {
                continue;
            }
            let commands =
                stage.steps().flat_map(|step| step.script().commands.iter().map(move |command| (step, command)));
            // What a health check tests is whether it works, not whether it is there.
            let called = commands.filter(|(step, command)| {
                command.is_certain() && (!command.place.tested || step.keyword() == Keyword::Healthcheck)
            });
            let mut missing =
                called.filter_map(|(_, command)| Some((command, command.name().filter(|name| absent.contains(name))?)));
            if let Some((command, name)) = missing.next().filter(|_| is_written_out(stage)) {
                out.report(command.words[0].range, format!("the base image has no `{name}`, and no step installs it"));
            }
        }
    }
}

/// What the image that the stage comes down to is known not to have.
fn absent(stage: Stage) -> &'static [&'static str] {
    let Some(image) = stage.root_image() else { return &[] };
    let tag = image.tag.as_deref().unwrap_or_default();
    match image.official() {
        // What images of that age had besides is not known.
        Some("ubuntu") if matches!(tag, "precise" | "trusty") || version(tag).is_some_and(|version| version < 16) => {
            &[]
        }
        Some("debian" | "ubuntu") => &["curl", "wget", "git", "unzip", "jq", "node", "npm", "pip", "java"],
        Some("alpine") => &["bash", "curl", "git", "jq", "node", "npm", "pip", "python3", "java"],
        Some("node" | "python" | "ruby") if tag.contains("alpine") => &["bash", "curl", "git", "jq", "java"],
        // Slim images of old versions had `curl`.
        Some("node") if version(tag).is_some_and(|version| version < 12) => &[],
        Some("node" | "python" | "ruby") if tag.contains("slim") => &["curl", "wget", "git", "jq", "java"],
        _ => &[],
    }
}

/// The number that a tag begins with.
fn version(tag: &str) -> Option<u32> {
    tag[..tag.find(|c: char| !c.is_ascii_digit()).unwrap_or(tag.len())].parse().ok()
}

/// Whether the step may bring programs: it installs something, which may need others, or runs what can't be looked into.
fn may_bring(step: Step) -> bool {
    match step.keyword() {
        Keyword::Run => {
            let script = step.script();
            let mounts = step.run().is_some_and(|run| run.mounts.iter().any(|mount| mount.is("bind")));
            mounts
                || !script.understood()
                || !script.is_posix()
                || script.commands.iter().any(|command| !is_plain(command))
        }
        Keyword::Copy | Keyword::Add => {
            step.copies_from().is_some()
                || step.keyword() == Keyword::Add
                || step.destination().is_none_or(|place| place.contains("bin") || place == "/")
        }
        Keyword::Env => step.declares().iter().any(|variable| &*variable.name == "PATH"),
        _ => false,
    }
}

/// Whether the command is one that installs no programs. What is absent itself may be called.
fn is_plain(command: &Command) -> bool {
    let Some(name) = command.name() else { return true };
    PLAIN.contains(&name)
        || ABSENT.contains(&name)
        || command.is(&["apt-get|apt", "update|clean|upgrade"])
        || command.is(&["npm|yarn|pnpm", "ci|install|run"])
        || command.is(&["pip", "install"])
        || command.is(&["apk", "update"])
}

const ABSENT: [&str; 6] = ["curl", "wget", "git", "unzip", "jq", "bash"];

const PLAIN: [&str; 26] = [
    "echo", "mkdir", "rm", "cp", "mv", "ln", "chmod", "chown", "set", "export", "cd", "useradd", "adduser", "groupadd",
    "addgroup", "sed", "true", "touch", "cat", "ls", "tar", "test", "[", "exit", "yarn", "printf",
];
