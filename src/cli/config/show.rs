//! `layerwise config FILE`: what is in force for a file, and where each value comes from.

use std::fmt::Write as _;
use std::path::Path;

use lint::settings::On;
use lint::settings::document::Document;
use lint::settings::layer::{Layer, Set};
use lint::{Meta, Settings};
use text::TextRange;

use crate::settings;

/// What is said in one place.
struct Voice<'l> {
    layer: &'l Layer,
    /// The file it is written in; `None` for the command line.
    document: Option<&'l Document>,
}

impl Voice<'_> {
    /// `layerwise.toml:3`.
    fn place(&self, range: TextRange) -> String {
        let Some(document) = self.document else { return "command line".to_owned() };
        let path = report::visible(document.file.path());
        if document.imported {
            path.into_owned()
        } else {
            format!("{path}:{}", document.file.line_column(range.start).line)
        }
    }
}

/// The settings of the file at `path`, as a table.
pub fn shown(path: &Path, source: &mut settings::Source) -> Result<String, String> {
    let of_file = source.of(path).map_err(|error| error.to_string())?;
    let name = of_file.found.as_ref().map(|found| found.path_of(path)).unwrap_or_default();
    let document = of_file.found.as_ref().map(|found| &found.document);
    let mut voices: Vec<Voice> = Vec::new();
    if let Some(document) = document {
        voices.extend(document.layers(&name).map(|layer| Voice { layer, document: Some(document) }));
    }
    voices.push(Voice { layer: source.command_line(), document: None });
    let file = document.map_or("none found", |document| document.file.path());
    let mut out = format!("settings  {}\n", report::visible(file));
    let preset = last(&voices, |layer| layer.preset.as_ref().map(|set| set.range));
    let edition = last(&voices, |layer| layer.edition.as_ref().map(|set| set.range));
    let fail_on = last(&voices, |layer| layer.fail_on.as_ref().map(|set| set.range));
    let default = || "default".to_owned();
    let _ = writeln!(out, "preset    {:12} {}", of_file.settings.preset.name(), preset.unwrap_or_else(default));
    let _ = writeln!(out, "edition   {:12} {}", of_file.settings.edition.name(), edition.unwrap_or_else(default));
    let _ = writeln!(out, "fail-on   {:12} {}\n", of_file.settings.fail_on.name(), fail_on.unwrap_or_else(default));
    out.push_str(&rules_shown(&of_file.settings, &voices));
    Ok(out)
}

fn rules_shown(settings: &Settings, voices: &[Voice]) -> String {
    let metas: Vec<&Meta> = rules::registry().entries().iter().map(|entry| &entry.meta).collect();
    let width = metas.iter().map(|meta| meta.name.len()).max().unwrap_or_default();
    let (mut out, mut silent) = (String::new(), 0);
    for meta in metas {
        let on = settings.of_rule(meta);
        let switch = last(voices, |layer| {
            range_of(&layer.switches, |switch| switch.rule == "all" || meta.is_called(&switch.rule))
        });
        let named = last(voices, |layer| range_of(&layer.switches, |switch| meta.is_called(&switch.rule)));
        if on == On::Off && named.is_none() {
            silent += 1;
            continue;
        }
        let why = switch.unwrap_or_else(|| format!("preset {}", settings.preset.name()));
        let own =
            settings.levels.iter().rev().find(|(name, _)| name == meta.name).map_or(meta.level, |(_, level)| *level);
        let level = if on == On::Off { "off" } else { own.name() };
        let _ = writeln!(out, "{:width$}  {level:7}  {why}", meta.name);
        for (voice, set) in voices.iter().flat_map(|voice| voice.layer.levels.iter().map(move |set| (voice, set))) {
            let (name, level) = &set.value;
            if meta.is_called(name) {
                let _ = writeln!(out, "    level of {name} = {level}  {}", voice.place(set.range));
            }
        }
        for (option, value) in settings.options.get(meta.name).into_iter().flatten() {
            let place =
                last(voices, |layer| range_of(&layer.options, |(rule, name, _)| *rule == meta.name && name == option));
            let _ = writeln!(out, "    {option} = {value}  {}", place.unwrap_or_default());
        }
    }
    let _ = writeln!(
        out,
        "\n{silent} more rules are off: nothing names them, and the preset does not hold them or `all` are off"
    );
    out
}

/// Where the last voice that speaks says it.
fn last(voices: &[Voice], range: impl Fn(&Layer) -> Option<TextRange>) -> Option<String> {
    voices.iter().rev().find_map(|voice| range(voice.layer).map(|range| voice.place(range)))
}

/// The last value of which `is_it` holds.
fn range_of<T>(values: &[Set<T>], is_it: impl Fn(&T) -> bool) -> Option<TextRange> {
    values.iter().rev().find(|set| is_it(&set.value)).map(|set| set.range)
}
