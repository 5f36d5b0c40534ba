//! What each floor costs: `cargo bench`, or `cargo bench -- check` for one of them.
//!
//! The corpus is that of `LAYERWISE_CORPUS`, a directory, or `../shared/corpus`, unpacked by the tests; without both it is a
//! generated one of the same shape.

#![expect(clippy::disallowed_methods, reason = "files are read from where the environment says")]

mod generated;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use build::{Build, Inputs};
use cache::Change;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use generated::Size;
use lint::settings::{On, Switch};
use lint::{Applicability, Linter, Settings};
use shell::ShellInForce;
use text::SourceFile;

fn main() {
    divan::main();
}

fn inputs(text: &str) -> Inputs {
    Inputs::of_file(SourceFile::new("Dockerfile", text))
}

fn linter() -> Linter<'static> {
    Linter::new(rules::registry(), &Settings::default())
}

fn without_shell_checks() -> Linter<'static> {
    let off = Switch { rule: "shell-fault".to_owned(), to: On::Off };
    let settings = Settings { switches: vec![off], ..Settings::default() };
    Linter::new(rules::registry(), &settings)
}

/// The file, and every table read that rules ask: what a benchmark does before it begins.
fn prepared(size: Size) -> String {
    let text = size.dockerfile();
    linter().check(&Build::new(inputs(&text)));
    text
}

/// Nothing but that: what `tests/bench/instructions` takes off.
#[divan::bench(args = Size::ALL)]
fn nothing(bencher: Bencher, size: Size) {
    let text = prepared(size);
    bencher.bench(|| divan::black_box(&text));
}

#[divan::bench(args = Size::ALL)]
fn parse(bencher: Bencher, size: Size) {
    let text = prepared(size);
    bencher.counter(BytesCount::of_str(&text)).bench(|| syntax::parse(&text));
}

/// What all commands of the file say.
#[divan::bench(args = Size::ALL)]
fn shell(bencher: Bencher, size: Size) {
    let text = prepared(size);
    let (parse, shell) = (syntax::parse(&text), ShellInForce::default());
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let scripts = parse.file.instructions.iter().map(|instruction| shell::script(instruction, &text, &shell));
        scripts.map(|script| script.commands.len()).sum::<usize>()
    });
}

/// Stages, steps, variables; the file is read already.
#[divan::bench(args = Size::ALL)]
fn model(bencher: Bencher, size: Size) {
    let text = prepared(size);
    let inputs = inputs(&text);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| (inputs.clone(), syntax::parse(&text)))
        .bench_values(|(inputs, parse)| Build::of(inputs, parse));
}

/// From the text to the findings of the recommended rules.
#[divan::bench(args = Size::ALL)]
fn check(bencher: Bencher, size: Size) {
    bench_check(bencher, size, linter);
}

#[divan::bench(args = Size::ALL)]
fn check_without_shell_checks(bencher: Bencher, size: Size) {
    bench_check(bencher, size, without_shell_checks);
}

/// A linter of its own each time: one remembers the scripts that it saw.
fn bench_check(bencher: Bencher, size: Size, linter: fn() -> Linter<'static>) {
    let text = prepared(size);
    let inputs = inputs(&text);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(linter)
        .bench_refs(|linter| linter.check(&Build::new(inputs.clone())));
}

/// All safe fixes, one after the other, as `--fix` applies them.
#[divan::bench(args = Size::ALL, sample_count = 10)]
fn fix(bencher: Bencher, size: Size) {
    let inputs = inputs(&prepared(size));
    let safe = |fix: &lint::Fix| fix.applicability == Applicability::Safe;
    bencher
        .with_inputs(without_shell_checks)
        .bench_refs(|linter| lint::fix::fix(&inputs, linter, |_, fix| safe(fix)).applied.len());
}

/// What a change of one file rebuilds.
#[divan::bench(args = Size::ALL)]
fn predict(bencher: Bencher, size: Size) {
    let build = Build::new(inputs(&prepared(size)));
    let changes = [Change::File("package.json".to_owned())];
    bencher.bench(|| cache::predict(&build, &changes));
}

/// Every file of the corpus, as `check` does it, on one core.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn corpus(bencher: Bencher) {
    bench_corpus(bencher, linter);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn corpus_without_shell_checks(bencher: Bencher) {
    bench_corpus(bencher, without_shell_checks);
}

fn bench_corpus(bencher: Bencher, linter: fn() -> Linter<'static>) {
    static CORPUS: LazyLock<Vec<Inputs>> = LazyLock::new(|| texts().iter().map(|text| inputs(text)).collect());
    let bytes = CORPUS.iter().map(|inputs| inputs.file.text().len()).sum::<usize>();
    let bencher = bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(CORPUS.len()));
    bencher.with_inputs(linter).bench_refs(|linter| {
        CORPUS.iter().map(|inputs| linter.check(&Build::new(inputs.clone())).len()).sum::<usize>()
    });
}

fn texts() -> Vec<String> {
    let given = std::env::var_os("LAYERWISE_CORPUS").map(PathBuf::from);
    let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let mut found = Vec::new();
    collect(&given.unwrap_or(unpacked), &mut found);
    if found.is_empty() { generated::many(1000) } else { found }
}

fn collect(directory: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}
