use build::Build;
use lint::{Alias, Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Kind, Word};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
pub struct LegacyKeyValue {}

impl Rule for LegacyKeyValue {
    const META: Meta = Meta {
        name: "legacy-key-value",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Strict, Preset::Buildkit],
        aliases: &[Alias::buildkit("LegacyKeyValueFormat")],
        page: include_str!("legacy_key_value.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.executed() {
            let (Kind::Env(pairs) | Kind::Label(pairs)) = step.kind() else { continue };
            let Some((key, value)) = pairs.pairs.first().filter(|_| pairs.legacy) else { continue };
            let keyword = &step.instruction().keyword.text;
            let range = step.shown_at(key.range.cover(value.range));
            let message =
                format!("`{keyword} key value` is deprecated, and takes one pair a line: `{keyword} key=value`");
            let escape = build.parse().file.escape.char();
            let edits = edits(build.file().text(), key, value, escape);
            let found = out.report(range, message);
            if !step.is_trigger() {
                found.fix(edits.map(|edits| Fix::safe("write `key=value`", edits)));
            }
        }
    }
}

/// Puts an `=` between `key` and `value`, and quotes around a value with blanks. `None` where quotes would change it.
fn edits(text: &str, key: &Word, value: &Word, escape: char) -> Option<Vec<Edit>> {
    let gap = TextRange::new(key.range.end, value.range.start);
    // A line may end between the two, but no comment may be lost. An `=` of its own was hardly meant to be part of the value.
    if text[gap].contains('#') || value.text.is_empty() || value.text.starts_with('=') {
        return None;
    }
    // In front of a `=` the quotes of a name count, and may go on to the next blank.
    if key.text.contains(['"', '\'', escape]) {
        return None;
    }
    if !has_open_blank(&value.text, escape) {
        return Some(vec![Edit::replace(gap, "=")]);
    }
    // In double quotes a quote or an escape would mean something else than it does now.
    let plain = !value.text.contains(['"', '\'', escape]);
    plain.then(|| vec![Edit::replace(gap, "=\""), Edit::insert(value.range.end, "\"")])
}

/// Whether a blank stands outside of quotes, where it would end the value.
fn has_open_blank(value: &str, escape: char) -> bool {
    let mut quote = None;
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        match (char, quote) {
            (char, Some('"') | None) if char == escape => drop(chars.next()),
            (char, Some(open)) if char == open => quote = None,
            ('"' | '\'', None) => quote = Some(char),
            (char, None) if char.is_whitespace() => return true,
            _ => {}
        }
    }
    false
}
