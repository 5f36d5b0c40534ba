//! What a variable holds at a place, and where that comes from.

use build::{Given, Origin, Value, Variable};

use crate::ide::hover::{Hover, given_by};
use crate::ide::reference;
use crate::ide::snapshot::Snapshot;
use crate::ide::symbol::resolve;
use crate::ide::words;

/// What `name` holds at `offset`.
pub(super) fn describe(snapshot: &Snapshot, name: &str, offset: u32) -> Option<String> {
    let build = snapshot.build();
    let declared = build.variables().iter().find(|variable| variable.name_range.touches(offset));
    let variable = declared.or_else(|| resolve(build, snapshot.instruction_at(offset)?, name))?;
    let value = match &variable.value {
        Value::Known(value) => format!("**`{name}`** is `{value}`"),
        Value::Unset => format!("**`{name}`** has no value"),
        Value::Unknown => format!("**`{name}`**: its value depends on what is not known here"),
    };
    let predefined = reference::arguments().topic(name).filter(|_| variable.given == Given::Platform);
    let meaning = predefined.map(|topic| format!("\n\n{}", topic.text)).unwrap_or_default();
    Some(format!("{value}\n\n{}{meaning}", origin(snapshot, variable)))
}

fn origin(snapshot: &Snapshot, variable: &Variable) -> String {
    let keyword = if variable.origin == Origin::Env { "ENV" } else { "ARG" };
    let line = snapshot.file().line_column(variable.name_range.start).line;
    let declared = format!("Declared by `{keyword}` on line {line}");
    let global = snapshot.build().global_arg(&variable.name);
    let global = global.map(|global| snapshot.file().line_column(global.name_range.start).line);
    match variable.given {
        Given::Here => format!("{declared}, which gives the value."),
        Given::BuildArg if variable.value == Value::Unknown => {
            format!("{declared}; what is given for it differs, or is not known.{}", given_by(snapshot))
        }
        Given::BuildArg => format!("{declared}; `--build-arg` gives the value.{}", given_by(snapshot)),
        Given::Global => match global {
            Some(line) => format!("{declared}; the `ARG` on line {line} gives the value."),
            None => format!("{declared}; the `ARG` in front of the first `FROM` gives the value."),
        },
        Given::Platform => format!("{declared}; the builder gives the value, for the platform."),
        Given::Before => format!("{declared}; the value is the one from before that line."),
        Given::Nowhere => format!("{declared}; `--build-arg` may give a value."),
    }
}

/// What a predefined argument at `offset` is, where nothing in the file declares it.
pub(super) fn predefined_at(snapshot: &Snapshot, offset: u32) -> Option<Hover> {
    let instruction = &snapshot.instructions()[snapshot.instruction_at(offset)?];
    let mentions = words::mentions(instruction, snapshot.text(), snapshot.escape());
    let mention = mentions.into_iter().find(|mention| mention.range.touches(offset))?;
    let topic = reference::arguments().topic(&mention.name)?;
    Some(Hover { range: mention.range, markdown: format!("**`{}`**\n\n{}", topic.heading, topic.text) })
}

#[cfg(test)]
mod tests {
    use crate::ide::hover::tests::shown;

    #[test]
    fn a_variable_shows_its_value_and_origin() {
        assert_eq!(
            shown("ARG V=22\nFROM node:$<CURSOR>V\n").split("\n\n---").next(),
            Some("**`V`** is `22`\n\nDeclared by `ARG` on line 1, which gives the value.")
        );
        assert_eq!(
            shown("ARG V=22\nFROM a:1\nARG V\nRUN echo ${<CURSOR>V}\n").split("\n\n---").next(),
            Some("**`V`** is `22`\n\nDeclared by `ARG` on line 3; the `ARG` on line 1 gives the value.")
        );
    }

    #[test]
    fn a_predefined_argument_is_explained() {
        assert!(shown("FROM --platform=$BUILD<CURSOR>PLATFORM a:1\n").starts_with("**`BUILDPLATFORM`**"));
    }
}
