//! Values of HCL expressions in Bake files, as far as they can be known without running `buildx`.

use std::cell::Cell;
use std::collections::HashMap;

use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey};
use hcl_edit::template::Element;

use crate::yaml::{self, Node};

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Text, a number, a truth value: all as text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Keys and values, in order.
    Map(Vec<(String, Value)>),
    /// `null`, the same as not being there.
    Null,
    /// It needs a function, or a variable without a default.
    Unknown,
}

impl Value {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let items: &[Self] = if let Self::List(items) = self { items } else { &[] };
        items.iter().filter_map(Self::text)
    }
}

/// An expression that was not evaluated yet, in one of the two syntaxes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Written<'f> {
    /// Of `docker-bake.hcl`.
    Hcl(&'f Expression),
    /// Of `docker-bake.json`, where every text is a template.
    Json(&'f Node),
    /// Of another file, and known already.
    Known(&'f Value),
}

/// The variables that expressions see.
#[derive(Debug)]
pub(super) struct Scope<'f> {
    defaults: HashMap<&'f str, Written<'f>>,
    /// The values of a matrix; they hide variables of the same name.
    matrix: HashMap<String, String>,
    depth: Cell<u32>,
    looked_up: Cell<u32>,
}

/// A variable whose default leads through this many others is taken for one that leads to itself.
const DEEPEST: u32 = 32;

/// A few variables that name each other twice each may stand for a text without end: no real one takes so many.
const MOST_VARIABLES: u32 = 10_000;

/// The longest text that is made of others.
const LONGEST: usize = 1 << 20;

impl<'f> Scope<'f> {
    /// A scope of variables with these defaults.
    pub fn new(defaults: HashMap<&'f str, Written<'f>>) -> Self {
        Self { defaults, matrix: HashMap::new(), depth: Cell::new(0), looked_up: Cell::new(0) }
    }

    /// The same scope inside of a matrix.
    pub fn with_matrix(&self, matrix: HashMap<String, String>) -> Self {
        Self { defaults: self.defaults.clone(), matrix, depth: Cell::new(0), looked_up: Cell::new(0) }
    }

    /// What `written` comes to.
    pub fn value(&self, written: Written) -> Value {
        match written {
            Written::Hcl(expression) => self.evaluate(expression),
            Written::Json(node) => self.of_json(node),
            Written::Known(value) => value.clone(),
        }
    }

    fn of_json(&self, node: &Node) -> Value {
        match &node.value {
            yaml::Value::Scalar(text) => match hcl_edit::parser::parse_template(text) {
                Ok(template) => self.template(template.iter()),
                Err(_) => Value::Unknown,
            },
            yaml::Value::List(items) => Value::List(items.iter().map(|item| self.of_json(item)).collect()),
            yaml::Value::Map(entries) => Value::Map(
                entries.iter().filter_map(|(key, value)| Some((key.text()?.to_owned(), self.of_json(value)))).collect(),
            ),
        }
    }

    fn evaluate(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::Text(value.value().to_string()),
            Expression::Number(number) => Value::Text(number.value().to_string()),
            Expression::String(text) => Value::Text(text.value().clone()),
            Expression::StringTemplate(template) => self.template(template.iter()),
            Expression::HeredocTemplate(heredoc) => self.template(heredoc.template.iter()),
            Expression::Parenthesis(inner) => self.evaluate(inner.inner()),
            Expression::Variable(name) => self.variable(name.as_str()),
            Expression::Array(items) => Value::List(items.iter().map(|item| self.evaluate(item)).collect()),
            Expression::Object(object) => Value::Map(
                object.iter().filter_map(|(key, value)| Some((self.key(key)?, self.evaluate(value.expr())))).collect(),
            ),
            Expression::Conditional(choice) => match self.evaluate(&choice.cond_expr).text() {
                Some("true") => self.evaluate(&choice.true_expr),
                Some("false") => self.evaluate(&choice.false_expr),
                _ => Value::Unknown,
            },
            Expression::BinaryOp(operation) => {
                let (left, right) = (self.evaluate(&operation.lhs_expr), self.evaluate(&operation.rhs_expr));
                compare(&left, *operation.operator.value(), &right)
            }
            _ => Value::Unknown,
        }
    }

    fn key(&self, key: &ObjectKey) -> Option<String> {
        match key {
            ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(expression) => self.evaluate(expression).text().map(str::to_owned),
        }
    }

    fn template<'e>(&self, elements: impl Iterator<Item = &'e Element>) -> Value {
        let mut result = String::new();
        for element in elements {
            if result.len() > LONGEST {
                return Value::Unknown;
            }
            match element {
                Element::Literal(text) => result.push_str(text.value()),
                Element::Interpolation(inner) => match self.evaluate(&inner.expr) {
                    Value::Text(text) => result.push_str(&text),
                    _ => return Value::Unknown,
                },
                Element::Directive(_) => return Value::Unknown,
            }
        }
        Value::Text(result)
    }

    fn variable(&self, name: &str) -> Value {
        if let Some(value) = self.matrix.get(name) {
            return Value::Text(value.clone());
        }
        let Some(default) = self.defaults.get(name) else { return Value::Unknown };
        self.looked_up.set(self.looked_up.get() + 1);
        if self.depth.get() >= DEEPEST || self.looked_up.get() > MOST_VARIABLES {
            return Value::Unknown;
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.value(*default);
        self.depth.set(self.depth.get() - 1);
        value
    }
}

fn compare(left: &Value, operator: BinaryOperator, right: &Value) -> Value {
    if [left, right].contains(&&Value::Unknown) {
        return Value::Unknown;
    }
    match operator {
        BinaryOperator::Eq => Value::Text((left == right).to_string()),
        BinaryOperator::NotEq => Value::Text((left != right).to_string()),
        _ => Value::Unknown,
    }
}
