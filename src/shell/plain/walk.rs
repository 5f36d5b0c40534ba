//! Tells [`Builder`] what the tokens of a plain script are, as `shuck.rs` does with a syntax tree.

use text::{Joined, TextRange};

use super::{Group, Token, split};
use crate::builder::{Branches, Builder, Origin, Simple};
use crate::names::is_variable;
use crate::{Assignment, Condition, Operator, Redirect, RedirectOperator, Target, Word};

/// Puts commands of `source` into a builder. Each part gets the tokens that it is made of.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) source: &'a Joined,
}

impl Walk<'_> {
    pub(super) fn sequence(self, mut tokens: &[Token], builder: &mut Builder) {
        while !tokens.is_empty() {
            let (list, separator, rest) = split(tokens, |operator| {
                matches!(operator, Operator::Sequence | Operator::Newline | Operator::Background)
            });
            if separator == Some(Operator::Background) {
                let enter = |place: &mut crate::Place| {
                    place.depth -= 1;
                    place.background = true;
                };
                builder.isolated(enter, |builder| self.list(list, builder));
            } else {
                self.list(list, builder);
            }
            if let Some(separator) = separator.filter(|_| !rest.is_empty()) {
                builder.before(separator);
            }
            tokens = rest;
        }
    }

    /// `a && b || c`.
    fn list(self, mut tokens: &[Token], builder: &mut Builder) {
        let mut list = builder.begin_list();
        loop {
            let (pipeline, operator, rest) = split(tokens, |operator| matches!(operator, Operator::And | Operator::Or));
            self.pipeline(pipeline, builder);
            match operator {
                Some(Operator::And) => builder.and(&mut list),
                Some(_) => builder.or(&mut list),
                None => break,
            }
            tokens = rest;
        }
        builder.end_list(list);
    }

    /// `! a | b`.
    fn pipeline(self, tokens: &[Token], builder: &mut Builder) {
        let (negated, mut tokens) = match tokens {
            [Token::Not, rest @ ..] => (true, rest),
            _ => (false, tokens),
        };
        let mut pipes = builder.begin_pipes();
        loop {
            let (element, operator, rest) = split(tokens, |operator| operator == Operator::Pipe);
            if negated {
                builder.within(|place| place.tested = true, |builder| self.element(element, builder));
            } else {
                self.element(element, builder);
            }
            if operator.is_none() {
                break;
            }
            builder.pipe(&mut pipes);
            tokens = rest;
        }
        builder.end_pipes(pipes);
    }

    /// A command with its redirections.
    fn element(self, tokens: &[Token], builder: &mut Builder) {
        let [Token::Group(group, length), rest @ ..] = tokens else { return self.simple(tokens, builder) };
        let (inner, redirects) = rest.split_at(*length);
        match group {
            Group::Subshell => {
                builder.isolated(|place| place.subshell = true, |builder| self.sequence(inner, builder));
            }
            Group::If => self.branches(inner, builder),
            Group::Loop => self.looped(inner, builder),
            Group::Case => self.case(inner, builder),
            Group::Braces | Group::Substitution | Group::Condition | Group::Body => {
                builder.within(|place| place.depth += 1, |builder| self.sequence(inner, builder));
            }
        }
        // A command of their own, without words.
        if !redirects.is_empty() {
            builder.before(Operator::Sequence);
            self.simple(redirects, builder);
        }
    }

    fn branches(self, tokens: &[Token], builder: &mut Builder) {
        let mut branches: Option<Branches> = None;
        for (group, tokens) in groups(tokens) {
            match (group, &branches) {
                (Group::Condition, None) => self.condition(tokens, builder),
                (Group::Condition, Some(branches)) => {
                    builder.branch(branches, Condition::If, |builder| self.condition(tokens, builder));
                }
                _ => {
                    let branches = branches.get_or_insert_with(|| builder.begin_branches());
                    builder.branch(branches, Condition::If, |builder| self.sequence(tokens, builder));
                }
            }
        }
        if let Some(branches) = branches {
            builder.end_branches(branches);
        }
    }

    fn condition(self, tokens: &[Token], builder: &mut Builder) {
        let enter = |place: &mut crate::Place| {
            place.depth += 1;
            place.tested = true;
        };
        builder.within(enter, |builder| self.sequence(tokens, builder));
    }

    fn looped(self, tokens: &[Token], builder: &mut Builder) {
        for (group, tokens) in groups(tokens) {
            match group {
                Group::Condition => {
                    builder.within(|place| place.in_loop = true, |builder| self.condition(tokens, builder));
                }
                Group::Body => {
                    let branches = builder.begin_branches();
                    builder.branch(&branches, Condition::Loop, |builder| self.sequence(tokens, builder));
                    builder.end_loop(branches);
                }
                _ => builder.substitution(|builder| self.sequence(tokens, builder)),
            }
        }
    }

    fn case(self, tokens: &[Token], builder: &mut Builder) {
        let is_body = |group: &(Group, &[Token])| group.0 == Group::Body;
        for (_, tokens) in groups(tokens).take_while(|group| !is_body(group)) {
            builder.substitution(|builder| self.sequence(tokens, builder));
        }
        let branches = builder.begin_branches();
        for (_, tokens) in groups(tokens).filter(is_body) {
            builder.branch(&branches, Condition::Case, |builder| self.sequence(tokens, builder));
        }
        builder.end_branches(branches);
    }

    fn simple(self, tokens: &[Token], builder: &mut Builder) {
        let mut simple = Simple::default();
        let mut whole: Option<TextRange> = None;
        // The substitutions in what is assigned, in targets of redirections, and in words: they are told in this order.
        let mut substitutions: [Vec<&[Token]>; 3] = Default::default();
        let mut of = 0;
        let mut rest = tokens;
        loop {
            let range;
            (range, rest) = match rest {
                [Token::Group(_, length), inner @ ..] => {
                    let (inner, behind) = inner.split_at(*length);
                    substitutions[of].push(inner);
                    rest = behind;
                    continue;
                }
                [Token::Redirect(sign, operator), Token::Word(target), rest @ ..] => {
                    simple.redirects.push(self.redirection(*sign, *operator, *target));
                    of = 1;
                    (sign.cover(*target), rest)
                }
                [Token::Word(range), rest @ ..] => {
                    let assignment = Some(*range).filter(|_| simple.words.is_empty());
                    if let Some(assignment) = assignment.and_then(|range| self.assignment(range)) {
                        simple.assignments.push(assignment);
                        of = 0;
                    } else {
                        simple.words.push(Word::new(self.source, *range));
                        of = 2;
                    }
                    (*range, rest)
                }
                _ => break,
            };
            whole = Some(whole.map_or(range, |whole| whole.cover(range)));
        }
        simple.range = self.source.range_to_source(whole.unwrap_or_default());
        let known = builder.command(simple, Origin::Shell(self.source));
        let [assigned, redirected, words] = &substitutions;
        let words = words.iter().filter(|_| !known);
        for tokens in assigned.iter().chain(redirected).chain(words) {
            builder.substitution(|builder| self.sequence(tokens, builder));
        }
    }

    fn assignment(self, range: TextRange) -> Option<Assignment> {
        let (name, _) = self.source.text()[range].split_once('=').filter(|(name, _)| is_variable(name))?;
        let value = TextRange::new(range.start + name.len() as u32 + 1, range.end);
        let value = Some(Word::new(self.source, value));
        Some(Assignment { range: self.source.range_to_source(range), name: name.to_owned(), value })
    }

    fn redirection(self, sign: TextRange, operator: RedirectOperator, target: TextRange) -> Redirect {
        let fd: String = self.source.text()[sign].chars().take_while(char::is_ascii_digit).collect();
        Redirect {
            range: self.source.range_to_source(sign.cover(target)),
            fd: fd.parse().ok(),
            operator,
            target: Target::Word(Word::new(self.source, target)),
        }
    }
}

/// The groups among `tokens`, each with what is in it.
fn groups(mut tokens: &[Token]) -> impl Iterator<Item = (Group, &[Token])> {
    std::iter::from_fn(move || {
        loop {
            let (first, rest) = tokens.split_first()?;
            tokens = rest;
            if let Token::Group(group, length) = first {
                let (inner, rest) = rest.split_at(*length);
                tokens = rest;
                return Some((*group, inner));
            }
        }
    })
}
