//! Copies the manifests first, installs, then copies the rest.

use build::{Context, Step};
use lint::Fix;
use syntax::Keyword;
use text::{Edit, TextRange};

use crate::ecosystems::Installing;
use crate::line_edits::with_comments;

/// The fix for an install whose RUN does nothing else, in the directory that everything is copied to. What that RUN did
/// with other files would be missing, so it is never safe.
pub(super) fn manifests_first(install: Installing, run: Step, copy: Step) -> Option<Fix> {
    let source = run.build().file();
    let destination = copy.copy()?.destination.as_ref()?;
    if !installs_alone(run)
        || !can_change_places(run, copy)
        || run.place(install.command.cwd()?)? != copy.destination()?
    {
        return None;
    }
    let files = match run.build().context() {
        _ if !install.files().is_empty() => named(install)?,
        Some(context) => present(install, context)?,
        None => guessed(install)?,
    };
    // What stands in between, comments included, stays in front of the RUN.
    let between = source.slice(TextRange::new(copy.range().end, run.range().end));
    // What stands above the copy speaks of all files.
    let (everything, end) = (source.slice(with_comments(copy)), source.line_end());
    let whole = with_comments(copy).cover(run.range());
    if are_there(&files, copy) {
        let edit = Edit::replace(whole, format!("{}{end}{everything}", between.trim_start()));
        return Some(Fix::unsafe_("copy the rest behind it", [edit]));
    }
    let directory = format!("{}/", destination.text.trim_end_matches('/'));
    let first = format!("{} {} {directory}", keyword_and_flags(copy)?, files.join(" "));
    let edit = Edit::replace(whole, format!("{first}{between}{end}{everything}"));
    Some(Fix::unsafe_(format!("copy {} first", list(&files)), [edit]))
}

/// Whether an earlier COPY of the stage has put files of these names where `copy` puts everything.
fn are_there(files: &[String], copy: Step) -> bool {
    let destination = copy.destination();
    let earlier =
        copy.stage().steps().take_while(|step| *step != copy).filter(|step| step.destination() == destination);
    let names: Vec<&str> =
        earlier.filter_map(Step::copy).flat_map(|copy| &copy.sources).map(|word| &*word.text).collect();
    let is_there = |file: &String| {
        let plain = file.trim_end_matches('*');
        names.iter().any(|name| name.trim_start_matches("./").trim_end_matches('*') == plain) || plain != file
    };
    files.iter().any(|file| !file.ends_with('*')) && files.iter().all(is_there)
}

/// `COPY` in the case of the original, with its flags. `None` for a flag that only ADD has.
fn keyword_and_flags(copy: Step) -> Option<String> {
    const SHARED: [&str; 3] = ["chown", "chmod", "link"];
    let source = copy.build().file();
    let instruction = copy.instruction();
    let lower = instruction.keyword.text.starts_with(char::is_lowercase);
    let keyword = if lower { "copy" } else { "COPY" };
    if !instruction.flags.iter().all(|flag| SHARED.contains(&&*flag.name)) {
        return None;
    }
    let flags = instruction.flags.iter().map(|flag| source.slice(flag.word.range));
    Some(std::iter::once(keyword).chain(flags).collect::<Vec<_>>().join(" "))
}

/// Whether all commands of the RUN install something, or tidy up behind it.
fn installs_alone(run: Step) -> bool {
    let script = run.script();
    let tidies = |command: &shell::Command| {
        command.subcommand() == Some("cache") || command.is(&["pip", "install"]) || command.is(&["corepack", "enable"])
    };
    let installing: Vec<_> = crate::ecosystems::installs(script).map(|install| install.command.range).collect();
    script.understood() && script.commands.iter().all(|command| installing.contains(&command.range) || tidies(command))
}

/// Whether the copy may come behind the RUN: it means the same there, and nothing in between reads the files.
fn can_change_places(run: Step, copy: Step) -> bool {
    let Some(words) = copy.copy() else { return false };
    let Some(destination) = &words.destination else { return false };
    let adjacent = run.previous() == Some(copy);
    let between = std::iter::successors(run.previous(), |step| step.previous()).take_while(|step| *step != copy);
    let harmless = |step: Step| {
        matches!(step.keyword(), Keyword::Workdir | Keyword::Env | Keyword::Expose | Keyword::Label | Keyword::User)
    };
    let same_there = adjacent || destination.text.starts_with('/');
    let plain = !words.json && words.sources.len() == 1 && !destination.text.contains('$');
    plain && same_there && copy.stage().id() == run.stage().id() && between.into_iter().all(harmless)
}

/// The files that the command names. `None` when a name is not known, or when they lie in directories: one COPY would put
/// them all into one.
fn named(install: Installing) -> Option<Vec<String>> {
    let plain = |file: Option<&str>| file.filter(|file| !file.contains('/')).map(str::to_owned);
    install.files().into_iter().map(plain).collect()
}

/// The files that are there, as a COPY takes them. `None` without a manifest, or when directories or workspaces count.
fn present(install: Installing, context: &Context) -> Option<Vec<String>> {
    let ecosystem = install.ecosystem;
    let is_there = |name: &str| context.find(name).is_some();
    let is_workspace = ["pnpm-workspace.yaml", "lerna.json", "go.work", "rush.json"].into_iter().any(is_there)
        || context.read("package.json").is_some_and(|text| String::from_utf8_lossy(&text).contains("\"workspaces\""));
    if is_workspace || ecosystem.folders.iter().any(|folder| is_there(folder)) {
        return None;
    }
    let all = ecosystem.manifests.iter().all(|name| is_there(name));
    let files = ecosystem.manifests.iter().chain(&ecosystem.optional).filter(|name| is_there(name));
    all.then(|| files.map(|name| (*name).to_owned()).collect())
}

/// The files that are most likely there. One that may be missing ends in `*`, which COPY takes for none as well.
fn guessed(install: Installing) -> Option<Vec<String>> {
    let ecosystem = install.ecosystem;
    if ecosystem.manifests.is_empty() || ecosystem.manifests.iter().any(|name| name.contains('*')) {
        return None;
    }
    if !ecosystem.guess.is_empty() {
        return Some(ecosystem.guess.iter().map(|name| (*name).to_owned()).collect());
    }
    let optional = ecosystem.optional.iter().take(1).map(|name| format!("{name}*"));
    Some(ecosystem.manifests.iter().map(|name| (*name).to_owned()).chain(optional).collect())
}

fn list(files: &[String]) -> String {
    let quoted: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
    quoted.join(", ")
}
