//! Safe fixes of all rules together, on multi-stage Dockerfiles of every ecosystem in the corpus: the stage graph, the files
//! each COPY takes, the surroundings of each step and the configuration stay, except for what the pages of the applied rules
//! say. How many files of each ecosystem were looked at is printed with `--nocapture`.

#![expect(clippy::print_stdout, reason = "what was looked at is told")]
#![expect(clippy::unwrap_used, reason = "what is unwrapped was made here")]

mod image;
#[expect(dead_code, reason = "other tests use the rest")]
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use build::{Build, Inputs};
use lint::fix::fix;
use lint::{Applicability, Linter, Preset, Settings};
use rayon::prelude::*;
use text::SourceFile;

/// Programs, as `shell::Command::is` takes them, by ecosystem.
type Programs = BTreeMap<String, BTreeSet<String>>;

/// Package managers of distributions, which the table of the rules does not have.
const OF_DISTRIBUTIONS: [(&str, &str); 4] =
    [("apk", "apk"), ("apt", "apt|apt-get"), ("dnf", "dnf|microdnf|tdnf|yum"), ("zypper", "zypper")];

/// What became of a file.
struct Looked {
    applied: usize,
    broken: Option<String>,
}

#[test]
fn safe_fixes_leave_multi_stage_images_of_every_ecosystem_as_they_were() {
    let corpus = sources::corpus();
    let files = by_ecosystem(&corpus);
    let wanted: BTreeSet<usize> = files.values().flatten().copied().collect();
    let wanted: Vec<usize> = wanted.into_iter().collect();
    let linter = Linter::new(rules::registry(), &Settings::of_preset(Preset::All));
    let looked = |index: &usize| (*index, look(&linter, &corpus[*index].0, &corpus[*index].1));
    let looked: BTreeMap<usize, Looked> = wanted.par_iter().map(looked).collect();
    println!("{:>14} {:>6} {:>9} {:>6}", "ecosystem", "files", "with fix", "fixes");
    for (name, indices) in files.iter().chain([(&"all".to_owned(), &wanted)]) {
        let mended = indices.iter().filter(|index| looked[index].applied > 0).count();
        let fixes: usize = indices.iter().map(|index| looked[index].applied).sum();
        println!("{name:>14} {:>6} {mended:>9} {fixes:>6}", indices.len());
    }
    let broken: Vec<&str> = looked.values().filter_map(|looked| looked.broken.as_deref()).collect();
    assert!(broken.is_empty(), "{} of {} files:\n{}", broken.len(), looked.len(), broken.join("\n"));
}

/// The multi-stage files, by what they run; a file may be of several ecosystems.
fn by_ecosystem(corpus: &[(String, String)]) -> BTreeMap<String, Vec<usize>> {
    let programs = programs();
    let of_file = |(index, (_, text)): (usize, &(String, String))| {
        let build = Build::new(of_text(text));
        let several = build.stages().count() > 1;
        several.then(|| (index, ecosystems(&build, &programs)))
    };
    let found: Vec<(usize, Vec<&String>)> = corpus.par_iter().enumerate().filter_map(of_file).collect();
    let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let none = "none of them".to_owned();
    for (index, names) in found {
        let names = if names.is_empty() { vec![&none] } else { names };
        for name in names {
            files.entry(name.clone()).or_default().push(index);
        }
    }
    files
}

/// What the table of the rules installs with, and the package managers of distributions.
fn programs() -> Programs {
    let table: serde_json::Value = serde_json::from_str(include_str!("../rules/data/ecosystems.json")).unwrap();
    let program = |run: &serde_json::Value| run["run"][0].as_str().unwrap().to_owned();
    let of = |row: &serde_json::Value| {
        (row["name"].as_str().unwrap().to_owned(), row["installs"].as_array().unwrap().iter().map(program).collect())
    };
    let of_distributions = OF_DISTRIBUTIONS.map(|(name, program)| (name.to_owned(), [program.to_owned()].into()));
    table.as_array().unwrap().iter().map(of).chain(of_distributions).collect()
}

fn ecosystems<'p>(build: &Build, programs: &'p Programs) -> Vec<&'p String> {
    let runs = |program: &String| build.runs().any(|step| step.script().runs(&[program.as_str()]));
    programs.iter().filter(|(_, programs)| programs.iter().any(runs)).map(|(name, _)| name).collect()
}

fn look(linter: &Linter, name: &str, text: &str) -> Looked {
    let before = Build::new(of_text(text));
    let fixed = fix(&of_text(text), linter, |_, fix| fix.applicability == Applicability::Safe);
    let after = Build::new(of_text(fixed.file.text()));
    let may_change = |side| fixed.applied.iter().any(|(rule, _)| image::changed_by(rule).contains(side));
    let broken = image::SIDES.iter().filter(|side| !may_change(side)).find_map(|side| {
        let (old, new) = (image::told(&before, *side), image::told(&after, *side));
        let differs =
            || format!("{name}: the {side:?} is another one: {old:#?} was made {new:#?} by {:?}", fixed.applied);
        (old != new).then(differs)
    });
    Looked { applied: fixed.applied.len(), broken }
}

fn of_text(text: &str) -> Inputs {
    Inputs::of_file(SourceFile::new("Dockerfile", text))
}
