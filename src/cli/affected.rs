//! `layerwise affected`: which images a change makes others, for a CI that builds only those.

mod depends;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use build::Build;
use clap::{Args, ValueEnum};
use project::git::{History, Side};
use project::images::{self, Before, Image};
use rayon::prelude::*;
use report::affected::{Affected, Verdict};
use report::cache::Predicted;

use crate::output;

/// Show which images differ from a commit, of all that Dockerfiles, Compose and Bake files build, and which do not.
///
/// Exit code 0: none differs; 1: some do; 2: it could not be found out.
#[derive(Args)]
pub struct Options {
    /// Where to look for Dockerfiles, Compose and Bake files.
    #[arg(default_value = ".", value_name = "DIR")]
    directory: PathBuf,
    /// The commit to compare the working tree with.
    #[arg(long, value_name = "REV")]
    since: String,
    /// How to say it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs, on one line: `affected` is made for the matrix of a CI job.
    Json,
    /// A table for a pull request.
    Markdown,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    match judged(options) {
        Ok((text, any)) => match output::print(&text) {
            ExitCode::SUCCESS if any => ExitCode::from(1),
            code => code,
        },
        Err(error) => output::fail(&error.to_string()),
    }
}

/// The whole output, and whether any image differs.
fn judged(options: &Options) -> Result<(String, bool), project::Error> {
    let history = History::new(&options.directory, &options.since)?;
    let images = images::find(&options.directory, &history)?;
    let changed: BTreeSet<&str> = history.changed().collect();
    let before = Before::new(&images, &history);
    let here = history.working_directory();
    let judged = |image: &Image| match &image.problem {
        Some(it) => (Verdict::Unknown, format!("{}:{}: {}", from(&here, &it.file), it.line, it.message)),
        None => judge(image, before.of(image, &history), &history, &changed),
    };
    let mut verdicts: Vec<Judged> = images.par_iter().map(judged).collect();
    depends::spread(&images, &history, &mut verdicts);
    let shown: Vec<_> = images.iter().zip(verdicts).map(|(image, judged)| shown(image, judged, &here)).collect();
    let affected = Affected { since: &options.since, commit: history.commit(), images: &shown };
    let text = match options.format {
        Format::Text => report::affected::text(&affected),
        Format::Json => report::affected::json(&affected),
        Format::Markdown => report::affected::markdown(&affected),
    };
    let any = affected.affected().next().is_some();
    Ok((text, any))
}

/// A verdict and the reason for it.
type Judged = (Verdict, String);

/// What becomes of one image, which was `then` before; those that it builds on aside.
fn judge(image: &Image, then: Option<Image>, history: &History, changed: &BTreeSet<&str>) -> Judged {
    let same = || (Verdict::Same, String::new());
    let Some(then) = then else {
        return (Verdict::New, "it was not built before".to_owned());
    };
    let takes_changes = changed.iter().any(|path| image.recipe.may_take(path) || then.recipe.may_take(path));
    if then.recipe == image.recipe && !takes_changes {
        return same();
    }
    let (old, new) = match (built(&then, history, Side::Then), built(image, history, Side::Now)) {
        // What could not be built before and can now is as good as new.
        (_, Err(reason)) => return (Verdict::Unknown, reason),
        (Err(_), Ok(_)) => return (Verdict::New, "it could not be built before".to_owned()),
        (Ok(old), Ok(new)) => (old, new),
    };
    let prediction = cache::compare(&old, &new, &[]);
    let predicted = Predicted { build: &new, old: &old, prediction: &prediction, notes: &[] };
    let verdict = match prediction.image() {
        outcome if outcome.is_same() => return same(),
        outcome if outcome.files == cache::Fate::Maybe && outcome.configuration.is_empty() => Verdict::Maybe,
        _ => Verdict::Changed,
    };
    (verdict, report::cache::image(&predicted))
}

/// The build of an image, or why there is none.
fn built(image: &Image, history: &History, side: Side) -> Result<Build, String> {
    let inputs = image.recipe.inputs(history, side).map_err(|error| error.to_string())?;
    let Some(inputs) = inputs else { return Err(missing(image)) };
    let build = Build::new(inputs);
    let line = |offset| build.file().line_column(offset).line;
    if let Some(error) = build.parse().errors.first() {
        let line = error.line.unwrap_or_else(|| line(error.range.start));
        return Err(format!("line {line}: {}", error.message));
    }
    match build.errors().first() {
        Some(error) => Err(error.message.clone()),
        None => Ok(build),
    }
}

/// What of an image is not known.
fn missing(image: &Image) -> String {
    match (&image.recipe.directory, image.recipe.path()) {
        (None, _) => "its context is no directory of the repository".to_owned(),
        (_, Some(path)) => format!("there is no `{path}`"),
        (_, None) => "its Dockerfile is not known".to_owned(),
    }
}

/// What is reported of an image, with paths from the working directory.
fn shown(image: &Image, (verdict, reason): Judged, here: &Path) -> report::affected::Image {
    let path = |path: &str| from(here, path);
    let file = path(&image.file);
    let name = if image.kind == images::Kind::Dockerfile { file.clone() } else { image.name.clone() };
    report::affected::Image {
        name,
        kind: image.kind.name(),
        file,
        dockerfile: image.recipe.path().map(path),
        context: image.recipe.directory.as_deref().map(path),
        target: image.recipe.options.target.clone(),
        verdict,
        reason,
    }
}

/// `path`, which is relative to the top of the repository, from `here`, which is so too.
fn from(here: &Path, path: &str) -> String {
    let here: Vec<_> = here.iter().map(|part| part.to_string_lossy()).collect();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let shared = here.iter().zip(&parts).take_while(|(a, b)| a == *b).count();
    let up = here[shared..].iter().map(|_| "..");
    let way: Vec<&str> = up.chain(parts[shared..].iter().copied()).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_said_from_the_working_directory() {
        for (here, path, way) in [
            ("", "a/b", "a/b"),
            ("a", "a/b", "b"),
            ("a/b", "a", ".."),
            ("a", "", ".."),
            ("", "", "."),
            ("x/y", "a", "../../a"),
        ] {
            assert_eq!(from(Path::new(here), path), way);
        }
    }
}
