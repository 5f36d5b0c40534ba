//! A second opinion on `shell-fault`: the `shellcheck` on the path is given the same scripts, with the same variables set.
//! What both find, what one finds alone, and how often by code, is printed with `--nocapture`.

#![expect(clippy::cast_precision_loss, reason = "shares of a few thousand findings")]
#![expect(clippy::print_stdout, reason = "what was compared is told")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

#[expect(dead_code, reason = "other tests use the rest")]
mod sources;

use std::collections::BTreeMap;

use build::{Build, Inputs};
use project::shellcheck::OnPath;
use shell::Dialect;
use shell::check::Checker;
use shell::shellcheck;
use sources::run;
use text::SourceFile;

/// How many files of the corpus are compared, in even steps.
const FILES: usize = if cfg!(debug_assertions) { 200 } else { 1_000 };

/// Sources that are not followed, and the ash dialect: hadolint leaves these out as well.
const LEFT_OUT: [u32; 3] = [1090, 1091, 2187];

/// What a RUN hands to its shell.
struct Script {
    file: String,
    text: text::Joined,
    dialect: Dialect,
    known: Vec<String>,
}

/// How often each code was found in each script.
type Found = BTreeMap<(usize, u32), usize>;

#[test]
fn shellcheck_itself_finds_the_same() {
    if !run::is_there("shellcheck", &["--version"]) {
        return;
    }
    let corpus = sources::corpus();
    let files = corpus.iter().step_by((corpus.len() / FILES).max(1));
    let scripts: Vec<Script> = files.flat_map(|(name, text)| scripts(name, text)).collect();
    if scripts.is_empty() {
        return;
    }
    let (ours, theirs) = (ours(&scripts), theirs(&scripts));
    let (both, precision, recall) = compare(&scripts, &ours, &theirs);
    println!("{} scripts, {both} findings of both; precision {precision:.4}, recall {recall:.4}", scripts.len());
    assert!(precision > 0.99 && recall > 0.97, "precision {precision:.4}, recall {recall:.4}");
}

/// Prints a line for each code, and sums up.
fn compare(scripts: &[Script], ours: &Found, theirs: &Found) -> (usize, f64, f64) {
    let mut by_code: BTreeMap<u32, [usize; 3]> = BTreeMap::new();
    let keys: std::collections::BTreeSet<_> = ours.keys().chain(theirs.keys()).collect();
    for key in keys {
        let (a, b) = (ours.get(key).copied().unwrap_or(0), theirs.get(key).copied().unwrap_or(0));
        let sums = by_code.entry(key.1).or_default();
        for (sum, more) in sums.iter_mut().zip([a.min(b), a.saturating_sub(b), b.saturating_sub(a)]) {
            *sum += more;
        }
        if a != b {
            println!("SC{} {a} ours, {b} theirs: {}: {:.120}", key.1, scripts[key.0].file, scripts[key.0].text.text());
        }
    }
    println!("{:>8} {:>6} {:>6} {:>6}", "code", "both", "ours", "theirs");
    for (code, [both, ours, theirs]) in &by_code {
        println!("{:>8} {both:>6} {ours:>6} {theirs:>6}", format!("SC{code}"));
    }
    let sum = |at: usize| by_code.values().map(|sums| sums[at]).sum::<usize>();
    let share = |part: usize, rest: usize| part as f64 / (part + rest).max(1) as f64;
    (sum(0), share(sum(0), sum(1)), share(sum(0), sum(2)))
}

fn scripts(name: &str, text: &str) -> Vec<Script> {
    let build = Build::new(Inputs::of_file(SourceFile::new("Dockerfile", text)));
    // As the rule does: what reads the lines of a Windows image is not known.
    let windows = build.parse().file.escape == syntax::Escape::Backtick;
    let script = |step: build::Step| {
        let (text, shell) = shell::text(step.instruction(), build.file().text(), &step.shell().reads)?;
        let mut known: Vec<String> = step.variables().iter().map(|variable| variable.name.to_string()).collect();
        for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY"] {
            known.extend([proxy.to_owned(), proxy.to_lowercase()]);
        }
        matches!(shell.dialect, Dialect::Sh | Dialect::Bash).then(|| Script {
            file: name.to_owned(),
            text,
            dialect: shell.dialect,
            known,
        })
    };
    let read = build.written_runs().filter(|step| !windows || step.shell().written);
    read.filter_map(script).collect()
}

fn ours(scripts: &[Script]) -> Found {
    let checker = Checker::new(|code| !LEFT_OUT.contains(&code));
    let mut found = Found::new();
    for (index, script) in scripts.iter().enumerate() {
        for finding in checker.check(&script.text, &script.dialect, script.known.iter().map(String::as_str)) {
            *found.entry((index, finding.code)).or_default() += 1;
        }
    }
    found
}

/// As `shellcheck = true` asks it, but many files at once.
fn theirs(scripts: &[Script]) -> Found {
    let asked: Vec<shellcheck::Script> = scripts.iter().map(Script::as_asked).collect();
    let mut found = Found::new();
    for (chunk, scripts) in asked.chunks(CHUNK).enumerate() {
        let answers = shellcheck::check(&OnPath::default(), scripts).unwrap();
        for (index, finding) in
            answers.iter().enumerate().flat_map(|(index, of)| of.iter().map(move |one| (index, one)))
        {
            if !LEFT_OUT.contains(&finding.code) {
                *found.entry((chunk * CHUNK + index, finding.code)).or_default() += 1;
            }
        }
    }
    found
}

/// So many scripts go to one process.
const CHUNK: usize = 200;

impl Script {
    fn as_asked(&self) -> shellcheck::Script<'_> {
        let known = self.known.iter().map(String::as_str).collect();
        shellcheck::Script { text: self.text.clone(), dialect: self.dialect.clone(), known }
    }
}
