//! Simple commands: their words, assignments and redirections, and the substitutions in them.

use shuck_ast as ast;
use text::TextRange;

use super::{Walk, range};
use crate::builder::{Builder, Origin, Simple};
use crate::{Assignment, Redirect, RedirectOperator, Target, Word};

impl Walk<'_> {
    /// Adds a command; see [`Builder::command`] for what is given back.
    pub(super) fn simple(
        &mut self,
        words: Vec<TextRange>,
        assignments: &[ast::Assignment],
        redirects: &[ast::Redirect],
    ) -> bool {
        let length = self.source.text().len() as u32;
        let words: Vec<TextRange> = words.into_iter().filter(|word| self.is_in_text(*word)).collect();
        let spans = words.iter().copied();
        let spans = spans.chain(assignments.iter().map(|assignment| range(assignment.span)));
        let spans = spans.chain(redirects.iter().map(redirect_range));
        let whole = spans.reduce(TextRange::cover).unwrap_or(TextRange::empty(length));
        let simple = Simple {
            range: self.source.range_to_source(whole),
            words: words.into_iter().map(|word| Word::new(self.source, word)).collect(),
            assignments: assignments.iter().map(|assignment| self.assignment(assignment)).collect(),
            redirects: redirects.iter().filter_map(|redirect| self.redirect(redirect)).collect(),
            input: redirects
                .iter()
                .filter_map(ast::Redirect::heredoc)
                .next_back()
                .map(|heredoc| range(heredoc.body.span)),
        };
        let known = self.builder.command(simple, Origin::Shell(self.source));
        for assignment in assignments {
            self.assigned(&assignment.value);
        }
        for redirect in redirects {
            match &redirect.target {
                ast::RedirectTarget::Word(word) => self.word(word),
                ast::RedirectTarget::Heredoc(heredoc) if !known => self.heredoc(&heredoc.body),
                ast::RedirectTarget::Heredoc(_) => {}
            }
        }
        known
    }

    /// Whether a range can be cut out of the text. Those within backticks with escapes may be off.
    fn is_in_text(&self, range: TextRange) -> bool {
        self.source.text().get(range.to_usize()).is_some_and(|text| !text.is_empty())
    }

    fn assignment(&self, assignment: &ast::Assignment) -> Assignment {
        let value = match &assignment.value {
            ast::AssignmentValue::Scalar(word) => Some(range(word.span)),
            ast::AssignmentValue::Compound(_) => None,
        };
        let value = value.filter(|value| self.source.text().get(value.to_usize()).is_some());
        Assignment {
            range: self.source.range_to_source(range(assignment.span)),
            name: assignment.target.name.as_str().to_owned(),
            value: value.map(|value| Word::new(self.source, value)),
        }
    }

    fn redirect(&self, redirect: &ast::Redirect) -> Option<Redirect> {
        let target = match &redirect.target {
            ast::RedirectTarget::Word(word) => {
                let target = Some(range(word.span)).filter(|target| self.is_in_text(*target));
                Target::Word(Word::new(self.source, target.or_else(|| self.behind_operator(range(redirect.span)))?))
            }
            ast::RedirectTarget::Heredoc(heredoc) => {
                Builder::heredoc(self.source, range(heredoc.body.span), heredoc.delimiter.expands_body)
            }
        };
        let whole = redirect_range(redirect);
        Some(Redirect {
            range: self.source.range_to_source(whole),
            // The parser adds the descriptor that `>&2` means.
            fd: redirect
                .fd
                .filter(|_| self.slice(whole).starts_with(|first: char| first.is_ascii_digit()))
                .and_then(|fd| u32::try_from(fd).ok()),
            operator: operator(redirect.kind),
            target,
        })
    }

    /// The target of a redirection whose word has no range of its own: `1` of `2>&1`.
    fn behind_operator(&self, redirect: TextRange) -> Option<TextRange> {
        let text = self.slice(redirect);
        let operator = text.rfind(['<', '>', '&', '|'])?;
        let target = TextRange::new(redirect.start + operator as u32 + 1, redirect.end);
        self.is_in_text(target).then_some(target)
    }

    pub(super) fn assigned(&mut self, value: &ast::AssignmentValue) {
        match value {
            ast::AssignmentValue::Scalar(word) => self.word(word),
            ast::AssignmentValue::Compound(array) => {
                for element in &array.elements {
                    self.word(&element.value().word);
                }
            }
        }
    }

    pub(super) fn operand(&mut self, operand: &ast::DeclOperand) {
        match operand {
            ast::DeclOperand::Flag(word) | ast::DeclOperand::Dynamic(word) => self.word(word),
            ast::DeclOperand::Assignment(assignment) => self.assigned(&assignment.value),
            ast::DeclOperand::Name(_) => {}
        }
    }

    pub(super) fn conditional(&mut self, expression: &ast::ConditionalExpr) {
        match expression {
            ast::ConditionalExpr::Binary(binary) => {
                self.conditional(&binary.left);
                self.conditional(&binary.right);
            }
            ast::ConditionalExpr::Unary(unary) => self.conditional(&unary.expr),
            ast::ConditionalExpr::Parenthesized(inner) => self.conditional(&inner.expr),
            ast::ConditionalExpr::Word(word) | ast::ConditionalExpr::Regex(word) => self.word(word),
            ast::ConditionalExpr::Pattern(_) | ast::ConditionalExpr::VarRef(_) => {}
        }
    }

    /// The substitutions in a word.
    pub(super) fn word(&mut self, word: &ast::Word) {
        self.parts(&word.parts);
    }

    fn parts(&mut self, parts: &[ast::WordPartNode]) {
        for part in parts {
            match &part.kind {
                ast::WordPart::DoubleQuoted { parts, .. } => self.parts(parts),
                ast::WordPart::CommandSubstitution { body, .. } | ast::WordPart::ProcessSubstitution { body, .. } => {
                    self.substitution(body);
                }
                ast::WordPart::ArithmeticExpansion { expression_word_ast, .. } => self.word(expression_word_ast),
                ast::WordPart::Parameter(parameter) => self.parameter(parameter),
                ast::WordPart::ParameterExpansion { operand_word_ast, .. }
                | ast::WordPart::IndirectExpansion { operand_word_ast, .. } => {
                    if let Some(word) = operand_word_ast {
                        self.word(word);
                    }
                }
                _ => {}
            }
        }
    }

    fn parameter(&mut self, parameter: &ast::ParameterExpansion) {
        if let Some(word) = parameter.bourne().and_then(ast::BourneParameterExpansion::operand_word_ast) {
            self.word(word);
        }
    }

    fn substitution(&mut self, body: &ast::StmtSeq) {
        let source = self.source;
        self.builder.substitution(|builder| Walk { source, builder }.sequence(&body.stmts));
    }

    fn heredoc(&mut self, body: &ast::HeredocBody) {
        for part in &body.parts {
            match &part.kind {
                ast::HeredocBodyPart::CommandSubstitution { body, .. } => self.substitution(body),
                ast::HeredocBodyPart::ArithmeticExpansion { expression_word_ast, .. } => self.word(expression_word_ast),
                ast::HeredocBodyPart::Parameter(parameter) => self.parameter(parameter),
                ast::HeredocBodyPart::Literal(_) | ast::HeredocBodyPart::Variable(_) => {}
            }
        }
    }
}

/// The redirection on its own line: a heredoc's body is not part of it.
fn redirect_range(redirect: &ast::Redirect) -> TextRange {
    let whole = range(redirect.span);
    match redirect.heredoc() {
        Some(heredoc) => TextRange::new(whole.start, range(heredoc.delimiter.span).end.max(whole.start)),
        None => whole,
    }
}

fn operator(kind: ast::RedirectKind) -> RedirectOperator {
    match kind {
        ast::RedirectKind::Output | ast::RedirectKind::Clobber => RedirectOperator::Write,
        ast::RedirectKind::Append => RedirectOperator::Append,
        ast::RedirectKind::Input => RedirectOperator::Read,
        ast::RedirectKind::ReadWrite => RedirectOperator::ReadWrite,
        ast::RedirectKind::HereDoc | ast::RedirectKind::HereDocStrip => RedirectOperator::Heredoc,
        ast::RedirectKind::HereString => RedirectOperator::HereString,
        ast::RedirectKind::DupOutput => RedirectOperator::DuplicateOutput,
        ast::RedirectKind::DupInput => RedirectOperator::DuplicateInput,
        ast::RedirectKind::OutputBoth => RedirectOperator::WriteBoth,
    }
}
