//! A second opinion on `shell-fault`: the `shellcheck` on the path is given the same scripts, with the same variables set.
//! What both find, what one finds alone, and how often by code, is printed with `--nocapture`.

#![expect(clippy::cast_precision_loss, reason = "shares of a few thousand findings")]
#![expect(clippy::format_collect, reason = "a line for each variable is plainest so")]
#![expect(clippy::disallowed_methods, reason = "the test runs another program")]
#![expect(clippy::print_stdout, reason = "what was compared is told")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

#[expect(dead_code, reason = "other tests use the rest")]
mod sources;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use build::{Build, Inputs};
use shell::Dialect;
use shell::check::Checker;
use sources::run;
use text::SourceFile;

/// How many files of the corpus are compared, in even steps.
const FILES: usize = if cfg!(debug_assertions) { 200 } else { 1_000 };

/// Sources that are not followed, and the ash dialect: hadolint leaves these out as well.
const LEFT_OUT: [u64; 3] = [1090, 1091, 2187];

/// What a RUN hands to its shell.
struct Script {
    file: String,
    text: text::Joined,
    dialect: Dialect,
    known: Vec<String>,
}

/// How often each code was found in each script.
type Found = BTreeMap<(usize, u64), usize>;

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
    assert!(precision > 0.98 && recall > 0.93, "precision {precision:.4}, recall {recall:.4}");
}

/// Prints a line for each code, and sums up.
fn compare(scripts: &[Script], ours: &Found, theirs: &Found) -> (usize, f64, f64) {
    let mut by_code: BTreeMap<u64, [usize; 3]> = BTreeMap::new();
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
        known.extend(
            ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"].map(str::to_owned),
        );
        matches!(shell.dialect, Dialect::Sh | Dialect::Bash).then(|| Script {
            file: name.to_owned(),
            text,
            dialect: shell.dialect,
            known,
        })
    };
    let read = build.runs().filter(|step| !step.is_trigger()).filter(|step| !windows || step.shell().written);
    read.filter_map(script).collect()
}

fn ours(scripts: &[Script]) -> Found {
    let checker = Checker::new(|code| !LEFT_OUT.contains(&u64::from(code)));
    let mut found = Found::new();
    for (index, script) in scripts.iter().enumerate() {
        for finding in checker.check(&script.text, &script.dialect, script.known.iter().map(String::as_str)) {
            *found.entry((index, u64::from(finding.code))).or_default() += 1;
        }
    }
    found
}

fn theirs(scripts: &[Script]) -> Found {
    let directory = tempfile::tempdir().unwrap();
    for (index, script) in scripts.iter().enumerate() {
        let set: String = script.known.iter().map(|name| format!("export {name}=\"$1\"\n")).collect();
        fs::write(directory.path().join(index.to_string()), set + script.text.text()).unwrap();
    }
    let mut found = Found::new();
    for (name, dialect) in [("sh", Dialect::Sh), ("bash", Dialect::Bash)] {
        let of_dialect: Vec<usize> = (0..scripts.len()).filter(|index| scripts[*index].dialect == dialect).collect();
        for indices in of_dialect.chunks(200) {
            let mut command = Command::new("shellcheck");
            command.args(["--norc", "-f", "json1", "-s", name]).args(indices.iter().map(usize::to_string));
            count(&run::output(command.current_dir(directory.path())).stdout, scripts, &mut found);
        }
    }
    found
}

fn count(json: &[u8], scripts: &[Script], found: &mut Found) {
    let json: serde_json::Value = serde_json::from_slice(json).unwrap();
    for comment in json["comments"].as_array().unwrap() {
        let index: usize = comment["file"].as_str().unwrap().parse().unwrap();
        let (line, code) = (comment["line"].as_u64().unwrap(), comment["code"].as_u64().unwrap());
        if line > scripts[index].known.len() as u64 && !LEFT_OUT.contains(&code) {
            *found.entry((index, code)).or_default() += 1;
        }
    }
}
