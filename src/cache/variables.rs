//! How ARG and ENV set the variables of a stage, and what a child stage inherits of them.

use std::sync::Arc;

use build::{Origin, Value};
use syntax::{Arg, Kind, Pairs};

use crate::environment::Environment;
use crate::key::KeyOf;
use crate::value::Ident;
use crate::walk::{State, Walker};

impl Walker<'_> {
    /// `text` with quotes, escapes and variables replaced, as the next step sees it.
    pub fn evaluate(&self, text: &str) -> Ident {
        self.state.environment.evaluate(text, self.build.parse().file.escape)
    }

    /// A build argument that acts without being declared.
    pub fn setting(&self, name: &'static str) -> (&'static str, Option<Ident>) {
        (name, self.arg_value(name, None))
    }

    /// A child stage begins with what its parent ended with; the variables of its configuration are set once more
    /// (moby/buildkit `dockerfile2llb/convert.go`).
    pub fn inherit(&mut self, parent: State) {
        self.state = parent;
        Arc::make_mut(&mut self.state.configuration).inherit();
        let open = self.state.environment.is_open();
        let environment = Environment::inherited(&self.state.others, &self.state.config, open);
        self.state.environment = Arc::new(environment);
        for name in std::mem::take(&mut self.state.hiding).iter() {
            self.state.arguments.remove(name);
        }
    }

    /// The ARGs in front of the first FROM.
    pub fn read_globals(&mut self) {
        for (name, value) in self.build.options().platform_args().all() {
            let value = match value {
                Value::Known(value) => Ident::Text(Arc::clone(value)),
                Value::Unset | Value::Unknown => Ident::Opaque(KeyOf::new("platform").text(name).done()),
            };
            self.globals.assign(name, value, Origin::GlobalArg);
        }
        let before = |instruction: &&syntax::Instruction| !matches!(instruction.kind, Kind::From(_));
        for instruction in self.build.instructions().iter().take_while(before) {
            let Kind::Arg(args) = &instruction.kind else { continue };
            for arg in args {
                let default = arg.default.as_ref();
                let escape = self.build.parse().file.escape;
                let written = default.map(|word| self.globals.evaluate(&word.text, escape));
                if let Some(value) = self.arg_value(&arg.name.text, written) {
                    self.globals.assign(&arg.name.text, value, Origin::GlobalArg);
                }
            }
        }
    }

    /// What an ARG comes to: what is given with `--build-arg`, else `otherwise`.
    fn arg_value(&self, name: &str, otherwise: Option<Ident>) -> Option<Ident> {
        let value = match self.build.options().args.get(name) {
            Some(Some(value)) => Some(Ident::text(value)),
            // With nothing given, it would be the other.
            Some(None) => {
                let otherwise = otherwise.map(|otherwise| otherwise.key());
                Some(Ident::Opaque(KeyOf::new("given").text(name).keys(otherwise).done()))
            }
            None => otherwise,
        };
        if self.changes.arg(name) { Some(value.unwrap_or(Ident::text(name)).changed()) } else { value }
    }

    /// An ARG of a stage: one with a value is part of every later RUN's environment.
    pub fn arg(&mut self, arg: &Arg) {
        let name = arg.name.text.as_str();
        self.state.arguments.insert(name);
        if self.state.config.get(name).is_some() {
            self.state.hiding.insert(name);
        }
        let default = arg.default.as_ref().map(|word| self.evaluate(&word.text));
        let global = || self.globals.get(name).map(|entry| entry.value.clone());
        // Whether a global ARG changed is part of its value already.
        let value = match default {
            None if !self.build.options().args.contains_key(name) && global().is_some() => global(),
            default => self.arg_value(name, default),
        };
        if let Some(value) = value.filter(|_| !name.starts_with("BUILDKIT_SBOM_SCAN_")) {
            if self.state.config.get(name).is_none() {
                self.state.others.assign(name, value.clone(), Origin::Arg);
            }
            Arc::make_mut(&mut self.state.environment).assign(name, value, Origin::Arg);
        }
    }

    pub fn env(&mut self, pairs: &Pairs) {
        let evaluated = pairs.pairs.iter().map(|(name, value)| (self.evaluate(&name.text), self.evaluate(&value.text)));
        let evaluated: Vec<_> = evaluated.collect();
        for (name, value) in evaluated {
            let Some(name) = name.as_text() else { continue };
            self.state.others.remove(name);
            self.state.arguments.remove(name);
            self.state.hiding.remove(name);
            self.state.config.replace(name, value.clone(), Origin::Env);
            Arc::make_mut(&mut self.state.environment).assign(name, value, Origin::Env);
        }
    }
}
