//! What an image is made of, told as lines that can be compared before and after a fix.

use build::{Base, Build, Setting, Stage, Step, Value, What};
use syntax::{Command, Kind, Pairs, Word};

/// One side of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The stages, what they start from, and what takes from them.
    Graph,
    /// What each COPY and ADD takes, from where, to where.
    Files,
    /// Environment, user and working directory at each RUN, COPY and ADD.
    Surroundings,
    /// What each RUN runs.
    Commands,
    /// What each stage is configured with in the end.
    Config,
}

/// All sides.
pub const SIDES: [Side; 5] = [Side::Graph, Side::Files, Side::Surroundings, Side::Commands, Side::Config];

/// What a rule's safe fix changes of an image by what its page says; all other sides stay as they are.
const CHANGES: &[(&str, &[Side])] = &[
    ("apt-instead-of-apt-get", &[Side::Commands]),
    ("apt-update-alone", &[Side::Commands]),
    ("cleaned-cache-mount", &[Side::Commands]),
    ("expose-host-mapping", &[Side::Config]),
    ("expose-protocol-casing", &[Side::Config]),
    ("install-without-yes", &[Side::Commands]),
    ("wget-progress", &[Side::Commands]),
];

/// The sides that the safe fix of `rule` may change.
pub fn changed_by(rule: &str) -> &'static [Side] {
    CHANGES.iter().find(|(known, _)| *known == rule).map_or(&[], |(_, sides)| *sides)
}

/// What is known of `side` of the images that `build` makes, a line for each part.
pub fn told(build: &Build, side: Side) -> Vec<String> {
    let stages = build.stages();
    let mut lines: Vec<String> = match side {
        Side::Graph => stages.map(graph).collect(),
        Side::Files => build.executed().filter_map(files).collect(),
        Side::Surroundings => build.executed().filter_map(surroundings).collect(),
        Side::Commands => build.executed().filter_map(commands).collect(),
        Side::Config => stages.map(config).collect(),
    };
    // Steps in the same surroundings may be joined or split.
    lines.dedup_by(|a, b| side == Side::Surroundings && a == b);
    lines
}

fn graph(stage: Stage) -> String {
    let name = stage.name().unwrap_or("-");
    let takers: Vec<String> = stage.consumers().map(|reference| format!("{:?}", reference.via)).collect();
    format!("{name} {} {:?} {takers:?} needed {}", base(stage.base()), stage.platform(), stage.is_needed())
}

fn base(base: &Base) -> String {
    format!("{base:?}").to_lowercase()
}

fn files(step: Step) -> Option<String> {
    let copy = step.copy()?;
    let sources: Vec<String> = step.sources().iter().map(|source| taken(step, &source.what, source.word)).collect();
    let to = copy.destination.as_ref().map(|word| expanded(step, word));
    // `--from` is in the base, by what it means.
    let flags = step.instruction().flags.iter().filter(|flag| flag.name != "from");
    let flags: Vec<&str> = flags.map(|flag| flag.word.text.as_str()).collect();
    Some(format!("{flags:?} {sources:?} of {:?} to {to:?}", step.copies_from().map(base)))
}

fn taken(step: Step, what: &What, word: &Word) -> String {
    match what {
        What::Heredoc(heredoc) => step.build().file().slice(heredoc.body).to_owned(),
        What::Path(text) | What::Url(text) | What::Git(text) => text.clone(),
        What::Unknown => word.text.clone(),
    }
}

fn surroundings(step: Step) -> Option<String> {
    if step.run().is_none() && step.copy().is_none() {
        return None;
    }
    let mut variables: Vec<String> = step.variables().iter().map(|variable| set(step, variable)).collect();
    variables.sort();
    Some(format!("{} {} {variables:?}", setting(step.user()), setting(step.workdir())))
}

fn set(step: Step, variable: &build::Variable) -> String {
    let value = match (&variable.value, variable.value_range) {
        (Value::Known(value), _) => value.to_string(),
        (Value::Unknown, Some(range)) => step.build().file().slice(range).to_owned(),
        (other, _) => format!("{other:?}"),
    };
    format!("{:?} {}={value}", variable.origin, variable.name)
}

fn setting(setting: &Setting) -> String {
    format!("{setting:?}")
}

fn commands(step: Step) -> Option<String> {
    let run = step.run()?;
    let flags: Vec<&str> = step.instruction().flags.iter().map(|flag| flag.word.text.as_str()).collect();
    let bodies = step.instruction().heredocs.iter().map(|heredoc| step.build().file().slice(heredoc.body));
    Some(format!("{flags:?} {} {:?}", command(step, &run.command), bodies.collect::<Vec<_>>()))
}

fn command(step: Step, command: &Command) -> String {
    match command {
        Command::Shell(line) => format!("{:?} {}", step.shell().words, line.text),
        Command::Exec(words) => format!("{:?}", words.iter().map(|word| &word.text).collect::<Vec<_>>()),
    }
}

fn config(stage: Stage) -> String {
    let config = stage.config();
    let run = |step: Option<Step>| step.map(started);
    let list = |steps: &[Step], words: fn(Step) -> Vec<String>| {
        let mut all: Vec<String> = steps.iter().flat_map(|step| words(*step)).collect();
        all.sort();
        all
    };
    format!(
        "{:?} {:?} {:?} user {:?} workdir {:?} expose {:?} volumes {:?} labels {:?}",
        run(config.cmd),
        run(config.entrypoint),
        run(config.healthcheck),
        config.user.map(rest),
        config.workdir.map(Step::enters),
        list(&config.expose, words),
        list(&config.volumes, words),
        list(&config.labels, words),
    )
}

fn started(step: Step) -> String {
    match (step.command(), step.kind()) {
        (Some(run), _) => command(step, run),
        (None, Kind::Healthcheck(_)) => format!("{:?} {}", step.shell().words, rest(step)),
        _ => rest(step),
    }
}

fn rest(step: Step) -> String {
    let instruction = step.instruction();
    instruction.joined.text()[instruction.rest.to_usize()].to_owned()
}

fn words(step: Step) -> Vec<String> {
    match step.kind() {
        Kind::Label(Pairs { pairs, .. }) => {
            pairs.iter().map(|(name, value)| format!("{}={}", expanded(step, name), expanded(step, value))).collect()
        }
        Kind::Expose(words) => words.iter().map(|word| expanded(step, word)).collect(),
        Kind::Volume(list) => list.words.iter().map(|word| expanded(step, word)).collect(),
        _ => Vec::new(),
    }
}

fn expanded(step: Step, word: &Word) -> String {
    step.expand(word).unwrap_or_else(|| word.text.clone())
}
