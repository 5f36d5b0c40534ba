//! What is shown when the pointer rests on something.

mod files;
mod rule;
mod stage;
mod variable;

use build::context::Totals;
use build::{Base, Step};
use report::quantity;
use syntax::{Flag, Instruction, Keyword, Mount, MountField, Word};
use text::TextRange;

use crate::ide::place::{self, Place};
use crate::ide::reference::{self, Topic};
use crate::ide::snapshot::Snapshot;
use crate::ide::symbol::{self, Symbol};
use crate::ide::{links, sensitivity};

/// What is shown, and the place that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The place.
    pub range: TextRange,
    /// The text, in Markdown.
    pub markdown: String,
}

/// The page of the rule that settings name at `offset`.
pub fn in_settings(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    rule::named_at(snapshot.text(), offset)
}

/// What is shown at `offset`: what stands there, then what rules have to say about it.
pub fn hover(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    let here = of_symbol(snapshot, offset).or_else(|| of_place(snapshot, offset));
    let rules: Vec<&lint::Diagnostic> =
        snapshot.diagnostics().iter().filter(|diagnostic| diagnostic.range.contains(offset)).collect();
    let pages = rules.iter().filter_map(|diagnostic| rules::registry().get(diagnostic.rule));
    let mut names: Vec<&str> = Vec::new();
    let mut parts: Vec<String> = here.iter().map(|hover| hover.markdown.clone()).collect();
    for entry in pages {
        if !names.contains(&entry.meta.name) {
            names.push(entry.meta.name);
            parts.push(entry.meta.documentation().to_owned());
        }
    }
    let range = here.map(|hover| hover.range).or_else(|| rules.first().map(|diagnostic| diagnostic.range))?;
    Some(Hover { range, markdown: parts.join("\n\n---\n\n") })
}

fn of_symbol(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    match symbol::at(snapshot, offset) {
        Some((Symbol::Stage(id), range)) => Some(Hover { range, markdown: stage::describe(snapshot, id) }),
        Some((Symbol::Variable(name, _), range)) => {
            Some(Hover { range, markdown: variable::describe(snapshot, &name, offset)? })
        }
        Some((Symbol::Heredoc(..), _)) => None,
        None => variable::predefined_at(snapshot, offset),
    }
}

fn of_place(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    match place::at(snapshot, offset) {
        Place::Directive(directive) => {
            if let Some(rule) = rule::named_at(snapshot.text(), offset) {
                return Some(rule);
            }
            let topic = reference::directives().topic(&directive.name)?;
            Some(Hover { range: directive.range, markdown: of_topic("# ", topic) })
        }
        Place::Keyword(instruction) => of_keyword(snapshot, instruction),
        Place::Flag(instruction, flag) => of_context(snapshot, offset).or_else(|| of_flag(instruction, flag)),
        Place::Mount(mount, field) => of_mount(mount, field),
        Place::Word(instruction, word) => of_word(snapshot, instruction, word),
        Place::Inside(instruction) if instruction.keyword.keyword == Keyword::Run => {
            let step = snapshot.build().step_at(offset)?;
            let range = instruction.joined.range_to_source(instruction.rest);
            Some(Hover { range, markdown: sensitivity::describe(snapshot, step.id())? })
        }
        Place::Comment(comment) => {
            let words = ["layerwise", "hadolint", "check="];
            let names_rules = words.iter().any(|word| comment.text.trim_start().starts_with(word));
            rule::named_at(snapshot.text(), offset).filter(|_| names_rules)
        }
        Place::Inside(_) | Place::Nowhere => None,
    }
}

/// The page of an instruction, and what its step depends on.
fn of_keyword(snapshot: &Snapshot, instruction: &Instruction) -> Option<Hover> {
    let page = reference::instruction(instruction.keyword.keyword)?;
    let mut markdown = format!("**{}**: {}", page.name, as_code_blocks(page.text));
    // The trigger of an ONBUILD is no step here.
    let step = snapshot.build().step_at(instruction.range.start);
    let step = step.filter(|step| step.keyword() == instruction.keyword.keyword);
    if let Some(sensitive) = step.and_then(|step| sensitivity::describe(snapshot, step.id())) {
        markdown.push_str("\n\n---\n\n");
        markdown.push_str(&sensitive);
    }
    Some(Hover { range: instruction.keyword.range, markdown })
}

/// Indented code as fenced code, so that it is coloured as a Dockerfile.
fn as_code_blocks(text: &str) -> String {
    let mut result = String::new();
    let mut inside = false;
    for line in text.lines() {
        let code = line.strip_prefix("    ");
        if code.is_some() != inside {
            result.push_str(if inside { "```\n" } else { "```dockerfile\n" });
            inside = !inside;
        }
        result.push_str(code.unwrap_or(line));
        result.push('\n');
    }
    if inside {
        result.push_str("```\n");
    }
    result.truncate(result.trim_end().len());
    result
}

fn of_flag(instruction: &Instruction, flag: &Flag) -> Option<Hover> {
    let topic = reference::instruction(instruction.keyword.keyword)?.topic(&flag.name)?;
    Some(Hover { range: flag.word.range, markdown: of_topic("", topic) })
}

/// A named context, where it is used.
fn of_context(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    let build = snapshot.build();
    let reference = build.step_at(offset)?.references().iter().find(|reference| reference.range.touches(offset))?;
    let Base::Context(name) = &reference.base else { return None };
    let place = build.options().contexts.get(name)?;
    let files = build.named_context(name).map(|context| Totals::of(context.entries()));
    let files = files.map(|totals| format!(": {}", quantity::files(totals))).unwrap_or_default();
    let place = if place.starts_with("unknown://") { "not known here".to_owned() } else { format!("`{place}`{files}") };
    let markdown = format!("**`{name}`**: a named context, which is {place}{}", given_by(snapshot));
    Some(Hover { range: reference.range, markdown })
}

/// By which files that is said, behind the end of a sentence.
fn given_by(snapshot: &Snapshot) -> String {
    let files: Vec<String> = snapshot.world().named_by.iter().map(|file| format!("`{file}`")).collect();
    if files.is_empty() { String::new() } else { format!("\n\nGiven by {}.", files.join(" and ")) }
}

fn of_mount(mount: &Mount, field: Option<&MountField>) -> Option<Hover> {
    let page = reference::instruction(Keyword::Run)?;
    let kind = mount.fields.iter().find(|field| field.key == "type").and_then(|field| field.value.as_ref());
    let topic = page.mount(kind.map_or("bind", |kind| kind.text.as_str()))?;
    let item = field.and_then(|field| {
        let item =
            topic.items.iter().find(|item| item.key() == field.key || item.synonyms().any(|name| name == field.key))?;
        Some((field, item))
    });
    match item {
        Some((field, item)) => {
            let value = field.value.as_ref().map_or(field.key_range, |value| value.range);
            let markdown = format!("**`{}`** of a {} mount: {}", item.code, topic.mount_type()?, item.text);
            Some(Hover { range: field.key_range.cover(value), markdown })
        }
        None => Some(Hover { range: mount.range, markdown: of_topic("", topic) }),
    }
}

fn of_topic(sign: &str, topic: &Topic) -> String {
    format!("**`{sign}{}`**\n\n{}", topic.heading, topic.text)
}

fn of_word(snapshot: &Snapshot, instruction: &Instruction, word: &Word) -> Option<Hover> {
    let step = snapshot.assumed().step_at(word.range.start)?;
    let markdown = match instruction.keyword.keyword {
        Keyword::From => {
            let image = step.stage().image()?;
            let page = links::image_page(image).map(|page| format!("\n\n<{page}>")).unwrap_or_default();
            format!("**`{}`**{page}", full_name(image))
        }
        Keyword::Copy | Keyword::Add => match files::describe(step, word) {
            Some(files) => files,
            None => format!("To `{}`", step.destination().filter(|_| is_destination(step, word))?),
        },
        Keyword::Workdir => format!("`{}`", step.enters()?),
        _ => return None,
    };
    Some(Hover { range: word.range, markdown })
}

fn is_destination(step: Step, word: &Word) -> bool {
    step.copy().and_then(|copy| copy.destination.as_ref()).is_some_and(|destination| destination.range == word.range)
}

/// The image with what its short form leaves out.
fn full_name(image: &str) -> String {
    let Ok(parsed) = syntax::image::ImageRef::parse(image) else { return image.to_owned() };
    let digest = parsed.digest.as_deref().map(|digest| format!("@{digest}")).unwrap_or_default();
    let tag = parsed.tag.as_deref().or((digest.is_empty()).then_some("latest"));
    format!("{}{}{digest}", parsed.repository(), tag.map(|tag| format!(":{tag}")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    pub(super) fn shown(text: &str) -> String {
        let (snapshot, offset) = at_cursor(text);
        hover(&snapshot, offset).map_or_else(|| "nothing".to_owned(), |hover| hover.markdown)
    }

    fn begins(text: &str, start: &str) {
        let shown = shown(text);
        assert!(shown.starts_with(start), "{shown}");
    }

    #[test]
    fn an_instruction_shows_its_page() {
        begins("FROM a\nWORK<CURSOR>DIR /a\n", "**WORKDIR**: The directory that later steps");
        assert!(shown("FROM a\nWORK<CURSOR>DIR /a\n").contains("```dockerfile\nWORKDIR <path>\n```"));
    }

    #[test]
    fn flags_mounts_and_directives_show_what_they_do() {
        begins("FROM a\nCOPY --li<CURSOR>nk a b\n", "**`--link=<true|false>`**");
        begins("FROM a\nRUN --mount=ty<CURSOR>pe=cache,target=/c x\n", "**`--mount=type=cache`**");
        begins("FROM a\nRUN --mount=type=cache,ds<CURSOR>t=/c x\n", "**`target=<path>`** of a cache mount");
        begins("# escape=<CURSOR>\\\nFROM a\n", "**`# escape=<character>`**");
    }

    #[test]
    fn a_path_shows_where_it_leads() {
        begins("FROM a\nWORKDIR /srv\nWORKDIR ap<CURSOR>p\n", "`/srv/app`");
        begins("FROM a\nWORKDIR /srv\nCOPY a ./<CURSOR>b/\n", "To `/srv/b`");
    }

    #[test]
    fn an_image_shows_its_full_name() {
        begins("FROM no<CURSOR>de:22\n", "**`docker.io/library/node:22`**");
    }

    #[test]
    fn nothing_is_shown_between_instructions() {
        assert_eq!(shown("FROM debian:12.5\n\n<CURSOR>\nCMD [\"a\"]\n"), "nothing");
    }
}
