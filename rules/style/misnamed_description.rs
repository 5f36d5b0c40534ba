use build::Build;
use lint::{Alias, Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Instruction, Kind};

#[derive(Default, Serialize, Deserialize)]
pub struct MisnamedDescription {}

impl Rule for MisnamedDescription {
    const META: Meta = Meta {
        name: "misnamed-description",
        group: Group::Style,
        level: Level::Style,
        since: Edition::E2026,
        presets: &[Preset::Buildkit],
        aliases: &[Alias::buildkit("InvalidDefinitionDescription")],
        page: include_str!("misnamed_description.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for instruction in build.instructions() {
            let names = names(instruction);
            // The last comment alone is looked at, whatever stands between it and the instruction.
            let last = instruction.comments.last().and_then(|index| build.parse().file.comments.get(*index));
            let (Some(comment), [first, rest @ ..]) = (last, names.as_slice()) else { continue };
            let word = comment.text.split(' ').next().unwrap_or_default();
            if !names.iter().any(|name| name == word) {
                let form = if rest.is_empty() { first } else { "<name>" };
                let message = format!("the comment begins with another word, so `{first}` has no description");
                out.report(instruction.keyword.range, message)
                    .label(comment.range, format!("`# {form} <description>` would be one"));
            }
        }
    }
}

/// The names that the instruction gives: those of a stage or of arguments.
fn names(instruction: &Instruction) -> Vec<String> {
    match &instruction.kind {
        Kind::From(from) => from.name.iter().map(|name| name.text.to_lowercase()).collect(),
        Kind::Arg(args) => args.iter().map(|arg| arg.name.text.clone()).collect(),
        _ => Vec::new(),
    }
}
