//! What a run lets through, and where it says so.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use lint::settings::FailOn;
use report::machine::{self, Baseline, Run};

use super::run::Outcome;
use crate::output;

/// What makes the exit code 1, and what is let be.
#[derive(Args)]
#[command(next_help_heading = "Gates")]
pub struct Gate {
    /// The mildest level that makes the exit code 1 [default: as set in `layerwise.toml`, else warning].
    #[arg(long, value_name = "LEVEL", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// Report only what is not in this file.
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write what there is to say now to this file, and let it be from now on.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Write the report to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Say how often each rule found something, and no more.
    #[arg(long, conflicts_with = "format")]
    pub statistics: bool,
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::ALL.map(FailOn::name)).map(|name| FailOn::from_name(&name).unwrap_or_default())
}

impl Gate {
    /// Whether what was found is too much.
    pub fn fails(&self, outcome: &Outcome) -> bool {
        if self.write_baseline.is_some() {
            return false;
        }
        let mut all = outcome.checked.iter().zip(&outcome.fail_on);
        all.any(|(checked, of_file)| {
            let fail_on = self.fail_on.unwrap_or(*of_file);
            checked.diagnostics.iter().any(|found| fail_on.fails(found))
        })
    }

    /// Takes what the baseline lets be out of what was found.
    pub fn let_be(&self, outcome: &mut Outcome, directory: &str) -> Result<(), String> {
        let Some(path) = &self.baseline else { return Ok(()) };
        let file =
            project::source::read(path).map_err(|error| format!("{error}\nhelp: `--write-baseline` writes one"))?;
        let (known, gone) = Baseline::read(file.text()).let_be(&mut outcome.checked, directory);
        let (path, known) = (path.display(), report::quantity::counted(known as u64, "finding"));
        let gone = match gone {
            0 => String::new(),
            gone => format!("; {gone} of its lines found nothing and can go"),
        };
        output::note(&format!("{known} let be by `{path}`{gone}\n"));
        Ok(())
    }

    /// Writes the baseline, if that is asked for: then it is all that is done.
    pub fn write_baseline(&self, run: &Run) -> Option<ExitCode> {
        let path = self.write_baseline.as_ref()?;
        Some(write(path, &machine::baseline(run)))
    }

    /// Prints the report, or writes it where it is asked for.
    pub fn say(&self, report: &str) -> ExitCode {
        match &self.output {
            Some(path) if report.contains('\u{1b}') => write(path, &anstream::adapter::strip_str(report).to_string()),
            Some(path) => write(path, report),
            None => output::print(report),
        }
    }
}

fn write(path: &Path, text: &str) -> ExitCode {
    match project::write::create(path, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(&error.to_string()),
    }
}
