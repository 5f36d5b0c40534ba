//! `layerwise rules`: what can be wrong.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use lint::{Edition, Entry, Group, Meta, Preset};
use serde_json::{Value, json};

use crate::output;

/// List all rules, with their names in other tools and the presets that hold them.
#[derive(Args)]
pub struct Options {
    /// How to say it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Runs the command.
pub fn run(options: &Options) -> ExitCode {
    let entries = rules::registry().entries();
    match options.format {
        Format::Table => output::print(&table(entries)),
        Format::Json => output::print(&format!("{:#}\n", Value::Array(entries.iter().map(object).collect()))),
    }
}

fn table(entries: &[Entry]) -> String {
    let width = entries.iter().map(|entry| entry.meta.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for group in Group::ALL {
        let of_group: Vec<_> = entries.iter().map(|entry| &entry.meta).filter(|meta| meta.group == group).collect();
        if of_group.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\u{1b}[1m{group}\u{1b}[0m");
        for meta in of_group {
            let state = if meta.is_in(Preset::Recommended, Edition::default()) { "on " } else { "off" };
            let aliases = alias_names(meta);
            let _ =
                writeln!(out, "{}", format!("  {:width$}  {state}  {:7}  {aliases}", meta.name, meta.level).trim_end());
        }
        out.push('\n');
    }
    let on = entries.iter().filter(|entry| entry.meta.is_in(Preset::Recommended, Edition::default())).count();
    let _ = writeln!(
        out,
        "{} rules, {on} of them recommended; `layerwise explain RULE` shows a rule's page",
        entries.len()
    );
    out
}

/// The aliases, the first few of many.
fn alias_names(meta: &Meta) -> String {
    const MOST: usize = 4;
    let names: Vec<_> = meta.aliases.iter().take(MOST).map(|alias| alias.name).collect();
    let more = meta.aliases.len() - names.len();
    if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
}

fn object(entry: &Entry) -> Value {
    let meta = &entry.meta;
    let presets: Vec<_> =
        Preset::ALL.into_iter().filter(|preset| meta.is_in(*preset, Edition::default())).map(Preset::name).collect();
    let aliases: Vec<_> =
        meta.aliases.iter().map(|alias| json!({"tool": alias.tool.name(), "name": alias.name})).collect();
    json!({
        "name": meta.name,
        "group": meta.group.name(),
        "level": meta.level.name(),
        "since": meta.since.name(),
        "presets": presets,
        "aliases": aliases,
        "options": entry.defaults(),
        "summary": meta.summary(),
    })
}
