//! hadolint's configuration, `.hadolint.yaml`, as the text of a `layerwise.toml` that does the same.

use std::fmt::Write as _;

use lint::settings::document::{Document, SETTINGS_ERROR};
use lint::{Diagnostic, Edition, Level, Preset, Registry, suggest};
use text::{SourceFile, TextRange};

use crate::yaml::Node;

/// The names that the file may have where hadolint looks for it first.
pub const NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// The first line of every import.
const PRESET: &str = "preset = \"hadolint\"\n";

/// The keys that hadolint knows.
const KEYS: [&str; 12] = [
    "ignored",
    "override",
    "trustedRegistries",
    "label-schema",
    "strict-labels",
    "failure-threshold",
    "no-fail",
    "format",
    "formats",
    "no-color",
    "verbose",
    "disable-ignore-pragma",
];

/// What a label may hold.
const FORMATS: [&str; 7] = ["text", "url", "semver", "hash", "rfc3339", "spdx", "email"];

/// A configuration of hadolint's, turned into ours.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The `layerwise.toml`. What has no counterpart is told in comments.
    pub toml: String,
    /// What in hadolint's file can't be understood, with its place there.
    pub mistakes: Vec<Diagnostic>,
}

/// Turns `file` into a `layerwise.toml`; codes are looked up in `registry`.
pub fn import(file: &SourceFile, registry: &Registry) -> Imported {
    let mut import = Import { registry, mistakes: Vec::new(), tables: String::new(), comments: Vec::new() };
    let root = Node::read(file.text());
    if root.is_none() && has_content(file.text()) {
        import.mistake(TextRange::default(), "this is no YAML".to_owned());
    }
    let toml = root.map_or_else(|| format!("{PRESET}fail-on = \"info\"\n"), |root| import.read(&root));
    Imported { toml, mistakes: import.mistakes }
}

/// The settings that `file` asks for, as if its `layerwise.toml` had been read.
pub fn document(file: SourceFile, registry: &Registry) -> Document {
    let imported = import(&file, registry);
    let read = Document::read(SourceFile::new(file.path(), &imported.toml), registry);
    Document { file, imported: true, mistakes: imported.mistakes, ..read }
}

/// Whether there is more than comments and blank lines.
fn has_content(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#') && line != "---")
}

struct Import<'r> {
    registry: &'r Registry,
    mistakes: Vec<Diagnostic>,
    /// The tables of rules.
    tables: String,
    /// What has no counterpart.
    comments: Vec<String>,
}

impl Import<'_> {
    fn read(&mut self, root: &Node) -> String {
        for (key, _) in root.entries() {
            let name = key.text().unwrap_or_default();
            if !KEYS.contains(&name) {
                self.unknown("hadolint has no setting", name, suggest(name, KEYS), key.range);
            }
        }
        let ignored = self.codes(root.get("ignored"));
        let selected = self.levels(root.get("override"));
        self.registries(root.get("trustedRegistries"));
        self.labels(root);
        self.command_line(root);
        let mut toml = format!("{PRESET}fail-on = \"{}\"\n", self.fail_on(root));
        for (key, codes) in [("select", selected), ("ignore", ignored)] {
            if !codes.is_empty() {
                let _ = writeln!(toml, "{key} = [{}]", quoted(&codes));
            }
        }
        for comment in &self.comments {
            let _ = write!(toml, "\n# {}\n", text::visible(comment));
        }
        toml + &self.tables
    }

    /// The codes of a list that rules go by. hadolint takes any word for one, so others are passed over.
    fn codes(&mut self, list: Option<&Node>) -> Vec<String> {
        let mut known = Vec::new();
        for code in list.map(Node::items).unwrap_or_default().iter().filter_map(Node::text) {
            let code = code.trim().to_ascii_uppercase();
            if self.registry.find(&code).next().is_some() {
                known.push(code);
            } else {
                self.comments.push(format!("`{code}` is the code of no rule here"));
            }
        }
        known.dedup();
        known
    }

    /// The level of each code in `override`. Gives those of rules that are on for no other reason.
    fn levels(&mut self, node: Option<&Node>) -> Vec<String> {
        let mut selected = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        for (name, _) in node.map(Node::entries).unwrap_or_default() {
            let text = name.text().unwrap_or_default();
            if Level::from_name(text).is_none() {
                self.unknown("no level is called", text, suggest(text, Level::ALL.map(Level::name)), name.range);
            }
        }
        // Of a code in several lists the worst level counts.
        for level in Level::ALL.into_iter().rev() {
            for code in self.codes(node.and_then(|node| node.get(level.name()))) {
                if taken.contains(&code) {
                    continue;
                }
                let _ = write!(self.tables, "\n[rules.{code}]\nlevel = \"{}\"\n", level.name());
                let edition = Edition::default();
                if !self.registry.find(&code).any(|rule| rule.meta.is_in(Preset::Hadolint, edition)) {
                    selected.push(code.clone());
                }
                taken.push(code);
            }
        }
        selected
    }

    fn registries(&mut self, list: Option<&Node>) {
        let names: Vec<String> =
            list.map(Node::items).unwrap_or_default().iter().filter_map(Node::text).map(str::to_owned).collect();
        if !names.is_empty() {
            let _ = write!(self.tables, "\n[rules.untrusted-registry]\nregistries = [{}]\n", quoted(&names));
        }
    }

    fn labels(&mut self, root: &Node) {
        let mut labels = String::new();
        for (name, format) in root.get("label-schema").map(Node::entries).unwrap_or_default() {
            let (Some(name), Some(text)) = (name.text(), format.text()) else { continue };
            if FORMATS.contains(&text) {
                let _ = writeln!(labels, "{} = \"{text}\"", quote(name));
            } else {
                self.unknown("no label holds", text, suggest(text, FORMATS), format.range);
            }
        }
        if is_true(root.get("strict-labels")) {
            self.tables.push_str("\n[rules.label-schema]\nstrict = true\n");
        }
        if !labels.is_empty() {
            let _ = write!(self.tables, "\n[rules.label-schema.labels]\n{labels}");
        }
    }

    /// What makes hadolint fail. Without a threshold that is `info`.
    fn fail_on(&mut self, root: &Node) -> &'static str {
        if is_true(root.get("no-fail")) {
            return "never";
        }
        let Some(node) = root.get("failure-threshold") else { return "info" };
        match node.text().unwrap_or_default() {
            // Everything is at least that bad.
            "ignore" | "none" => "style",
            text => Level::from_name(text).map_or_else(
                || {
                    let known = Level::ALL.map(Level::name).into_iter().chain(["ignore", "none"]);
                    self.unknown("no threshold is called", text, suggest(text, known), node.range);
                    "info"
                },
                Level::name,
            ),
        }
    }

    /// What is said on the command line here.
    fn command_line(&mut self, root: &Node) {
        let formats = root.get("formats").map(Node::items).unwrap_or_default();
        for format in root.get("format").into_iter().chain(formats).filter_map(Node::text) {
            let ours = match format {
                "tty" => "full",
                "gitlab_codeclimate" => "gitlab",
                "json" => {
                    self.comments.push("`layerwise check --format json` has another form than hadolint's".to_owned());
                    continue;
                }
                "codacy" => {
                    self.comments.push("`format`: `codacy` has no counterpart; `sarif` is near".to_owned());
                    continue;
                }
                same => same,
            };
            self.comments.push(format!("`format`: `layerwise check --format {ours}`"));
        }
        if is_true(root.get("no-color")) {
            self.comments.push("`no-color`: `layerwise --color never`, or the variable `NO_COLOR`".to_owned());
        }
        if is_true(root.get("disable-ignore-pragma")) {
            let text = "`disable-ignore-pragma`: comments count all the same; select `inline-ignore` to report them";
            self.comments.push(text.to_owned());
        }
    }

    fn unknown(&mut self, what: &str, name: &str, close: Option<&str>, place: TextRange) {
        self.mistake(place, format!("{what} `{name}`"));
        if let (Some(close), Some(last)) = (close, self.mistakes.last_mut()) {
            last.note(format!("did you mean `{close}`?"));
        }
    }

    fn mistake(&mut self, place: TextRange, message: String) {
        self.mistakes.push(Diagnostic::new(SETTINGS_ERROR, Level::Error, place, message));
    }
}

/// As hadolint's reader of YAML has it.
fn is_true(node: Option<&Node>) -> bool {
    node.and_then(Node::text)
        .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "y"))
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(", ")
}

/// A basic string of TOML.
fn quote(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_kind_is_a_string_of_toml() {
        assert_eq!(quote("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000A\"");
    }

    #[test]
    fn what_is_not_yaml_is_told() {
        let read = |text: &str| import(&SourceFile::new(".hadolint.yaml", text), &Registry::new(&[]));
        assert_eq!(read("ignored: [").mistakes[0].message, "this is no YAML");
        assert!(read("# nothing yet\n").mistakes.is_empty());
        let wrong = read("ignore: [DL3008]\noverride: {fatal: []}\nlabel-schema: {a: urls}\n").mistakes;
        let notes = wrong.iter().map(|mistake| mistake.message.as_str()).collect::<Vec<_>>();
        assert_eq!(notes, ["hadolint has no setting `ignore`", "no level is called `fatal`", "no label holds `urls`"]);
    }
}
