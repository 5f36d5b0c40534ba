//! The options that choose rules, and how they go together with `layerwise.toml`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use clap::builder::PossibleValuesParser;
use lint::settings::layer::{Layer, Set};
use lint::{Edition, Preset, Registry, Settings};
use project::settings::{Finder, Found};
use text::TextRange;

/// Which rules are asked.
#[derive(Args)]
#[command(next_help_heading = "Rules")]
pub struct Rules {
    /// The rules to begin with.
    #[arg(long, value_name = "PRESET", value_parser = PossibleValuesParser::new(Preset::ALL.map(Preset::name)))]
    preset: Option<String>,
    /// The yearly state of the preset.
    #[arg(long, value_name = "YEAR", value_parser = PossibleValuesParser::new(Edition::ALL.map(Edition::name)))]
    edition: Option<String>,
    /// Turn rules on, by name or alias (`untagged-image,DL3008`).
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Turn rules off; `all` leaves those of `--select`.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Read these settings instead of the nearest `layerwise.toml`; a `.hadolint.yaml` will do as well.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Read no settings.
    #[arg(long)]
    isolated: bool,
}

/// Where the settings of each file come from.
pub struct Source<'r> {
    finder: Finder<'r>,
    given: Option<Arc<Found>>,
    isolated: bool,
    command_line: Layer,
}

/// The settings of a file, and the `layerwise.toml` they are from.
pub struct OfFile {
    /// What is in force.
    pub settings: Settings,
    /// The file that says it.
    pub found: Option<Arc<Found>>,
}

impl Rules {
    /// Checks the names. The error is a sentence for people.
    pub fn source<'r>(&self, registry: &'r Registry) -> Result<Source<'r>, String> {
        let finder = Finder::new(registry);
        let given =
            self.config.as_ref().map(|path| finder.read(path)).transpose().map_err(|error| error.to_string())?;
        let mut command_line = Layer {
            preset: self.preset.as_deref().and_then(Preset::from_name).map(set),
            edition: self.edition.as_deref().and_then(Edition::from_name).map(set),
            ..Layer::default()
        };
        command_line.switch(names(&self.select, registry)?, names(&self.ignore, registry)?);
        Ok(Source { finder, given, isolated: self.isolated, command_line })
    }
}

impl Source<'_> {
    /// What the command line says.
    pub fn command_line(&self) -> &Layer {
        &self.command_line
    }

    /// What is in force for the file at `path`.
    pub fn of(&mut self, path: &Path) -> Result<OfFile, project::Error> {
        let found = match &self.given {
            Some(given) => Some(Arc::clone(given)),
            None if self.isolated => None,
            None => self.finder.nearest(path)?,
        };
        let settings = match &found {
            Some(found) => {
                let name = found.path_of(path);
                Settings::of(found.document.layers(&name).chain([&self.command_line]))
            }
            None => Settings::of([&self.command_line]),
        };
        Ok(OfFile { settings, found })
    }
}

/// A value of the command line, which has no place in a file.
fn set<T>(value: T) -> Set<T> {
    Set { value, range: TextRange::default() }
}

fn names(given: &[String], registry: &Registry) -> Result<Vec<Set<String>>, String> {
    let check = |name: &String| match registry.find(name).next() {
        None if name != "all" => Err(unknown_rule(name, registry)),
        _ => Ok(set(name.clone())),
    };
    given.iter().map(check).collect()
}

/// What to say about a name that no rule has.
pub fn unknown_rule(name: &str, registry: &Registry) -> String {
    let help = match registry.suggest(name) {
        Some(close) => format!("did you mean `{close}`?"),
        None => "`layerwise rules` lists them all".to_owned(),
    };
    format!("no rule is called `{}`\nhelp: {help}", report::visible(name))
}

/// What is wrong in a `layerwise.toml`, as the terminal shows it; empty when nothing is.
pub fn mistakes(found: &Found) -> String {
    let document = &found.document;
    document.mistakes.iter().map(|mistake| report::check::one(&document.file, mistake)).collect()
}
