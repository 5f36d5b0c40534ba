use std::collections::{HashMap, HashSet};

use build::{Build, Stage, Step, lies_in};
use cache::{Built, Change, Fate};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::Condition;

use crate::ecosystems::{Installing, installs};

mod fix;
mod sources;

use sources::Files;

#[derive(Default, Serialize, Deserialize)]
pub struct InstallAfterCopy {}

impl Rule for InstallAfterCopy {
    const META: Meta = Meta {
        name: "install-after-copy",
        group: Group::Cache,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("install_after_copy.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        if !build.copies().any(Step::copies_everything) {
            return;
        }
        // For each stage the package managers that have installed something in it, or in those that it starts from.
        let mut installed: Vec<HashSet<&str>> = Vec::new();
        let mut edits: Option<Edits> = None;
        for stage in build.stages() {
            let inherited = stage.parent().map(|parent| installed[parent.id().index()].clone());
            installed.push(inherited.unwrap_or_default());
            for step in stage.steps() {
                // What an ONBUILD says runs elsewhere.
                for install in step.run().map(|_| installs(step.script())).into_iter().flatten() {
                    // A second install adds to the layer of the first one.
                    let first = installed[stage.id().index()].insert(install.ecosystem.name);
                    if !first || !runs_in_vain(install, step) {
                        continue;
                    }
                    let Some(copy) = copies_before(step).find(|copy| reads_from(install, step, *copy)) else {
                        continue;
                    };
                    let files = sources::files(install, copy);
                    if edits.get_or_insert_with(|| Edits::new(build)).run_again(step, files.as_ref()) {
                        report(install, step, copy, files.as_ref(), out);
                    }
                }
            }
            let all = stage.steps().flat_map(|step| installs(step.script()));
            installed[stage.id().index()].extend(all.map(|install| install.ecosystem.name));
        }
    }
}

/// The copies of everything below `step`: what the parent stages copied, then what its own did.
fn copies_before(step: Step) -> impl Iterator<Item = Step> {
    let parents = step.stage().lineage().skip(1).flat_map(Stage::steps);
    let own = step.stage().steps().take_while(move |earlier| earlier.id() < step.id());
    parents.chain(own).filter(|step| step.copies_everything())
}

/// Whether the install certainly runs, and reads its files where `copy` has put everything.
fn reads_from(install: Installing, step: Step, copy: Step) -> bool {
    let place = &install.command.place;
    let certain = matches!(place.condition, None | Some(Condition::Or)) && place.function.is_none();
    let cwd = install.command.cwd().and_then(|cwd| step.place(cwd));
    let Some((cwd, destination)) = cwd.zip(copy.destination()) else { return false };
    let inside = |file: Option<&str>| match file {
        Some(file) if file.starts_with('/') => lies_in(file, &destination),
        Some(file) => !file.contains("://"),
        None => false,
    };
    certain && lies_in(&cwd, &destination) && install.files().into_iter().all(inside)
}

/// Whether it would do with less than everything, and nothing else saves the work.
fn runs_in_vain(install: Installing, step: Step) -> bool {
    let cached = step.run().is_some_and(|run| run.mounts.iter().any(|mount| mount.is("cache")));
    let brought = step.stage().steps().filter(|copy| copy.copies_from().is_some()).any(|copy| {
        let sources = copy.copy().map(|copy| copy.sources.as_slice()).unwrap_or_default();
        let outputs = &install.ecosystem.outputs;
        sources.iter().any(|source| outputs.iter().any(|output| source.text.contains(output)))
    });
    !cached && !brought && !install.command.has_flag("--offline") && !sources::needed(install, step)
}

/// The build as it is in a cache, and what each edit of a file that was asked about does to its steps.
struct Edits<'b> {
    built: Built<'b>,
    fates: HashMap<String, Vec<Fate>>,
}

impl<'b> Edits<'b> {
    fn new(build: &'b Build) -> Self {
        Self { built: Built::new(build), fates: HashMap::new() }
    }

    /// Whether the builder runs the step again after an edit of a file that it does not read.
    fn run_again(&mut self, step: Step, files: Option<&Files>) -> bool {
        // Without a context any path will do: everything is copied.
        let edited = files.map_or("README.md", |files| &files.other);
        let Self { built, fates } = self;
        let fates = fates.entry(edited.to_owned()).or_insert_with(|| built.fates(&[Change::File(edited.to_owned())]));
        // What the target does not need is skipped, and would run again for whoever asks for that stage.
        matches!(fates[step.id().index()], Fate::Rebuilt | Fate::Skipped)
    }
}

fn report(install: Installing, step: Step, copy: Step, files: Option<&Files>, out: &mut Diagnostics) {
    let name = install.shown();
    let message = match files {
        Some(Files { copied, read, .. }) => {
            format!("an edit of any of {copied} files runs `{name}` again, which reads {read} of them")
        }
        None => format!("`{name}` comes behind a copy of everything, so any edit installs all dependencies again"),
    };
    let found = out.report(install.command.words_range(), message);
    found.label(copy.range(), "this copies every file");
    if install.installs_project() {
        let flag = install.install.dependencies_only[0];
        found.note(format!("`{name} {flag}` installs the dependencies alone, which needs no sources"));
        return;
    }
    match fix::manifests_first(install, step, copy) {
        Some(fix) => found.fix(fix),
        None => found.note("copy the files that it reads, run it, then copy the rest"),
    };
}
