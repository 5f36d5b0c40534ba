//! The key of RUN (moby/buildkit `dockerfile2llb/convert.go`, dispatchRun, and `solver/llbsolver/ops/exec.go`).

use build::Step;
use syntax::{Command, Heredoc, Instruction, Run};

use crate::key::{Key, KeyOf};
use crate::parts::{Counts, Parts};
use crate::value::without_tabs;
use crate::walk::Walker;

impl Walker<'_> {
    /// What the key of a RUN is made of.
    pub fn run_parts(&self, step: Step<'_>, run: &Run) -> Parts {
        let shell = &step.shell().words;
        let (argv, inline) = self.argv(step.instruction(), run, shell);
        let mounts = self.mounts(step, run);
        let mode = |flag: &str, default: &str| step.flag_value(flag).filter(|mode| *mode != default).map(str::to_owned);
        let devices = step.instruction().flags.iter().filter(|flag| flag.name == "device");
        let devices = devices.filter_map(|flag| flag.value.as_ref()).map(|value| self.evaluate(&value.text).key());
        let operation = KeyOf::new("run")
            .keys(argv.iter().map(|word| KeyOf::new("word").text(word).done()))
            .keys(inline)
            .maybe(mode("network", "default").as_deref())
            .maybe(mode("security", "sandbox").as_deref())
            .keys(devices)
            .keys(mounts.operations);
        let mut parts = self.parts(Some(self.state.root), operation.done(), Counts::All);
        if matches!(run.command, Command::Shell(_)) {
            parts.shell = Some(shell.iter().fold(KeyOf::new("shell"), |key, word| key.text(word)).done());
        }
        parts.settings.push(self.setting("BUILDKIT_SANDBOX_HOSTNAME"));
        parts.takes = mounts.takes;
        parts
    }

    /// The words that are executed, and the script file that a heredoc of its own makes.
    fn argv(&self, instruction: &Instruction, run: &Run, shell: &[String]) -> (Vec<String>, Option<Key>) {
        let line = match &run.command {
            Command::Exec(words) => return (words.iter().map(|word| word.text.clone()).collect(), None),
            Command::Shell(word) => &word.text,
        };
        let (text, inline) = match instruction.heredocs.as_slice() {
            [] => (line.clone(), None),
            [only] if is_heredoc_alone(line) => {
                let body = self.body(only);
                if body.starts_with("#!") {
                    let file = KeyOf::new("script").text(&only.name).text(&body).done();
                    (format!("/dev/pipes/{}", only.name), Some(file))
                } else {
                    (body, None)
                }
            }
            heredocs => {
                let add = |text: String, heredoc: &Heredoc| {
                    text + "\n" + self.build.file().slice(heredoc.body) + &heredoc.name
                };
                (heredocs.iter().fold(line.clone(), add), None)
            }
        };
        (shell.iter().cloned().chain([text]).collect(), inline)
    }

    fn body(&self, heredoc: &Heredoc) -> String {
        let body = self.build.file().slice(heredoc.body);
        if heredoc.chomp { without_tabs(body) } else { body.to_owned() }
    }
}

/// Whether the line is the word of a heredoc and nothing else, so that the body is the whole script.
fn is_heredoc_alone(line: &str) -> bool {
    let word = line.trim().trim_start_matches(|first: char| first.is_ascii_digit());
    let name = word.strip_prefix("<<").map(|name| name.trim_start_matches('-').trim_start());
    name.is_some_and(|name| !name.contains(['<', ' ', '\t']) || name.starts_with(['"', '\'']) && is_quoted(name))
}

/// Whether a text is one word in quotes.
fn is_quoted(text: &str) -> bool {
    let quote = text.chars().next();
    text.len() > 1
        && quote == text.chars().next_back()
        && text[1..text.len() - 1].chars().all(|char| Some(char) != quote)
}
