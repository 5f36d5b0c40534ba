//! Names that exist: variables, stages, images, predefined arguments.

use build::{Stage, Value};
use text::TextRange;

use crate::ide::completion::{Candidate, CandidateKind, behind};
use crate::ide::line::Line;
use crate::ide::reference;
use crate::ide::snapshot::Snapshot;

/// The variables that the given instruction sees, written as `$NAME` or `${NAME}`.
pub(super) fn variables(snapshot: &Snapshot, instruction: usize, range: TextRange, braced: bool) -> Vec<Candidate> {
    let build = snapshot.build();
    let step = build.step_of(instruction).filter(|step| step.keyword() != syntax::Keyword::From);
    let declared = match step {
        Some(step) => step.variables(),
        None => build.global_args().collect(),
    };
    let write = |name: &str| if braced { format!("${{{name}}}") } else { format!("${name}") };
    let mut found: Vec<Candidate> = Vec::new();
    for variable in declared.into_iter().rev() {
        let label = write(&variable.name);
        if found.iter().any(|candidate| candidate.label == label) {
            continue;
        }
        let detail = match &variable.value {
            Value::Known(value) => value.to_string(),
            Value::Unset | Value::Unknown => String::new(),
        };
        found.push(Candidate::new(CandidateKind::Variable, label, range).detail(detail));
    }
    // In front of the first stage and in FROM the builder's own arguments need no ARG.
    if step.is_none() {
        for topic in &reference::arguments().topics {
            let candidate = Candidate::new(CandidateKind::Variable, write(topic.heading), range);
            found.push(candidate.documentation(topic.text));
        }
    }
    found
}

/// The names of predefined arguments, for ARG.
pub(super) fn predefined(range: TextRange) -> Vec<Candidate> {
    let topics = reference::arguments().topics.iter();
    topics
        .map(|topic| Candidate::new(CandidateKind::Variable, topic.heading, range).documentation(topic.text))
        .collect()
}

/// What a stage may start from: the stages in front of it, images of the workspace, `scratch`.
pub(super) fn bases(snapshot: &Snapshot, line: &Line, range: TextRange) -> Vec<Candidate> {
    let mut found = stages(snapshot, line, range);
    found.extend(images(snapshot, range));
    found.push(Candidate::new(CandidateKind::Image, "scratch", range).detail("an image without anything in it"));
    found
}

/// The stages that a reference in `line` can be to: those with a name, in front of it.
pub(super) fn stages(snapshot: &Snapshot, line: &Line, range: TextRange) -> Vec<Candidate> {
    let build = snapshot.build();
    let own = build.step_of(line.index).map(|step| step.stage().id());
    let in_front = build.stages().take_while(|stage| Some(stage.id()) != own);
    let describe =
        |stage: &Stage| stage.from_words().and_then(|from| from.image.as_ref()).map(|word| word.text.clone());
    let of_stage = |stage: Stage| {
        let name = stage.from_words()?.name.as_ref()?.text.clone();
        let detail = describe(&stage).unwrap_or_default();
        Some(Candidate::new(CandidateKind::Stage, name, range).detail(detail))
    };
    let mut found: Vec<Candidate> = in_front.filter_map(of_stage).collect();
    // The nearest stage is the likeliest.
    found.reverse();
    found
}

/// The images that the workspace uses, this file's own among them.
pub(super) fn images(snapshot: &Snapshot, range: TextRange) -> Vec<Candidate> {
    let own = snapshot.build().stages().filter_map(Stage::image).map(str::to_owned);
    let mut images: Vec<String> = own.chain(snapshot.world().images.iter().cloned()).collect();
    images.sort();
    images.dedup();
    // What is being typed right now is an image, too.
    let typed = &snapshot.text()[range];
    images.retain(|image| image != typed);
    images.into_iter().map(|image| Candidate::new(CandidateKind::Image, image, range)).collect()
}

/// The protocols that may follow a port.
pub(super) fn protocols(text: &str, offset: u32) -> Vec<Candidate> {
    let Some((_, typed)) = text.split_once('/') else { return Vec::new() };
    ["tcp", "udp", "sctp"].map(|name| Candidate::new(CandidateKind::Value, name, behind(offset, typed))).to_vec()
}

#[cfg(test)]
mod tests {
    use crate::ide::completion::tests::{labels, taken};

    #[test]
    fn variables_are_offered_behind_a_dollar() {
        assert_eq!(labels("FROM a\nARG X=1\nENV Y=2\nRUN echo $<CURSOR>"), ["$Y", "$X"]);
        assert_eq!(taken("ARG V=1\nFROM a:${<CURSOR>", "${V}"), "ARG V=1\nFROM a:${V}");
        assert!(labels("FROM --platform=$B<CURSOR> a").contains(&"$BUILDPLATFORM".to_owned()));
    }

    #[test]
    fn a_stage_may_start_from_stages_and_images() {
        let labels = labels("FROM node:22 AS deps\nFROM alpine AS other\nFROM <CURSOR>\n");
        assert_eq!(labels[..5], ["other", "deps", "alpine", "node:22", "scratch"]);
    }

    #[test]
    fn a_port_may_have_a_protocol() {
        assert_eq!(taken("FROM a\nEXPOSE 53/u<CURSOR>", "udp"), "FROM a\nEXPOSE 53/udp");
    }
}
