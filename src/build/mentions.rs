//! Where a step mentions variables that `BuildKit` replaces, and whether they are declared there.

use syntax::expand::{self, Variable};
use syntax::{Arg, Copy, Flag, Heredoc, Kind, Pairs, Word};
use text::TextRange;

use crate::steps::Step;

/// A part of an instruction in which `BuildKit` replaces variables. The command of a RUN is none: it is the shell's.
#[derive(Clone, Copy, Debug)]
pub enum Expanded<'b> {
    /// A word.
    Word(&'b Word),
    /// The body of a heredoc that becomes a file.
    Body(&'b Heredoc),
}

/// A variable that a step mentions.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Which of the step's [`Step::expanded`] parts it is in.
    pub part: usize,
    /// The variable; its ranges are those of the source.
    pub variable: Variable,
    /// Whether an ARG or ENV of the stage or its parents declares it, with a value or not. The base image may, besides.
    pub declared: bool,
}

impl<'b> Step<'b> {
    /// The parts in which `BuildKit` replaces variables, in the order in which it does
    /// (moby/buildkit `frontend/dockerfile/instructions/commands.go`, the `Expand` methods).
    pub fn expanded(self) -> Vec<Expanded<'b>> {
        let mut parts = Vec::new();
        match self.kind() {
            Kind::Copy(copy) | Kind::Add(copy) => self.copy_parts(copy, &mut parts),
            Kind::Env(pairs) | Kind::Label(pairs) => parts.extend(pair_words(pairs).map(Expanded::Word)),
            Kind::Arg(args) => parts.extend(self.used_defaults(args).map(Expanded::Word)),
            Kind::Workdir(word) | Kind::User(word) | Kind::Stopsignal(word) => {
                parts.extend(word.iter().map(Expanded::Word));
            }
            Kind::Volume(list) => parts.extend(list.words.iter().map(Expanded::Word)),
            Kind::Run(run) => {
                let fields = run.mounts.iter().flat_map(|mount| &mount.fields);
                parts.extend(fields.filter_map(|field| field.value.as_ref()).map(Expanded::Word));
            }
            _ => {}
        }
        parts
    }

    /// Every variable in [`Step::expanded`]. Those of EXPOSE are replaced as well, but nobody asks whether they are declared.
    pub fn mentions(self) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for (part, expanded) in self.expanded().into_iter().enumerate() {
            let variables = match expanded {
                Expanded::Word(word) => expand::variables(self.instruction(), word, self.build().parse().file.escape),
                Expanded::Body(heredoc) => self.body_variables(heredoc),
            };
            let place = match expanded {
                Expanded::Word(word) => word.range,
                Expanded::Body(heredoc) => heredoc.body,
            };
            mentions.extend(variables.into_iter().map(|variable| {
                let declared = self.variable(&variable.name).is_some() || self.declares_before(&variable.name, place);
                Mention { part, variable, declared }
            }));
        }
        mentions
    }

    /// `--chown`, `--checksum`, `--chmod`, sources, destination, then the heredocs.
    fn copy_parts(self, copy: &'b Copy, parts: &mut Vec<Expanded<'b>>) {
        let flag = |name: &&str| self.flag(name).and_then(|flag: &Flag| flag.value.as_ref());
        parts.extend(["chown", "checksum", "chmod"].iter().filter_map(flag).map(Expanded::Word));
        let sources = copy.sources.iter().filter(|word| self.heredoc_of(word).is_none());
        parts.extend(sources.chain(&copy.destination).map(Expanded::Word));
        let bodies = self.instruction().heredocs.iter().filter(|heredoc| heredoc.expand);
        parts.extend(bodies.map(Expanded::Body));
    }

    /// The defaults of ARGs that no `--build-arg` replaces.
    fn used_defaults(self, args: &'b [Arg]) -> impl Iterator<Item = &'b Word> {
        let given = &self.build().options().args;
        args.iter().filter(|arg| !given.contains_key(&arg.name.text)).filter_map(|arg| arg.default.as_ref())
    }

    fn body_variables(self, heredoc: &Heredoc) -> Vec<Variable> {
        let mut variables = expand::mentioned_in_body(self.build().file().slice(heredoc.body));
        let in_source = |range: TextRange| range.shift(heredoc.body.start);
        for variable in &mut variables {
            variable.range = in_source(variable.range);
            variable.name_range = in_source(variable.name_range);
        }
        variables
    }

    /// Whether this ARG declares `name` in front of `place`: its words see those before them.
    fn declares_before(self, name: &str, place: TextRange) -> bool {
        let Kind::Arg(args) = self.kind() else { return false };
        args.iter().any(|arg| arg.name.text == name && arg.word.range.end < place.start)
    }
}

fn pair_words(pairs: &Pairs) -> impl Iterator<Item = &Word> {
    pairs.pairs.iter().flat_map(|(name, value)| [name, value])
}
