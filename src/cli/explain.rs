//! `layerwise explain`: a rule's page.

use std::process::ExitCode;

use clap::Args;

use crate::{output, settings};

/// Show what a rule is about, with examples.
#[derive(Args)]
pub struct Options {
    /// The rules, by name or by what other tools call them (`DL3008`, `JSONArgsRecommended`).
    #[arg(required = true, value_name = "RULE")]
    rules: Vec<String>,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    let registry = rules::registry();
    let mut pages = Vec::new();
    for name in &options.rules {
        let found: Vec<_> = registry.find(name).collect();
        if found.is_empty() {
            return output::fail(&settings::unknown_rule(name, registry));
        }
        pages.extend(found.into_iter().map(|entry| report::page::styled(entry.meta.documentation())));
    }
    output::print(&pages.join("\n"))
}
