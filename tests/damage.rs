//! Damaged and enormous files: whatever happens to a Dockerfile, every rule looks at it, in time that grows with its size, and
//! what is said about its sound instructions stays.
//!
//! Every file at hand is damaged with `LAYERWISE_DAMAGE=all cargo test --profile quick --test damage`; without that a sample is.

#![expect(clippy::format_collect, reason = "files that are made once may be made plainly")]
#![expect(
    clippy::disallowed_methods,
    reason = "the environment says how much is damaged, and the system how long it took"
)]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod sources;

use std::sync::LazyLock;

use build::{Build, Inputs};
use cache::Change;
use lint::{Diagnostic, Linter, Preset, Settings};
use rayon::prelude::*;
use text::SourceFile;

/// All rules.
static LINTER: LazyLock<Linter<'static>> =
    LazyLock::new(|| Linter::new(rules::registry(), &Settings::of_preset(Preset::All)));

/// What all rules say about `bytes`. A rule that could not look at the file fails the test, and so does a prediction that panics.
fn look(name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    let build = Build::new(Inputs::of_file(SourceFile::from_bytes("Dockerfile", bytes)));
    let found = LINTER.check(&build);
    for diagnostic in &found {
        assert!(!diagnostic.message.contains("could not look at this file"), "{name}: {}", diagnostic.message);
    }
    let verdicts = cache::predict(&build, &[Change::File("src/a".to_owned()), Change::Arg("VERSION".to_owned())]);
    assert_eq!(verdicts.verdicts().len(), build.executed().count(), "{name}: each step has a verdict");
    found
}

/// Whether more is asked for than a run without optimisation can bear.
fn everything() -> bool {
    std::env::var("LAYERWISE_DAMAGE").is_ok_and(|how| how == "all")
}

/// The files that are damaged.
fn files() -> Vec<(String, String)> {
    let all = sources::all().to_vec();
    if everything() {
        return all;
    }
    let stride = (all.len() / 12).max(1);
    let sample = all.into_iter().step_by(stride).filter(|(_, text)| text.len() < 2_000);
    sources::fixtures().into_iter().chain(sample).collect()
}

/// `bytes` with every kind of damage that leaves most of it, each with its name.
fn damaged(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let text = String::from_utf8_lossy(bytes);
    let lines = |line: fn(&str) -> String| text.split_inclusive('\n').map(line).collect::<String>().into_bytes();
    let insert = |what: &[u8]| {
        let at = bytes.len() / 2;
        [&bytes[..at], what, &bytes[at..]].concat()
    };
    vec![
        ("lines doubled", lines(|line| line.repeat(2))),
        ("lines reversed", text.lines().rev().flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()),
        ("CRLF", lines(|line| line.replace('\n', "\r\n"))),
        ("CR alone", lines(|line| line.replace('\n', "\r"))),
        ("tabs", lines(|line| line.replace(' ', "\t"))),
        ("no blanks", lines(|line| line.replace(' ', ""))),
        ("every line goes on", lines(|line| line.replace('\n', " \\\n"))),
        ("blank lines between", lines(|line| format!("{line}\n"))),
        ("a byte order mark", [b"\xef\xbb\xbf", bytes].concat()),
        ("NUL", insert(b"\0")),
        ("invalid UTF-8", insert(b"\xff\xc3\xe2\x82\xf0\x9f")),
        ("a surrogate", insert(b"\xed\xa0\x80")),
        ("an opened heredoc", insert(b"\nRUN <<A <<-'B' cat <<\"C\n")),
        ("an opened heredoc in a command", insert(b"\nRUN cat <<A && b\n")),
        ("an opened quote", insert(b"\nRUN echo \"a 'b `c $(d ${e:-\nENV a=\"b 'c\n")),
        ("an opened list", insert(b"\nCMD [\"a\", [\"\\ud8\n")),
    ]
}

#[test]
fn a_damaged_file_is_looked_at_by_every_rule() {
    files().par_iter().for_each(|(name, text)| {
        for (damage, bytes) in damaged(text.as_bytes()) {
            look(&format!("{name}, {damage}"), &bytes);
        }
    });
}

#[test]
fn a_file_cut_off_at_every_tenth_byte_is_looked_at_by_every_rule() {
    files().par_iter().for_each(|(name, text)| {
        (0..text.len())
            .step_by(10)
            .for_each(|end| drop(look(&format!("{name}, cut at {end}"), &text.as_bytes()[..end])));
    });
}

#[test]
fn a_file_with_flipped_bytes_is_looked_at_by_every_rule() {
    files().par_iter().for_each(|(name, text)| {
        let mut bytes = text.as_bytes().to_vec();
        for at in (0..bytes.len()).step_by(37) {
            // Each byte once with its lowest bit turned, and once as one that no UTF-8 has there.
            for flip in [0x01, 0x80] {
                bytes[at] ^= flip;
                look(&format!("{name}, byte {at} flipped"), &bytes);
                bytes[at] ^= flip;
            }
        }
    });
}

/// Instructions that are wrong in themselves, and say nothing about those before them.
const BROKEN: [&str; 6] =
    ["BOGUS x", "EXPOSE abc", "RUN --mount=type=bogus x", "HEALTHCHECK --bogus CMD x", "COPY --chown", "ENV a b=\"c"];

#[test]
fn a_broken_instruction_hides_nothing_that_is_said_about_those_before_it() {
    files().par_iter().filter(|(_, text)| sound(text)).for_each(|(name, text)| {
        let whole = format!("{}\n", text.trim_end());
        let before = look(name, whole.as_bytes());
        for broken in BROKEN {
            let after = look(name, format!("{whole}{broken}\n").as_bytes());
            for said in before.iter().filter(|said| is_about_an_instruction(said)) {
                let stays = after.iter().any(|found| (found.rule, found.range) == (said.rule, said.range));
                assert!(stays, "{name}: `{broken}` hides {}: {}", said.rule, said.message);
            }
        }
    });
}

/// Whether nothing is open at the end of the file that would swallow what comes next.
fn sound(text: &str) -> bool {
    syntax::parse(text).errors.is_empty() && text.contains("FROM ") && !text.trim_end().ends_with(['\\', '`'])
}

/// Whether the rule judges an instruction by what stands before it, and not the file as a whole.
fn is_about_an_instruction(said: &Diagnostic) -> bool {
    let group = rules::registry().find(said.rule).next().unwrap().meta.group;
    group != lint::Group::Style && !WHOLE_FILE.contains(&said.rule)
}

/// These are about what no instruction of the file does; a broken one may have been meant to.
const WHOLE_FILE: &[&str] = &["missing-expose", "missing-healthcheck", "missing-program", "root-owned-volume"];

/// Makes a file of so many parts.
type Make = fn(usize) -> String;

/// Enormous files, by what is in them, with `n` of it; five times as many when everything is damaged.
const ENORMOUS: [(&str, usize, Make); 18] = [
    ("stages", 2_000, |n| (0..n).map(stage).collect()),
    ("stages, each on the last", 1_000, |n| {
        "FROM debian:12 AS s0\n".to_owned()
            + &(1..n).map(|i| format!("FROM s{} AS s{i}\nRUN npm ci\nCMD x\n", i - 1)).collect::<String>()
    }),
    ("WORKDIRs", 5_000, |n| {
        format!("FROM debian:12\n{}", (0..n).map(|i| format!("WORKDIR d{i}\n")).collect::<String>())
    }),
    ("CMDs", 2_000, |n| format!("FROM debian:12\n{}", "CMD x\n".repeat(n))),
    ("files in one COPY", 4_000, |n| {
        let (words, bodies): (String, String) = (0..n).map(|i| (format!("<<F{i} "), format!("x\nF{i}\n"))).unzip();
        format!("FROM debian:12\nCOPY {words}/b/\n{bodies}")
    }),
    ("instructions", 20_000, |n| format!("FROM debian:12\n{}", (0..n).map(instruction).collect::<String>())),
    ("ENVs that use each other", 1_000, |n| {
        (1..n).map(|i| format!("ENV A{i}=$A{}:x\n", i - 1)).fold("FROM debian:12\n".to_owned(), |all, line| all + &line)
    }),
    ("ENVs between RUNs", 2_000, |n| {
        (0..n)
            .map(|i| format!("ENV A{i}=1\nRUN echo {i}\n"))
            .fold("FROM debian:12\n".to_owned(), |all, line| all + &line)
    }),
    ("RUNs between variables", 2_000, |n| {
        (0..n)
            .map(|i| format!("ARG A{i}=$B{i}\nRUN echo $A{i}\n"))
            .fold("FROM debian:12\n".to_owned(), |all, line| all + &line)
    }),
    ("global ARGs", 4_000, |n| (0..n).map(|i| format!("ARG A{i}=x\n")).collect::<String>() + "FROM a:1\n"),
    ("commands in a RUN", 2_000, |n| format!("FROM debian:12\nRUN a{}\n", " \\\n && apt-get install -y x".repeat(n))),
    ("lines in a heredoc", 2_000, |n| format!("FROM debian:12\nRUN <<E\n{}E\n", "apt-get install x\n".repeat(n))),
    ("opened heredocs", 10_000, |n| format!("FROM debian:12\n{}", "RUN <<A <<B\n".repeat(n))),
    ("opened quotes", 500, |n| format!("FROM debian:12\n{}", "RUN echo \"a 'b\nENV a=\"b\n".repeat(n))),
    ("opened defaults", 8_000, |n| format!("FROM debian:12\nRUN echo {}\n", "${a:-".repeat(n))),
    ("bytes in a line", 1_000_000, |n| format!("FROM debian:12\nRUN echo {}\n", "x".repeat(n))),
    ("comments", 5_000, |n| format!("FROM debian:12\n{}RUN x\n", "# hadolint ignore=DL3008\n".repeat(n))),
    ("triggers", 2_000, |n| format!("FROM debian:12 AS a\n{}FROM a\n", "ONBUILD COPY a b\n".repeat(n))),
];

fn stage(index: usize) -> String {
    let base = if index.is_multiple_of(3) { "debian:12".to_owned() } else { format!("s{}", index - 1) };
    format!("FROM {base} AS s{index}\nARG V{index}=1\nCOPY --from=s{} /a /b{index}\n", index / 2)
}

fn instruction(index: usize) -> String {
    match index % 7 {
        0 => format!("COPY a{index} /b{index}/\n"),
        1 => format!("ENV K{index}=v PATH=/x:$PATH\n"),
        2 => format!("WORKDIR d{}\n", index % 5),
        3 => format!("LABEL l{index}=x\n"),
        4 => format!("EXPOSE {}\n", index % 65_000 + 1),
        5 => format!("ARG A{index}=$K{}\n", index - 4),
        _ => format!("USER u{}\n", index % 3),
    }
}

#[test]
fn enormous_files_are_looked_at_by_every_rule() {
    let times = if everything() { 5 } else { 1 };
    for (what, count, make) in ENORMOUS {
        look(what, make(times * count).as_bytes());
    }
}

#[test]
fn time_grows_with_the_size_of_the_file() {
    let Some(_) = processor_time() else {
        println!("skipped: the system does not say how long a thread has run");
        return;
    };
    for (what, count, make) in ENORMOUS {
        let (small, large) = (make(count / 8), make(count / 2));
        let times = |text: &str| (0..2).map(|_| cost(what, text)).min().unwrap();
        // Four times the size: four times the cost, or sixteen if it were quadratic. Below that is noise.
        let (few, many) = (times(&small), times(&large));
        assert!(many < 9 * few + 100_000_000, "{what}: {few} ns, then {many} ns for four times as many");
    }
}

/// Nanoseconds of the processor that looking at `text` takes; what else the machine does has no part in it.
fn cost(what: &str, text: &str) -> u64 {
    let start = processor_time().unwrap();
    look(what, text.as_bytes());
    processor_time().unwrap() - start
}

/// Nanoseconds for which this thread has run, as Linux counts them.
fn processor_time() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
