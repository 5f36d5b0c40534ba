//! What a stage is made from, and who uses it.

use build::{Base, StageId, Via};

use crate::ide::snapshot::Snapshot;

/// What a stage is made from, and who uses it.
pub(super) fn describe(snapshot: &Snapshot, id: StageId) -> String {
    let build = snapshot.build();
    let stage = build.stage(id);
    let base = match stage.base() {
        Base::Image(image) => format!("built on the image `{image}`"),
        Base::Stage(parent) => format!("built on the stage `{}`", build.stage(*parent).label()),
        Base::Context(name) => format!("built on the context `{name}`"),
        Base::Scratch => "built on nothing".to_owned(),
        Base::Unknown => "built on an image that depends on what is not known here".to_owned(),
    };
    let mut uses: Vec<String> = stage
        .consumers()
        .map(|reference| {
            let line = snapshot.file().line_column(reference.range.start).line;
            let how = match reference.via {
                Via::From => "`FROM`",
                Via::CopyFrom => "`COPY --from`",
                Via::Mount => "`RUN --mount`",
            };
            format!("- {how} on line {line}, in `{}`", build.step(reference.step).stage().label())
        })
        .collect();
    uses.dedup();
    let purpose = match uses.is_empty() {
        true if stage.is_target() => "It is the target: what a build makes.".to_owned(),
        true => "Nothing uses it.".to_owned(),
        false => format!("Used by\n{}", uses.join("\n")),
    };
    let target = build.target().filter(|_| !stage.is_needed()).map(build::Stage::label);
    let needless =
        target.map(|target| format!("\n\nThe target `{target}` does without it, so a build passes over it."));
    format!("**`{}`**: a stage, {base}\n\n{purpose}{}", stage.label(), needless.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::ide::hover::tests::shown;

    #[test]
    fn a_stage_shows_its_base_and_who_uses_it() {
        let text = "FROM node:22 AS deps\nRUN a\nFROM node:22\nCOPY --from=de<CURSOR>ps /a /b\n";
        let shown = shown(text);
        assert!(
            shown.starts_with(
                "**`deps`**: a stage, built on the image `node:22`\n\nUsed by\n- `COPY --from` on line 4, in `stage-1`"
            ),
            "{shown}"
        );
    }

    #[test]
    fn a_stage_that_is_not_needed_says_so() {
        let shown = shown("FROM node:22 AS de<CURSOR>ps\nFROM node:22\n");
        assert!(shown.contains("Nothing uses it.\n\nThe target `stage-1` does without it"), "{shown}");
    }
}
