use build::Build;
use lint::suppressions::{Dialect, Name, State, Suppression};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule, Tag};
use serde::{Deserialize, Serialize};
use text::{Edit, TextRange};

#[derive(Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct UnusedSuppression {
    /// Whether the comments of hadolint and `BuildKit` are judged too. These tools may need what layerwise does not.
    other_tools: bool,
}

impl Rule for UnusedSuppression {
    const META: Meta = Meta {
        name: "unused-suppression",
        group: Group::Style,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("unused_suppression.md"),
    };

    fn check(&self, _: &Build, _: &mut Diagnostics) {}

    fn check_suppressions(&self, suppressions: &[Suppression], build: &Build, out: &mut Diagnostics) {
        let text = build.file().text();
        for suppression in suppressions {
            let ours = suppression.dialect == Dialect::Layerwise;
            if ours && let Some(trouble) = &suppression.trouble {
                out.report(suppression.range, trouble);
            } else if ours && suppression.names.is_empty() {
                out.report(suppression.range, "no rule is named here, so nothing is silenced");
            } else if ours || self.other_tools {
                suppression.names.iter().for_each(|name| judge(name, suppression, text, out));
            }
        }
    }
}

fn judge(name: &Name, suppression: &Suppression, text: &str, out: &mut Diagnostics) {
    let word = &name.text;
    match name.state {
        State::Unused => {
            let edit = removal(name, suppression, text);
            out.report(name.range, format!("`{word}` has nothing to say here, so this silences nothing"))
                .tag(Tag::Unnecessary)
                .fix(Fix::safe(format!("remove `{word}`"), [edit]));
        }
        State::Unknown { close } if suppression.dialect == Dialect::Layerwise => {
            let found = out.report(name.range, format!("no rule is called `{word}`, so this silences nothing"));
            if let Some(close) = close {
                found.note(format!("did you mean `{close}`?"));
                found.fix(Fix::manual(format!("write `{close}`"), [Edit::replace(name.range, close)]));
            }
        }
        _ => {}
    }
}

/// Takes out the name with its comma, or the whole line when it is the only one.
fn removal(name: &Name, suppression: &Suppression, text: &str) -> Edit {
    let names = &suppression.names;
    let at = names.iter().position(|other| other.range == name.range).unwrap_or_default();
    if let Some(next) = names.get(at + 1) {
        return Edit::delete(TextRange::new(name.range.start, next.range.start));
    }
    if at > 0 {
        return Edit::delete(TextRange::new(names[at - 1].range.end, name.range.end));
    }
    let range = suppression.range;
    let start = text[..range.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end as usize..].find('\n').map_or(text.len(), |at| range.end as usize + at + 1);
    Edit::delete(TextRange::new(start as u32, end as u32))
}
