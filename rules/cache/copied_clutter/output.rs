//! Build output that lies in the context although the image makes its own.

use build::{Context, Step};
use shell::Command;

/// A tool, the file that says what it builds, and the directories that it fills.
struct Tool {
    /// Commands that build, as [`Command::is`] takes them.
    commands: &'static [&'static [&'static str]],
    project: &'static str,
    outputs: &'static [&'static str],
}

const TOOLS: [Tool; 10] = [
    Tool { commands: &[&["cargo", "build|install|test|check"]], project: "Cargo.toml", outputs: &["target"] },
    Tool { commands: &[&["mvn|mvnw"]], project: "pom.xml", outputs: &["target"] },
    Tool { commands: &[&["gradle|gradlew"]], project: "build.gradle", outputs: &["build"] },
    Tool { commands: &[&["gradle|gradlew"]], project: "build.gradle.kts", outputs: &["build"] },
    Tool {
        commands: &[&["npm|yarn|pnpm|bun", "run", "build"], &["yarn|pnpm", "build"]],
        project: "package.json",
        outputs: &["dist", "build", "out", ".next", ".nuxt", ".output", ".svelte-kit"],
    },
    Tool { commands: &[&["composer", "install"]], project: "composer.json", outputs: &["vendor"] },
    Tool { commands: &[&["mix", "compile|release"]], project: "mix.exs", outputs: &["_build", "deps"] },
    Tool { commands: &[&["swift", "build"]], project: "Package.swift", outputs: &[".build"] },
    Tool { commands: &[&["stack", "build|install"]], project: "stack.yaml", outputs: &[".stack-work"] },
    Tool { commands: &[&["zig", "build"]], project: "build.zig", outputs: &["zig-out", ".zig-cache"] },
];

/// The directories that `copy` takes and a later command of its stage fills itself. Only what git ignores as well is
/// output for sure: in some projects `build` holds sources.
pub(super) fn made(copy: Step, context: &Context) -> Vec<String> {
    let behind = std::iter::successors(copy.next(), |step| step.next()).filter(|step| step.run().is_some());
    let commands: Vec<&Command> = behind.flat_map(|step| &step.script().commands).collect();
    let mut outputs = Vec::new();
    for tool in TOOLS.iter().filter(|tool| context.included(tool.project)) {
        let runs = commands.iter().any(|command| tool.commands.iter().any(|head| command.is(head)));
        let there = tool.outputs.iter().filter(|name| runs && context.included(name) && git_ignores(context, name));
        outputs.extend(there.map(|name| (*name).to_owned()));
    }
    outputs
}

/// Whether the `.gitignore` of the context has a line for the file or directory `name`.
pub(super) fn git_ignores(context: &Context, name: &str) -> bool {
    let ignored = context.read(".gitignore").unwrap_or_default();
    let ignored = String::from_utf8_lossy(&ignored);
    let mut lines = ignored.lines().map(|line| line.trim().trim_start_matches("**/").trim_matches('/'));
    lines.any(|line| line == name || line.strip_suffix("/*") == Some(name) || line.strip_suffix('*') == Some(name))
}
