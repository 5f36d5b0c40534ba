//! The arguments of each instruction (`frontend/dockerfile/parser/line_parsers.go`).

use text::{Joined, TextRange};

use super::instruction::{self, Problem, Setting};
use super::json::{self, Json};
use super::{mount, quote, words};
use crate::{Arg, Command, Copy, Flag, From, Healthcheck, Keyword, Kind, List, Pairs, Run, Word};

/// How deep ONBUILDs are read into each other. `BuildKit` refuses two, but for what is wrong in the innermost.
const DEEPEST: u32 = 4;

/// Reads the arguments of `keyword`, which stand in the range `rest` of `joined`.
pub(super) fn read(
    joined: &Joined,
    keyword: Keyword,
    flags: &[Flag],
    rest: TextRange,
    setting: Setting,
    problems: &mut Vec<Problem>,
) -> Kind {
    let mut reader = Reader { joined, setting, problems };
    let kind = match keyword {
        Keyword::From => Some(Kind::From(reader.from(rest))),
        Keyword::Run => reader.run(rest, flags).map(Kind::Run),
        Keyword::Cmd => reader.command(rest).map(Kind::Cmd),
        Keyword::Entrypoint => reader.command(rest).map(Kind::Entrypoint),
        Keyword::Shell => reader.command(rest).map(Kind::Shell),
        Keyword::Copy => reader.list(rest).map(|list| Kind::Copy(copy(list))),
        Keyword::Add => reader.list(rest).map(|list| Kind::Add(copy(list))),
        Keyword::Volume => reader.list(rest).map(Kind::Volume),
        Keyword::Expose => Some(Kind::Expose(reader.at_blanks(rest))),
        Keyword::Arg => Some(Kind::Arg(reader.args(rest))),
        Keyword::Env => Some(Kind::Env(reader.pairs(rest, keyword))),
        Keyword::Label => Some(Kind::Label(reader.pairs(rest, keyword))),
        Keyword::User => Some(Kind::User(reader.text(rest))),
        Keyword::Workdir => Some(Kind::Workdir(reader.text(rest))),
        Keyword::Stopsignal => Some(Kind::Stopsignal(reader.text(rest))),
        Keyword::Maintainer => Some(Kind::Maintainer(reader.text(rest))),
        Keyword::Healthcheck => reader.healthcheck(rest).map(Kind::Healthcheck),
        Keyword::Onbuild => Some(reader.onbuild(rest)),
        Keyword::Unknown => None,
    };
    kind.unwrap_or(Kind::Unknown)
}

struct Reader<'a> {
    joined: &'a Joined,
    setting: Setting,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn word(&self, range: TextRange) -> Word {
        Word { range: self.joined.range_to_source(range), joined: range, text: self.joined.text()[range].to_owned() }
    }

    fn at_blanks(&self, rest: TextRange) -> Vec<Word> {
        words::at_blanks(self.joined.text(), rest).into_iter().map(|range| self.word(range)).collect()
    }

    fn with_quotes(&self, rest: TextRange) -> Vec<Word> {
        let escape = self.setting.escape.char();
        words::with_quotes(self.joined.text(), rest, escape).into_iter().map(|range| self.word(range)).collect()
    }

    /// The strings of a JSON array; `Ok(None)` when the text is none, `Err` when it is one that `BuildKit` refuses.
    fn json(&mut self, rest: TextRange) -> Result<Option<Vec<Word>>, Refused> {
        match json::read(self.joined.text(), rest) {
            Json::Other => Ok(None),
            Json::Strings(strings) => Ok(Some(
                strings
                    .into_iter()
                    .map(|(joined, text)| Word { range: self.joined.range_to_source(joined), joined, text })
                    .collect(),
            )),
            Json::NotStrings(element) => {
                let message = "when using JSON array syntax, arrays must be comprised of strings only";
                self.refuse(element, message.to_owned());
                Err(Refused)
            }
        }
    }

    fn refuse(&mut self, range: TextRange, message: String) {
        self.problems.push(Problem { range: self.joined.range_to_source(range), message });
    }

    fn command(&mut self, rest: TextRange) -> Option<Command> {
        let words = self.json(rest).ok()?;
        Some(words.map_or_else(|| Command::Shell(self.word(rest)), Command::Exec))
    }

    fn list(&mut self, rest: TextRange) -> Option<List> {
        let words = self.json(rest).ok()?;
        let json = words.is_some();
        Some(List { json, words: words.unwrap_or_else(|| self.at_blanks(rest)) })
    }

    fn text(&self, rest: TextRange) -> Option<Word> {
        (!rest.is_empty()).then(|| self.word(rest))
    }

    fn run(&mut self, rest: TextRange, flags: &[Flag]) -> Option<Run> {
        let command = self.command(rest)?;
        let mounts = flags.iter().filter(|flag| flag.name == "mount");
        let mounts = mounts.filter_map(|flag| mount::read(self.joined, flag, self.setting.escape)).collect();
        Some(Run { command, mounts })
    }

    fn from(&self, rest: TextRange) -> From {
        let words = self.at_blanks(rest);
        let as_word = words.get(1).filter(|word| word.text.eq_ignore_ascii_case("as")).cloned();
        let name = as_word.is_some().then(|| words.get(2).cloned()).flatten();
        From { image: words.first().cloned(), as_word, name, words }
    }

    fn args(&self, rest: TextRange) -> Vec<Arg> {
        let arg = |word: Word| {
            let (name, default) = match self.at_equals(&word) {
                Some((name, value)) => (name, Some(value)),
                None => (word.clone(), None),
            };
            Arg { word, name, default }
        };
        self.with_quotes(rest).into_iter().map(arg).collect()
    }

    /// The parts of a word before and behind its first `=`.
    fn at_equals(&self, word: &Word) -> Option<(Word, Word)> {
        let equals = word.joined.start + word.text.find('=')? as u32;
        let name = self.word(TextRange::new(word.joined.start, equals));
        let mut value = self.word(TextRange::new(equals + 1, word.joined.end));
        if value.joined.is_empty() {
            // An empty value stands right behind the `=`, also when a continuation follows.
            value.range = TextRange::empty(self.joined.to_source(equals) + 1);
        }
        Some((name, value))
    }

    fn pairs(&mut self, rest: TextRange, keyword: Keyword) -> Pairs {
        let words = self.with_quotes(rest);
        let Some(first) = words.first() else { return Pairs::default() };
        if !first.text.contains('=') {
            return self.legacy_pair(rest, keyword);
        }
        let mut pairs = Vec::with_capacity(words.len());
        let mut alone = None;
        for word in &words {
            match self.at_equals(word) {
                Some(pair) => pairs.push(pair),
                None => alone = alone.or(Some(word)),
            }
        }
        if let Some(word) = alone {
            let what = quote::go(&word.text);
            self.refuse(word.joined, format!("Syntax error - can't find = in {what}. Must be of the form: name=value"));
        }
        Pairs { legacy: false, pairs }
    }

    /// `ENV name the rest`.
    fn legacy_pair(&mut self, rest: TextRange, keyword: Keyword) -> Pairs {
        let text = &self.joined.text()[rest];
        let Some(length) = text.find(words::is_blank) else {
            self.refuse(rest, format!("{} must have two arguments", keyword.name()));
            return Pairs { legacy: true, pairs: Vec::new() };
        };
        let name = TextRange::new(rest.start, rest.start + length as u32);
        let value = text[length..].trim_start_matches(words::is_blank);
        let value = TextRange::new(rest.end - value.len() as u32, rest.end);
        Pairs { legacy: true, pairs: vec![(self.word(name), self.word(value))] }
    }

    fn healthcheck(&mut self, rest: TextRange) -> Option<Healthcheck> {
        if rest.is_empty() {
            return Some(Healthcheck { kind: None, command: None });
        }
        let text = &self.joined.text()[rest];
        let length = text.find(char::is_whitespace).unwrap_or(text.len());
        let kind = self.word(TextRange::new(rest.start, rest.start + length as u32));
        let command = TextRange::new(rest.end - text[length..].trim_start().len() as u32, rest.end);
        let command = if command.is_empty() { None } else { Some(self.command(command)?) };
        Some(Healthcheck { kind: Some(kind), command })
    }

    fn onbuild(&mut self, rest: TextRange) -> Kind {
        if rest.is_empty() || self.setting.depth >= DEEPEST {
            return Kind::Onbuild(None);
        }
        let setting = Setting { depth: self.setting.depth + 1, ..self.setting };
        let trigger = instruction::read(self.joined.slice(rest), setting, self.problems);
        Kind::Onbuild(Some(Box::new(trigger)))
    }
}

/// A JSON array with something other than strings.
struct Refused;

fn copy(list: List) -> Copy {
    let mut sources = list.words;
    let destination = if sources.len() > 1 { sources.pop() } else { None };
    Copy { json: list.json, sources, destination }
}
