//! Whether the image that comes out is another one: its files follow from the steps, its configuration is set beside them.
//!
//! What the image remembers of how it was made (its history, ARGs that no step used) does not count.

use std::collections::BTreeSet;
use std::sync::Arc;

use build::Step;
use syntax::{Command, Flag, Keyword, Kind, Word};

use crate::Fate;
use crate::key::{Key, KeyOf, Sum};
use crate::parts::Root;
use crate::tree::{Part, Tree};
use crate::walk::{State, Walk, Walker};

/// What becomes of the image that the target makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its files: [`Fate::Reused`] if they are the same, [`Fate::Maybe`] if they are once a stage that runs again has made
    /// the same, else [`Fate::Rebuilt`].
    pub files: Fate,
    /// The instructions that configure it in another way, each once.
    pub configuration: Vec<Keyword>,
}

impl Image {
    /// Whether nothing at all is another.
    pub fn is_same(&self) -> bool {
        self.files == Fate::Reused && self.configuration.is_empty()
    }

    /// Compares what two builds end with; one without a target ends with nothing.
    pub(crate) fn of(before: &Walk, after: &Walk) -> Self {
        let (Some(old), Some(new)) = (&before.target, &after.target) else {
            return Self { files: Fate::Rebuilt, configuration: Vec::new() };
        };
        let files = if new.root.sure == old.root.sure {
            Fate::Reused
        } else if new.root.hopeful == old.root.sure {
            Fate::Maybe
        } else {
            Fate::Rebuilt
        };
        Self { files, configuration: new.configuration.differences(&old.configuration) }
    }
}

/// What a build ends with.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub root: Root,
    pub configuration: Configuration,
}

impl End {
    pub fn of(root: Root, state: &State) -> Self {
        let mut configuration = (*state.configuration).clone();
        configuration.set(Keyword::Env, "", state.config.key());
        configuration.set(Keyword::User, "", state.user.key());
        configuration.set(Keyword::Workdir, "", state.directory.key());
        Self { root, configuration }
    }
}

/// The configuration of an image: for each instruction that sets something, and each name it sets, to what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Configuration {
    entries: Tree<(Keyword, Arc<str>), Key>,
    /// How many ONBUILDs there are.
    triggers: usize,
    /// Whether the stage has a CMD of its own so far.
    own_cmd: bool,
}

impl Configuration {
    /// The start of a stage that builds on another.
    pub fn inherit(&mut self) {
        self.own_cmd = false;
    }

    fn set(&mut self, keyword: Keyword, name: &str, key: Key) {
        self.triggers += usize::from(keyword == Keyword::Onbuild);
        self.entries.insert((keyword, name.into()), key);
    }

    fn differences(&self, old: &Self) -> Vec<Keyword> {
        let mut differing = Vec::new();
        self.entries.differences(&old.entries, &mut differing);
        differing.into_iter().map(|(keyword, _)| keyword).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Part for Key {
    fn sum(&self) -> Sum {
        (*self).into()
    }
}

impl Walker<'_> {
    /// Notes what an instruction that makes no step sets in the image.
    pub fn configure(&mut self, step: Step<'_>) {
        let settings = self.settings(step);
        let configuration = Arc::make_mut(&mut self.state.configuration);
        match step.keyword() {
            Keyword::Cmd => configuration.own_cmd = true,
            // Setting ENTRYPOINT drops a CMD that was inherited
            // (moby/buildkit `dockerfile2llb/convert.go`, dispatchEntrypoint).
            Keyword::Entrypoint if !configuration.own_cmd => {
                configuration.entries.remove(&(Keyword::Cmd, Arc::from("")));
            }
            _ => {}
        }
        for (name, key) in settings {
            configuration.set(step.keyword(), &name, key);
        }
    }

    /// The names that an instruction sets, and to what.
    fn settings(&self, step: Step<'_>) -> Vec<(String, Key)> {
        let value = |word: &Word| self.evaluate(&word.text);
        let name = |word: &Word| value(word).as_text().unwrap_or(&word.text).to_owned();
        let named = |words: &[Word]| words.iter().map(|word| (name(word), value(word).key())).collect();
        let one = |key: Key| vec![(String::new(), key)];
        match step.kind() {
            Kind::Label(pairs) => pairs.pairs.iter().map(|(label, word)| (name(label), value(word).key())).collect(),
            Kind::Expose(words) => named(words),
            Kind::Volume(list) => named(&list.words),
            Kind::Stopsignal(Some(word)) => one(value(word).key()),
            Kind::Maintainer(Some(word)) => one(KeyOf::new("maintainer").text(&word.text).done()),
            Kind::Cmd(command) | Kind::Entrypoint(command) | Kind::Shell(command) => one(command_key(step, command)),
            Kind::Healthcheck(check) => {
                let kind = check.kind.as_ref().map(|kind| kind.text.as_str());
                let command = check.command.as_ref().map(|command| command_key(step, command));
                let flags = step.instruction().flags.iter().map(flag_key);
                one(KeyOf::new("healthcheck").maybe(kind).keys(command).keys(flags).done())
            }
            Kind::Onbuild(Some(trigger)) => {
                let number = self.state.configuration.triggers;
                vec![(number.to_string(), KeyOf::new("trigger").text(trigger.joined.text()).done())]
            }
            _ => Vec::new(),
        }
    }
}

fn flag_key(flag: &Flag) -> Key {
    KeyOf::new("flag").text(&flag.word.text).done()
}

/// The image keeps the shell's words in front of a line for a shell.
fn command_key(step: Step<'_>, command: &Command) -> Key {
    let words = |key: KeyOf, words: &mut dyn Iterator<Item = &str>| words.fold(key, KeyOf::text).done();
    match command {
        Command::Exec(list) => words(KeyOf::new("exec"), &mut list.iter().map(|word| word.text.as_str())),
        Command::Shell(line) => {
            let shell = step.shell().words.iter().map(String::as_str);
            words(KeyOf::new("shell"), &mut shell.chain([line.text.as_str()]))
        }
    }
}

#[cfg(test)]
mod tests {
    use build::{Build, Inputs};
    use syntax::Keyword::{Cmd, Entrypoint, Env, Label, User, Workdir};
    use text::SourceFile;

    use super::*;
    use crate::compare;

    fn image(old: &str, new: &str) -> Image {
        let build = |text: &str| Build::new(Inputs::of_file(SourceFile::new("Dockerfile", text)));
        compare(&build(old), &build(new), &[]).image().clone()
    }

    fn changed(old: &str, new: &str) -> (Fate, Vec<Keyword>) {
        let image = image(old, new);
        (image.files, image.configuration)
    }

    #[test]
    fn what_only_configures_the_image_changes_it() {
        let base = "FROM a\nRUN b\n";
        for (old, new, configuration) in [
            ("CMD x\n", "CMD y\n", vec![Cmd]),
            ("CMD x\n", "CMD [\"x\"]\n", vec![Cmd]),
            ("", "LABEL a=b\n", vec![Label]),
            ("LABEL a=1 b=2\n", "LABEL b=2\nLABEL a=1\n", vec![]),
            ("ENV A=1\n", "ENV A=2\n", vec![Env]),
            ("USER a\n", "", vec![User]),
            ("CMD x\n", "CMD y\nCMD x\n", vec![]),
            ("ARG A=1\nLABEL v=$A\n", "ARG A=2\nLABEL v=$A\n", vec![Label]),
            ("ARG A=1\n", "ARG B=2\n", vec![]),
            ("CMD [\"x\", \"y\"]\n", "CMD [ \"x\",\"y\" ]\n# comment\n", vec![]),
        ] {
            let (old, new) = (format!("{base}{old}"), format!("{base}{new}"));
            assert_eq!(changed(&old, &new), (Fate::Reused, configuration), "{old}---\n{new}");
        }
    }

    #[test]
    fn a_step_that_is_gone_changes_the_image_although_all_others_are_reused() {
        assert_eq!(changed("FROM a\nRUN b\nRUN c\n", "FROM a\nRUN b\n"), (Fate::Rebuilt, vec![]));
        assert_eq!(changed("FROM a\nWORKDIR /x\n", "FROM a\nWORKDIR /\n"), (Fate::Rebuilt, vec![Workdir]));
    }

    #[test]
    fn what_is_copied_from_a_stage_that_runs_again_may_be_the_same() {
        let text = |run: &str| format!("FROM a AS build\nRUN {run}\nFROM b\nCOPY --from=build /x /x\n");
        assert_eq!(changed(&text("make"), &text("make all")), (Fate::Maybe, vec![]));
    }

    #[test]
    fn a_stage_that_the_target_does_not_need_does_not_count() {
        let text = |run: &str| format!("FROM a AS test\nRUN {run}\nFROM b\nRUN c\n");
        assert!(image(&text("x"), &text("y")).is_same());
    }

    #[test]
    fn an_entrypoint_drops_the_cmd_of_the_parent_stage() {
        let text = |cmd: &str, entrypoint: &str| format!("FROM a AS p\nCMD {cmd}\nFROM p\nENTRYPOINT {entrypoint}\n");
        assert!(image(&text("x", "e"), &text("y", "e")).is_same());
        assert_eq!(changed(&text("x", "e"), &text("x", "f")).1, [Entrypoint]);
    }
}
