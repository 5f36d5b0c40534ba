//! `layerwise cache`: what a change rebuilds, and why.

mod changed;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use build::{Build, BuildOptions, Inputs};
use cache::Change;
use clap::{Args, ValueEnum};
use project::inputs::Request;
use report::cache::Predicted;

use crate::progress::Progress;
use crate::{output, pair};
use changed::Given;

/// Show which steps a change runs again, and why, without building.
#[derive(Args)]
pub struct Options {
    /// The context.
    #[arg(default_value = ".", value_name = "CONTEXT")]
    directory: PathBuf,
    /// The Dockerfile [default: CONTEXT/Dockerfile].
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The stage to build [default: the last one].
    #[arg(short, long, value_name = "STAGE")]
    target: Option<String>,
    /// A build argument.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    build_arg: Vec<(String, String)>,
    /// A named context: a directory, or `docker-image://IMAGE`.
    #[arg(long, value_name = "NAME=PLACE", value_parser = pair)]
    build_context: Vec<(String, String)>,
    /// The platform to build for [default: the one of this machine].
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
    #[command(flatten)]
    change: What,
    #[command(flatten)]
    against: Against,
    /// How to say it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What changed.
#[derive(Args)]
#[command(next_help_heading = "What changed")]
struct What {
    /// A file, directory or glob of the context; `-` reads paths from standard input.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["since", "against"])]
    changed: Vec<String>,
    /// An image that stands for something else.
    #[arg(long, value_name = "IMAGE")]
    changed_image: Vec<String>,
    /// A build argument with another value.
    #[arg(long, value_name = "NAME")]
    changed_arg: Vec<String>,
    /// A URL or repository of an ADD that holds something else.
    #[arg(long, value_name = "URL")]
    changed_url: Vec<String>,
}

/// The build to compare with.
#[derive(Args)]
#[command(next_help_heading = "What it is compared with")]
struct Against {
    /// A commit: what differs from it in the working tree, Dockerfile and ignore file included.
    #[arg(long, value_name = "REV", conflicts_with = "against")]
    since: Option<String>,
    /// Another copy of the context.
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
    /// Its Dockerfile [default: DIR/Dockerfile].
    #[arg(long, value_name = "FILE", requires = "against")]
    against_file: Option<PathBuf>,
    /// The stage that was built.
    #[arg(long, value_name = "STAGE", requires = "against")]
    against_target: Option<String>,
    /// A build argument that was given.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, requires = "against")]
    against_build_arg: Vec<(String, String)>,
    /// A named context that was given.
    #[arg(long, value_name = "NAME=PLACE", value_parser = pair, requires = "against")]
    against_build_context: Vec<(String, String)>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A table for a pull request.
    Markdown,
    /// The build graph for Graphviz.
    Dot,
    /// The build graph for Mermaid.
    Mermaid,
    /// A picture of the build graph.
    Svg,
}

impl Format {
    fn is_graph(self) -> bool {
        matches!(self, Self::Dot | Self::Mermaid | Self::Svg)
    }
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match shown(options) {
        Ok(text) => output::print(&text),
        Err(message) => output::fail(&text::visible_lines(&message)),
    }
}

fn shown(options: &Options) -> Result<String, String> {
    let request = options.request();
    let given = Given::read(&options.change.changed)?;
    let progress = Progress::begin("reading the context");
    let new = built(match options.places(&given)? {
        Some(places) => request.read_for(&places),
        None => request.read(),
    })?;
    let old = match (&options.against.since, options.old_request()) {
        (Some(revision), _) => match new.context() {
            Some(now) => Some(built(request.read_since(revision, now))?),
            None => None,
        },
        (None, Some(request)) => Some(built(request.read())?),
        (None, None) => None,
    };
    drop(progress);
    let progress = Progress::begin("comparing files");
    let (changes, notes) = options.changes(&given, &new)?;
    let prediction = match &old {
        Some(old) => cache::compare(old, &new, &changes),
        None if changes.is_empty() && !options.format.is_graph() => return table(&new, options.format),
        None => cache::predict(&new, &changes),
    };
    drop(progress);
    let predicted =
        Predicted { build: &new, old: old.as_ref().unwrap_or(&new), prediction: &prediction, notes: &notes };
    match options.format {
        Format::Text => Ok(report::cache::text(&predicted)),
        Format::Markdown => Ok(report::cache::markdown(&predicted)),
        Format::Json => in_lines(report::cache::json(&predicted)),
        Format::Dot => Ok(report::cache::dot(&predicted)),
        Format::Mermaid => Ok(report::cache::mermaid(&predicted)),
        Format::Svg => Ok(report::cache::svg(&predicted)),
    }
}

/// What each step depends on: the answer when nothing changed.
fn table(build: &Build, format: Format) -> Result<String, String> {
    match format {
        Format::Json => in_lines(report::cache::table_json(build)),
        _ => Ok(report::cache::table_text(build)),
    }
}

fn in_lines(json: Result<String, serde_json::Error>) -> Result<String, String> {
    json.map(|json| json + "\n").map_err(|error| error.to_string())
}

/// Reads a build; one that `BuildKit` refuses has no steps to speak of.
fn built(inputs: Result<Inputs, project::Error>) -> Result<Build, String> {
    let build = Build::new(inputs.map_err(|error| error.to_string())?);
    let path = text::visible(build.file().path());
    let at = |offset| build.file().line_column(offset).line;
    if let Some(error) = build.parse().errors.first() {
        let line = error.line.unwrap_or_else(|| at(error.range.start));
        return Err(format!("{path}:{line}: {}, so the build stops here", text::visible(&error.message)));
    }
    if let Some(error) = build.errors().first() {
        let place = if error.range.is_empty() { String::new() } else { format!(":{}", at(error.range.start)) };
        return Err(format!("{path}{place}: {}", text::visible(&error.message)));
    }
    Ok(build)
}

impl Options {
    fn request(&self) -> Request {
        Request {
            directory: self.directory.clone(),
            dockerfile: self.file.clone(),
            options: self.build_options(&self.build_arg, self.target.as_deref(), &self.build_context),
        }
    }

    fn old_request(&self) -> Option<Request> {
        let against = &self.against;
        Some(Request {
            directory: against.against.clone()?,
            dockerfile: against.against_file.clone(),
            options: self.build_options(
                &against.against_build_arg,
                against.against_target.as_deref(),
                &against.against_build_context,
            ),
        })
    }

    fn build_options(
        &self,
        args: &[(String, String)],
        target: Option<&str>,
        contexts: &[(String, String)],
    ) -> BuildOptions {
        let map = |pairs: &[(String, String)]| pairs.iter().cloned().collect::<BTreeMap<_, _>>();
        BuildOptions {
            args: args.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect(),
            target: target.map(str::to_owned),
            platform: Some(self.platform.clone().unwrap_or_else(machine)),
            build_platform: Some(machine()),
            contexts: map(contexts),
            ..BuildOptions::default()
        }
    }

    /// The places in the context that are all that the question is about; `None` if it is about the whole context.
    fn places(&self, given: &Given) -> Result<Option<Vec<String>>, String> {
        let what = &self.change;
        let compared = self.against.since.is_some() || self.against.against.is_some();
        let said = [&what.changed, &what.changed_image, &what.changed_arg, &what.changed_url];
        if compared || said.iter().all(|names| names.is_empty()) {
            return Ok(None);
        }
        given.places(&self.directory)
    }

    /// What is said to have changed, and what is to be said about it.
    fn changes(&self, given: &Given, build: &Build) -> Result<(Vec<Change>, Vec<String>), String> {
        let what = &self.change;
        let mut notes = Vec::new();
        let mut changes = Vec::new();
        if let Some(context) = build.context().filter(|_| !what.changed.is_empty()) {
            let changed = given.find(&self.directory, context)?;
            changes.extend(changed.paths.into_iter().map(Change::File));
            notes.extend(changed.notes);
        }
        changes.extend(what.changed_image.iter().cloned().map(Change::Image));
        changes.extend(what.changed_arg.iter().cloned().map(Change::Arg));
        changes.extend(what.changed_url.iter().cloned().map(Change::Url));
        let unused = changes.iter().filter(|change| !cache::concerns(build, change));
        notes.extend(unused.filter_map(|change| match change {
            Change::Image(name) => Some(format!("no step takes image `{name}`")),
            Change::Arg(name) => Some(format!("no stage declares argument `{name}`")),
            Change::Url(url) => Some(format!("no step takes `{url}`")),
            Change::File(_) => None,
        }));
        Ok((changes, notes))
    }
}

/// The platform that a builder on this machine builds for.
fn machine() -> String {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("linux/{arch}")
}
