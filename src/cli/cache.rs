//! `layerwise cache`: what a change rebuilds, and why.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use build::{Build, BuildOptions};
use cache::{Change, Prediction};
use clap::{Args, ValueEnum};
use project::inputs::Request;
use report::cache::Predicted;

use crate::output;

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
    Text,
    Json,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match shown(options) {
        Ok(text) => output::print(&text),
        Err(message) => output::fail(&message),
    }
}

fn shown(options: &Options) -> Result<String, String> {
    let new = built(&options.request())?;
    let old = match options.old_request() {
        Some(request) => Some(built(&request)?),
        None => None,
    };
    let changes = options.changes();
    let prediction: Prediction = match &old {
        Some(old) => cache::compare(old, &new, &changes),
        None => cache::predict(&new, &changes),
    };
    let predicted = Predicted { build: &new, old: old.as_ref().unwrap_or(&new), prediction: &prediction };
    match options.format {
        Format::Text | Format::Json => {
            report::cache::json(&predicted).map(|json| json + "\n").map_err(|error| error.to_string())
        }
    }
}

/// Reads a build; one that BuildKit refuses has no steps to speak of.
fn built(request: &Request) -> Result<Build, String> {
    let build = Build::new(request.read().map_err(|error| error.to_string())?);
    let path = build.file().path();
    let at = |offset| build.file().line_column(offset).line;
    if let Some(error) = build.parse().errors.first() {
        let line = error.line.unwrap_or_else(|| at(error.range.start));
        return Err(format!("{path}:{line}: {}, so the build stops here", error.message));
    }
    if let Some(error) = build.errors().first() {
        let place = if error.range.is_empty() { String::new() } else { format!(":{}", at(error.range.start)) };
        return Err(format!("{path}{place}: {}", error.message));
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
            args: map(args),
            target: target.map(str::to_owned),
            platform: Some(self.platform.clone().unwrap_or_else(machine)),
            build_platform: Some(machine()),
            contexts: map(contexts),
        }
    }

    fn changes(&self) -> Vec<Change> {
        let images = self.change.changed_image.iter().cloned().map(Change::Image);
        let args = self.change.changed_arg.iter().cloned().map(Change::Arg);
        let urls = self.change.changed_url.iter().cloned().map(Change::Url);
        images.chain(args).chain(urls).collect()
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

/// `NAME=VALUE`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`; it is NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}
