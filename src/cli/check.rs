//! `layerwise check`: what is wrong.

mod fixing;
mod gate;
mod run;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use build::BuildOptions;
use clap::{Args, ValueEnum};
use project::context::{Found, Place, Places};
use report::check::{concise, full, json};
use report::machine::{self, Run};

use run::Outcome;

use crate::{output, settings};

const EXAMPLES: &str = "\
Examples:
  layerwise check                            every Dockerfile below the working directory
  layerwise check --fix api/Dockerfile       mend what can be mended without changing the image
  layerwise check --unsafe-fixes --diff .    show what all fixes would do
  layerwise check --add-ignores .            begin with what is new: silence what is there by comments
  layerwise check --preset hadolint .        what hadolint would say, with better places
  layerwise explain untagged-image           what a rule is about

Exit codes: 0 nothing found, 1 something found at or above --fail-on, 2 it could not be done.";

/// Find what is wrong in Dockerfiles, and mend it.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Files, and directories to search; `-` is standard input.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The name of what comes on standard input: settings are looked up for it.
    #[arg(long, value_name = "PATH", default_value = "Dockerfile", hide_default_value = true)]
    stdin_filename: PathBuf,
    /// How to say it.
    #[arg(long, value_enum, default_value = "full")]
    format: Format,
    #[command(flatten)]
    gate: gate::Gate,
    #[command(flatten)]
    fixing: fixing::Fixing,
    #[command(flatten)]
    rules: settings::Rules,
    #[command(flatten)]
    build: Build,
}

/// What would be passed to `docker build`.
#[derive(Args)]
#[command(next_help_heading = "Build")]
struct Build {
    /// The context; without it, what Compose and Bake files say, or the directory of a Dockerfile that has a `.dockerignore`
    /// beside it.
    #[arg(long, value_name = "DIR")]
    context: Option<PathBuf>,
    /// A build argument.
    #[arg(long, value_name = "NAME=VALUE", value_parser = crate::pair)]
    build_arg: Vec<(String, String)>,
    /// The stage to build [default: the last one].
    #[arg(long, value_name = "STAGE")]
    target: Option<String>,
    /// The platform to build for.
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
}

impl Build {
    /// How the Dockerfile at `path` is built: what is given here outweighs what the files around it say. With the context given
    /// they are not asked.
    fn of(&self, path: &Path, places: &mut Places) -> (Place, BuildOptions) {
        let found = self.context.as_ref().map(|directory| Found::given(directory, path));
        let Found { place, mut options, .. } = found.unwrap_or_else(|| places.of(path));
        options.args.extend(self.build_arg.iter().map(|(name, value)| (name.clone(), Some(value.clone()))));
        options.target = self.target.clone().or(options.target);
        options.platform = self.platform.clone().or(options.platform);
        (place, options)
    }
}

impl Options {
    /// Whether the report says what each fix rebuilds: it costs as much as looking for what is wrong.
    fn tells_rebuilds(&self) -> bool {
        matches!(self.format, Format::Full | Format::Json) && !self.gate.statistics
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The source, the place marked in it, and what a fix would do.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Code Climate's issues.
    Codeclimate,
    /// Checkstyle XML.
    Checkstyle,
    /// JUnit XML.
    Junit,
    /// SonarQube's external issues.
    Sonarqube,
    /// Reviewdog's JSON.
    Rdjson,
    /// `path:line:column: message`, as compilers say it.
    Gnu,
    /// A table for a comment or a job summary.
    Markdown,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match run::run(options) {
        Ok(outcome) => finish(options, outcome),
        Err(message) => output::fail(&text::visible_lines(&message)),
    }
}

/// Writes what was mended, says what came out, and decides the exit code: what could not be done outweighs what was found.
#[expect(clippy::disallowed_methods, reason = "a baseline names files from where the user stands")]
fn finish(options: &Options, mut outcome: Outcome) -> ExitCode {
    let shown = mended(options, &mut outcome);
    let directory = std::env::current_dir().unwrap_or_default();
    let directory = directory.to_string_lossy();
    if let Err(message) = options.gate.let_be(&mut outcome, &directory) {
        return output::fail(&message);
    }
    let run = outcome.as_run(&directory);
    let said = match (options.gate.write_baseline(&run), shown) {
        (Some(code), _) => code,
        (None, Some(shown)) => {
            output::note(&reported(options, &run, &outcome));
            output::print_text(&shown)
        }
        (None, None) => options.gate.say(&reported(options, &run, &outcome)),
    };
    if options.fixing.adds_ignores() {
        tell_left(&outcome);
    }
    tell_errors(&outcome);
    if said != ExitCode::SUCCESS || outcome.failed() {
        return ExitCode::from(2);
    }
    let would_change = options.fixing.only_shown() && !outcome.changes.is_empty();
    if would_change || options.gate.fails(&outcome) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Writes what was mended; or gives it, to be printed in place of the report: as a diff, or as the text that came on
/// standard input.
fn mended(options: &Options, outcome: &mut Outcome) -> Option<String> {
    let stdin = options.paths.iter().any(|path| path.as_path() == Path::new("-"));
    let (mut diffs, mut texts) = (String::new(), String::new());
    for change in &outcome.changes {
        if options.fixing.only_shown() {
            diffs.push_str(&change.diff());
        } else if stdin {
            texts.push_str(change.after.text());
        } else if let Err(error) = change.write() {
            outcome.errors.push(error.to_string());
        }
    }
    let mends = options.fixing.changes_files();
    if stdin && mends && outcome.changes.is_empty() {
        texts.extend(outcome.checked.iter().map(|checked| checked.file.text()));
    }
    (options.fixing.only_shown() || (stdin && mends)).then(|| diffs + &texts)
}

/// Says what no comment silences.
fn tell_left(outcome: &Outcome) {
    let rules: BTreeSet<_> =
        outcome.checked.iter().flat_map(|checked| &checked.diagnostics).map(|found| found.rule).collect();
    if !rules.is_empty() {
        let rules = rules.into_iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ");
        output::note(&format!("no comment silences what is left: {rules}\n"));
    }
    for checked in outcome.checked.iter().filter(|checked| checked.file.is_lossy()) {
        let path = checked.file.path();
        output::note(&text::visible_lines(&format!("`{path}` is not UTF-8, so no comment was written\n")));
    }
}

fn tell_errors(outcome: &Outcome) {
    outcome.settings.iter().for_each(|mistakes| output::note(mistakes));
    for warning in &outcome.warnings {
        output::warn(&text::visible(warning));
    }
    for unread in &outcome.unread {
        output::fail(&unread.reason);
    }
    for message in &outcome.errors {
        output::fail(message);
    }
    for (path, undone) in &outcome.undone {
        let (rule, title, reason) = (undone.rule, &undone.title, &undone.reason);
        let told = format!("{path}: the fix \"{title}\" of `{rule}` was undone, which is a bug in it: {reason}");
        output::note(&format!("{}\n", text::visible(&told)));
    }
}

fn reported(options: &Options, run: &Run, outcome: &Outcome) -> String {
    if options.gate.statistics {
        return machine::statistics(run);
    }
    match options.format {
        Format::Full => full(run) + &summary(run, outcome),
        Format::Concise => concise(run),
        Format::Json => json(run),
        Format::Sarif => machine::sarif(run),
        Format::Github => machine::github(run),
        Format::Gitlab => machine::gitlab(run),
        Format::Codeclimate => machine::codeclimate(run),
        Format::Checkstyle => machine::checkstyle(run),
        Format::Junit => machine::junit(run),
        Format::Sonarqube => machine::sonarqube(run),
        Format::Rdjson => machine::rdjson(run),
        Format::Gnu => machine::gnu(run),
        Format::Markdown => machine::markdown(run),
    }
}

fn summary(run: &Run, outcome: &Outcome) -> String {
    let done = [
        counted(outcome.fixed, "fix applied; ", "fixes applied; "),
        counted(outcome.silenced, "finding silenced; ", "findings silenced; "),
    ];
    done.concat() + &run.summary()
}

/// Nothing where there is none.
fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => String::new(),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}
