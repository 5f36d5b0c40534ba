//! With `shuck/words.rs` the only module that knows `shuck-parser`: walks its syntax tree and tells [`Builder`] what is there.

mod ends;
mod words;

use std::borrow::Cow;

use shuck_ast as ast;
use shuck_parser::parser::Parser;
use shuck_parser::{ShellDialect, ShellProfile};
use text::{Joined, TextRange};

pub(crate) use ends::takes_too_long;

use crate::builder::Builder;
use crate::{Condition, Dialect, Operator};

/// How many shorter texts are tried when one can't be parsed.
const MAX_CUTS: usize = 24;

/// Reads `source` into `builder`. Where it can't be parsed, what stands in front is read and the rest is marked.
pub(crate) fn read(source: &Joined, dialect: &Dialect, builder: &mut Builder) {
    // `sh` is read as bash: many images have bash there, busybox knows its `[[`, and nothing that is valid for `sh` reads
    // differently.
    let grammar = if *dialect == Dialect::Zsh { ShellDialect::Zsh } else { ShellDialect::Bash };
    let text = &*in_ascii(source.text());
    if takes_too_long(text) {
        return builder.unread(source.range_to_source(TextRange::new(0, text.len() as u32)));
    }
    let mut length = text.len();
    for _ in 0..MAX_CUTS {
        let parsed = Parser::with_profile(&text[..length], ShellProfile::native(grammar)).parse();
        if parsed.is_ok() {
            Walk { source, builder }.sequence(&parsed.file.body.stmts);
            break;
        }
        // The error is noticed at or behind the broken command: leave out one command after the other in front of that.
        let noticed = parsed.diagnostics.iter().map(|found| found.span.start.offset()).min().unwrap_or(0);
        length = last_separator(&text[..length], noticed);
    }
    if length < text.len() {
        let start = text.len() - text[length..].trim_start_matches(SEPARATORS).len();
        let rest = TextRange::new(start as u32, text.len() as u32);
        builder.unread(source.range_to_source(rest));
    }
}

/// `text` with a `%` for each byte of a letter beyond ASCII: one is a part of a word like the other, but where a letter takes
/// several bytes the parser may lose count, and panic. What is read is taken from the source itself.
pub(crate) fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let ascii = text.bytes().map(|byte| if byte.is_ascii() { char::from(byte) } else { '%' });
    Cow::Owned(ascii.collect())
}

/// What may stand between two commands.
const SEPARATORS: [char; 6] = [';', '&', '|', '\n', ' ', '\t'];

/// The offset of the last operator in front of `limit`; 0 without one.
fn last_separator(text: &str, limit: usize) -> usize {
    let before = text.get(..limit.min(text.len())).unwrap_or(text);
    let end = before.trim_end_matches(SEPARATORS).len();
    let separator = before[..end].rfind([';', '&', '|', '\n']);
    separator.map_or(0, |at| before[..=at].trim_end_matches(SEPARATORS).len())
}

fn range(span: ast::Span) -> TextRange {
    let (start, end) = (span.start.offset() as u32, span.end.offset() as u32);
    TextRange::new(start, end.max(start))
}

struct Walk<'a> {
    source: &'a Joined,
    builder: &'a mut Builder,
}

impl Walk<'_> {
    fn sequence(&mut self, statements: &[ast::Stmt]) {
        for (index, statement) in statements.iter().enumerate() {
            if index > 0 {
                self.builder.before(match statements[index - 1].terminator {
                    None => Operator::Newline,
                    Some(ast::StmtTerminator::Semicolon) => Operator::Sequence,
                    Some(ast::StmtTerminator::Background(_)) => Operator::Background,
                });
            }
            self.statement(statement);
        }
    }

    /// A statement that stands in a sequence.
    fn statement(&mut self, statement: &ast::Stmt) {
        let background = matches!(statement.terminator, Some(ast::StmtTerminator::Background(_)));
        if background {
            self.isolated_in_place(|walk| walk.list(statement));
        } else {
            self.list(statement);
        }
    }

    fn isolated_in_place(&mut self, read: impl FnOnce(&mut Walk<'_>)) {
        let source = self.source;
        self.builder.isolated(
            |place| {
                place.depth -= 1;
                place.background = true;
            },
            |builder| read(&mut Walk { source, builder }),
        );
    }

    fn within(&mut self, enter: impl FnOnce(&mut crate::Place), read: impl FnOnce(&mut Walk<'_>)) {
        let source = self.source;
        self.builder.within(enter, |builder| read(&mut Walk { source, builder }));
    }

    /// `a && b || c`.
    fn list(&mut self, statement: &ast::Stmt) {
        let operands = spine(statement, |op| matches!(op, ast::BinaryOp::And | ast::BinaryOp::Or));
        let mut list = self.builder.begin_list();
        for (operator, operand) in operands {
            match operator {
                Some(ast::BinaryOp::And) => self.builder.and(&mut list),
                Some(_) => self.builder.or(&mut list),
                None => {}
            }
            self.pipeline(operand);
        }
        self.builder.end_list(list);
    }

    /// `a | b`.
    fn pipeline(&mut self, statement: &ast::Stmt) {
        let operands = spine(statement, |op| matches!(op, ast::BinaryOp::Pipe | ast::BinaryOp::PipeAll));
        let mut pipes = self.builder.begin_pipes();
        for (operator, operand) in operands {
            if operator.is_some() {
                self.builder.pipe(&mut pipes);
            }
            if operand.negated || statement.negated {
                self.within(|place| place.tested = true, |walk| walk.element(operand));
            } else {
                self.element(operand);
            }
        }
        self.builder.end_pipes(pipes);
    }

    /// A command with its redirections.
    fn element(&mut self, statement: &ast::Stmt) {
        match &statement.command {
            ast::Command::Simple(command) => {
                let words = std::iter::once(&command.name).chain(&command.args);
                let name_is_empty = command.name.span.start == command.name.span.end;
                let words = words.skip(usize::from(name_is_empty)).map(|word| range(word.span)).collect();
                if !self.simple(words, &command.assignments, &statement.redirects) {
                    for word in std::iter::once(&command.name).chain(&command.args) {
                        self.word(word);
                    }
                }
            }
            ast::Command::Builtin(command) => self.builtin(command, &statement.redirects),
            ast::Command::Decl(command) => {
                let operands = command.operands.iter().map(|operand| range(declared(operand)));
                let words = std::iter::once(range(command.variant_span)).chain(operands).collect();
                self.simple(words, &command.assignments, &statement.redirects);
                for operand in &command.operands {
                    self.operand(operand);
                }
            }
            // A list or pipeline that is neither at the top of a statement nor of an operand.
            ast::Command::Binary(_) => self.list(statement),
            ast::Command::Compound(command) => {
                self.compound(command, range(statement.span));
                self.own_redirects(&statement.redirects);
            }
            ast::Command::Function(function) => {
                let name = function.header.entries.first().map(|entry| range(entry.word.span));
                let name = name.map_or("", |name| self.slice(name)).to_owned();
                let source = self.source;
                self.builder.function(&name, |builder| Walk { source, builder }.statement(&function.body));
            }
            ast::Command::AnonymousFunction(function) => self.statement(&function.body),
        }
    }

    /// The redirections of a group or loop: a command of their own, without words.
    fn own_redirects(&mut self, redirects: &[ast::Redirect]) {
        if !redirects.is_empty() {
            self.builder.before(Operator::Sequence);
            self.simple(Vec::new(), &[], redirects);
        }
    }

    fn slice(&self, range: TextRange) -> &str {
        self.source.text().get(range.to_usize()).unwrap_or_default()
    }

    /// `exit`, `return`, `break`, `continue`: the name has no range of its own.
    fn builtin(&mut self, command: &ast::BuiltinCommand, redirects: &[ast::Redirect]) {
        let (name, first, rest, assignments, span) = match command {
            ast::BuiltinCommand::Break(it) => ("break", &it.depth, &it.extra_args, &it.assignments, it.span),
            ast::BuiltinCommand::Continue(it) => ("continue", &it.depth, &it.extra_args, &it.assignments, it.span),
            ast::BuiltinCommand::Return(it) => ("return", &it.code, &it.extra_args, &it.assignments, it.span),
            ast::BuiltinCommand::Exit(it) => ("exit", &it.code, &it.extra_args, &it.assignments, it.span),
        };
        let from = assignments.last().map_or(range(span).start, |last| range(last.span).end);
        let blank = self.source.text().get(from as usize..).and_then(|rest| rest.find(name)).unwrap_or(0);
        let start = from + blank as u32;
        let arguments = first.iter().chain(rest);
        let words = std::iter::once(TextRange::new(start, start + name.len() as u32))
            .chain(arguments.clone().map(|word| range(word.span)))
            .collect();
        self.simple(words, assignments, redirects);
        for word in arguments {
            self.word(word);
        }
    }

    fn compound(&mut self, command: &ast::CompoundCommand, whole: TextRange) {
        use ast::CompoundCommand as Compound;
        let source = self.source;
        match command {
            Compound::If(command) => self.if_command(command),
            Compound::Case(command) => {
                self.word(&command.word);
                let branches = self.builder.begin_branches();
                for arm in &command.cases {
                    self.branch(&branches, Condition::Case, &arm.body.stmts);
                }
                self.builder.end_branches(branches);
            }
            Compound::For(command) => {
                for word in command.words.iter().flatten() {
                    self.word(word);
                }
                self.looped(&[], &command.body.stmts);
            }
            Compound::Foreach(command) => {
                for word in &command.words {
                    self.word(word);
                }
                self.looped(&[], &command.body.stmts);
            }
            Compound::Select(command) => self.looped(&[], &command.body.stmts),
            Compound::Repeat(command) => self.looped(&[], &command.body.stmts),
            Compound::ArithmeticFor(command) => self.looped(&[], &command.body.stmts),
            Compound::While(command) => self.looped(&command.condition.stmts, &command.body.stmts),
            Compound::Until(command) => self.looped(&command.condition.stmts, &command.body.stmts),
            Compound::Subshell(body) => self
                .builder
                .isolated(|place| place.subshell = true, |builder| Walk { source, builder }.sequence(&body.stmts)),
            Compound::BraceGroup(body) => self.within(|place| place.depth += 1, |walk| walk.sequence(&body.stmts)),
            Compound::Always(command) => {
                self.sequence(&command.body.stmts);
                self.sequence(&command.always_body.stmts);
            }
            Compound::Time(command) => {
                if let Some(command) = &command.command {
                    self.list(command);
                }
            }
            Compound::Coproc(command) => self.isolated_in_place(|walk| walk.list(&command.body)),
            Compound::Conditional(command) => {
                let (left, right) = (range(command.left_bracket_span), range(command.right_bracket_span));
                self.simple(vec![left, right], &[], &[]);
                self.conditional(&command.expression);
            }
            Compound::Arithmetic(command) => {
                let (left, right) = (range(command.left_paren_span), range(command.right_paren_span));
                self.simple(vec![left, right], &[], &[]);
            }
            #[expect(unreachable_patterns, reason = "the enum may grow")]
            _ => {
                let whole = self.source.range_to_source(whole);
                self.builder.unread(whole);
            }
        }
    }

    fn if_command(&mut self, command: &ast::IfCommand) {
        self.condition(&command.condition.stmts);
        let branches = self.builder.begin_branches();
        self.branch(&branches, Condition::If, &command.then_branch.stmts);
        for (condition, body) in &command.elif_branches {
            let source = self.source;
            self.builder
                .branch(&branches, Condition::If, |builder| Walk { source, builder }.condition(&condition.stmts));
            self.branch(&branches, Condition::If, &body.stmts);
        }
        if let Some(body) = &command.else_branch {
            self.branch(&branches, Condition::If, &body.stmts);
        }
        self.builder.end_branches(branches);
    }

    fn condition(&mut self, statements: &[ast::Stmt]) {
        self.within(
            |place| {
                place.depth += 1;
                place.tested = true;
            },
            |walk| walk.sequence(statements),
        );
    }

    fn branch(&mut self, branches: &crate::builder::Branches, condition: Condition, statements: &[ast::Stmt]) {
        let source = self.source;
        self.builder.branch(branches, condition, |builder| Walk { source, builder }.sequence(statements));
    }

    fn looped(&mut self, condition: &[ast::Stmt], body: &[ast::Stmt]) {
        self.within(|place| place.in_loop = true, |walk| walk.condition(condition));
        let branches = self.builder.begin_branches();
        self.branch(&branches, Condition::Loop, body);
        self.builder.end_loop(branches);
    }
}

/// The operands of a chain of `wanted` operators, in order, each with the operator in front.
fn spine(statement: &ast::Stmt, wanted: impl Fn(ast::BinaryOp) -> bool) -> Vec<(Option<ast::BinaryOp>, &ast::Stmt)> {
    let mut operands = Vec::new();
    let mut left = statement;
    while let ast::Command::Binary(binary) = &left.command {
        if !wanted(binary.op) {
            break;
        }
        operands.push((Some(binary.op), &*binary.right));
        left = &binary.left;
    }
    operands.push((None, left));
    operands.reverse();
    operands
}

fn declared(operand: &ast::DeclOperand) -> ast::Span {
    match operand {
        ast::DeclOperand::Flag(word) | ast::DeclOperand::Dynamic(word) => word.span,
        ast::DeclOperand::Name(name) => name.span,
        ast::DeclOperand::Assignment(assignment) => assignment.span,
    }
}
