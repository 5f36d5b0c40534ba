//! Laws and facts of the prediction, over builds whose contexts are values.

use std::collections::BTreeMap;
use std::sync::Arc;

use build::context::{Contents, Digest, Entry, EntryKind, IgnoreFile, Listing};
use build::{Build, BuildOptions, Context, Inputs};
use sha2::{Digest as _, Sha256};
use text::SourceFile;

use crate::{Built, Cause, Change, Difference, Fate, FileChange, Prediction, compare, predict, sensitivities};

/// The files of a context, in memory.
#[derive(Debug)]
struct InMemory(BTreeMap<String, String>);

impl Contents for InMemory {
    fn digest(&self, path: &str) -> Option<Digest> {
        self.0.get(path).map(|text| Digest(Sha256::digest(text).into()))
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }
}

/// A context of files with their text; directories come with them.
fn context(files: &[(&str, &str)], ignore: Option<&str>) -> Context {
    let mut entries = Vec::new();
    for (path, text) in files {
        for (end, _) in path.match_indices('/') {
            entries.push(Entry { path: path[..end].into(), kind: EntryKind::Directory, mode: 0o755, size: 0 });
        }
        entries.push(Entry { path: (*path).into(), kind: EntryKind::File, mode: 0o644, size: text.len() as u64 });
    }
    let ignore = ignore.map(|text| IgnoreFile::new(SourceFile::new(".dockerignore", text)));
    let contents = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Context::new(Listing { entries, unread: Vec::new() }, ignore, Arc::new(InMemory(contents)))
}

fn build_of(dockerfile: &str, files: &[(&str, &str)], args: &[(&str, &str)]) -> Build {
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect();
    Build::new(Inputs {
        context: Some(Arc::new(context(files, None))),
        options: BuildOptions { args, ..BuildOptions::default() },
        ..Inputs::of_file(SourceFile::new("Dockerfile", dockerfile))
    })
}

fn build(dockerfile: &str) -> Build {
    build_of(dockerfile, FILES, &[])
}

const FILES: &[(&str, &str)] = &[("package.json", "{}"), ("src/a.js", "a"), ("src/b.js", "b"), ("README.md", "r")];

/// The fates of all steps that are one, as letters: reused, maybe, rebuilt, skipped.
fn fates(prediction: &Prediction) -> String {
    let letter = |fate| match fate {
        Fate::Metadata => None,
        Fate::Skipped => Some('s'),
        Fate::Reused => Some('-'),
        Fate::Maybe => Some('?'),
        Fate::Rebuilt => Some('X'),
    };
    prediction.verdicts().iter().filter_map(|verdict| letter(verdict.fate)).collect()
}

fn edited(old: &str, new: &str) -> String {
    fates(&compare(&build(old), &build(new), &[]))
}

fn file(path: &str) -> Change {
    Change::File(path.to_owned())
}

const NODE: &str = "FROM node:20 AS build\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\
                    FROM nginx\nCOPY --from=build /app/dist /html\nRUN nginx -t\n";

#[test]
fn nothing_changed_and_nothing_runs() {
    assert_eq!(fates(&predict(&build(NODE), &[])), "---------");
    assert_eq!(edited(NODE, NODE), "---------");
}

#[test]
fn an_edit_runs_what_takes_the_file_and_all_after_it() {
    assert_eq!(fates(&predict(&build(NODE), &[file("src/a.js")])), "----XX-??");
    assert_eq!(fates(&predict(&build(NODE), &[file("package.json")])), "--XXXX-??");
}

#[test]
fn more_changes_never_run_less_and_their_order_does_not_matter() {
    let changes = [
        file("src/a.js"),
        file("package.json"),
        file("new/file"),
        Change::Image("nginx".into()),
        Change::Image("node:20".into()),
        Change::Arg("BUILDKIT_SANDBOX_HOSTNAME".into()),
    ];
    let build = build(NODE);
    let built = Built::new(&build);
    for set in 0..1 << changes.len() {
        let chosen: Vec<Change> =
            (0..changes.len()).filter(|index| set & 1 << index != 0).map(|index| changes[index].clone()).collect();
        let prediction = predict(&build, &chosen);
        assert_eq!(prediction, predict(&build, &chosen.iter().rev().cloned().collect::<Vec<_>>()));
        let fates: Vec<Fate> = prediction.verdicts().iter().map(|verdict| verdict.fate).collect();
        assert_eq!(built.fates(&chosen), fates);
        for change in &changes {
            let more = predict(&build, &chosen.iter().cloned().chain([change.clone()]).collect::<Vec<_>>());
            for (before, after) in prediction.verdicts().iter().zip(more.verdicts()) {
                assert!(before.fate <= after.fate, "{chosen:?} and {change:?}: {before:?} {after:?}");
            }
        }
    }
}

#[test]
fn a_file_that_is_new_or_gone_counts_and_an_ignored_one_does_not() {
    let text = "FROM a\nCOPY src /src\nCOPY *.md /\n";
    assert_eq!(fates(&predict(&build(text), &[file("src/new.js")])), "-XX");
    assert_eq!(fates(&predict(&build(text), &[file("NEWS.md")])), "--X");
    assert_eq!(fates(&predict(&build(text), &[file("other")])), "---");
    let ignoring = Build::new(Inputs {
        context: Some(Arc::new(context(&[("a", "a")], Some("*.md\n")))),
        ..Inputs::of_file(SourceFile::new("Dockerfile", "FROM a\nCOPY . /\n"))
    });
    assert_eq!(fates(&predict(&ignoring, &[file("NEWS.md")])), "--");
    assert_eq!(fates(&predict(&ignoring, &[file("NEWS.txt")])), "-X");
}

#[test]
fn metadata_runs_nothing() {
    let text = |extra: &str| format!("FROM a\n{extra}\nRUN one\nCOPY . /x\n");
    for extra in ["LABEL a=b", "EXPOSE 80", "CMD x", "ENTRYPOINT x", "HEALTHCHECK NONE", "VOLUME /v", "ONBUILD RUN x"] {
        assert_eq!(edited(&text(""), &text(extra)), "---", "{extra}");
    }
}

#[test]
fn env_arg_and_user_leave_a_copy_alone() {
    let text = |extra: &str| format!("FROM a\n{extra}\nCOPY . /x\nRUN one\n");
    for extra in ["ENV A=b", "ARG A=b", "USER app"] {
        assert_eq!(edited(&text(""), &text(extra)), "--X", "{extra}");
    }
    assert_eq!(edited(&text(""), &text("ARG A")), "---");
}

#[test]
fn an_environment_counts_in_its_order() {
    let text = |env: &str| format!("FROM a\n{env}\nRUN one\n");
    assert_eq!(edited(&text("ENV A=1 B=2"), &text("ENV A=1\nENV B=2")), "--");
    assert_eq!(edited(&text("ENV A=1 B=2"), &text("ENV B=2 A=1")), "-X");
    assert_eq!(edited(&text("ENV A=1"), &text("ARG A=1")), "--");
    assert_eq!(edited(&text("ENV A=1"), &text("ENV A=0\nENV A=1")), "--");
}

#[test]
fn a_linked_copy_survives_what_comes_before_it() {
    let text = |run: &str| format!("FROM a\nRUN {run}\nCOPY --link package.json /p\nRUN two\n");
    assert_eq!(edited(&text("one"), &text("1")), "-X-X");
    assert_eq!(
        edited(
            &text("one").replace("--link", "--link --chmod=644"),
            &text("1").replace("--link", "--link --chmod=644")
        ),
        "-XXX"
    );
}

#[test]
fn equal_steps_of_two_stages_are_one() {
    let old = "FROM a AS x\nRUN one\nFROM b\nCOPY --from=x / /\n";
    let new = "FROM a AS y\nRUN one\nRUN two\nFROM a AS x\nRUN one\nFROM b\nCOPY --from=x / /\nCOPY --from=y / /y\n";
    assert_eq!(edited(old, new), "--X----X");
}

#[test]
fn a_step_moves_without_running_if_what_is_before_it_stays() {
    let old = "FROM a\nRUN one\nLABEL a=b\n";
    assert_eq!(edited(old, "FROM a\nLABEL a=b\nRUN one\n"), "--");
    assert_eq!(edited("FROM a\nRUN one\nRUN two\n", "FROM a\nRUN two\nRUN one\n"), "-XX");
}

#[test]
fn what_is_taken_from_a_stage_is_reused_if_it_is_the_same() {
    let text =
        |run: &str| format!("FROM a AS x\nRUN {run}\nFROM b AS y\nCOPY --from=x /f /f\nRUN two\nFROM y\nRUN three\n");
    assert_eq!(edited(&text("one"), &text("1")), "-X-???");
    // A stage that starts from the one that runs again has no such luck.
    assert_eq!(edited("FROM a AS x\nRUN 1\nFROM x\nRUN two\n", "FROM a AS x\nRUN one\nFROM x\nRUN two\n"), "-XX");
}

#[test]
fn cache_mounts_count_only_by_what_they_are() {
    let run = |mount: &str| format!("FROM a\nRUN --mount=type=cache,{mount} one\n");
    for (old, new, fates) in [
        ("target=/c", "target=/c,id=/c,sharing=shared", "--"),
        ("target=/c,id=one", "target=/c,id=two", "--"),
        ("target=/c,id=one", "target=/c,id=one,sharing=locked", "--"),
        ("target=/c", "target=/c,id=one", "-X"),
        ("target=/c", "target=/c,sharing=locked", "-X"),
        ("target=/c", "target=/d", "-X"),
        ("target=/c", "target=/c,uid=1", "-X"),
    ] {
        assert_eq!(edited(&run(old), &run(new)), fates, "{old} and {new}");
    }
}

#[test]
fn the_text_of_a_run_counts_as_the_shell_gets_it() {
    for (old, new, fates) in [
        ("RUN a && \\\n    b", "RUN a && \\\n    # why\n    b", "--"),
        ("RUN a && \\\n    b", "RUN a &&     b", "--"),
        ("RUN a && \\\n    b", "RUN a && \\\n  b", "-X"),
        ("RUN a", "run   a  ", "--"),
        ("RUN a", "RUN [\"/bin/sh\", \"-c\", \"a\"]", "--"),
        ("RUN a", "RUN a # why", "-X"),
        ("RUN <<E\na\nE", "RUN <<F\na\nF", "--"),
        ("RUN <<E\n#!/bin/sh\nE", "RUN <<F\n#!/bin/sh\nF", "-X"),
    ] {
        assert_eq!(edited(&format!("FROM x\n{old}\n"), &format!("FROM x\n{new}\n")), fates, "{old:?} and {new:?}");
    }
}

#[test]
fn of_a_source_only_its_base_name_and_its_content_count() {
    let files: &[(&str, &str)] = &[("one/f", "same"), ("two/f", "same"), ("two/g", "same"), ("two/h", "other")];
    let copy = |source: &str| build_of(&format!("FROM a\nCOPY {source} /x/\n"), files, &[]);
    let moved = |source| fates(&compare(&copy("one/f"), &copy(source), &[]));
    assert_eq!((moved("two/f").as_str(), moved("two/g").as_str(), moved("two/h").as_str()), ("--", "-X", "-X"));
}

#[test]
fn arguments_count_where_they_are_declared() {
    let text = "FROM a\nRUN one\nARG V=1\nCOPY . /x\nRUN two\nWORKDIR /w\n";
    let with = |args: &[(&str, &str)]| build_of(text, FILES, args);
    let given = |args: &[(&str, &str)]| fates(&compare(&with(&[]), &with(args), &[]));
    assert_eq!(given(&[("V", "1")]), "-----");
    assert_eq!(given(&[("V", "2")]), "---XX");
    assert_eq!(given(&[("OTHER", "2"), ("HTTP_PROXY", "p")]), "-----");
    assert_eq!(given(&[("SOURCE_DATE_EPOCH", "1")]), "----X");
    assert_eq!(fates(&predict(&with(&[]), &[Change::Arg("V".into())])), "---XX");
}

#[test]
fn a_global_argument_in_from_is_another_image() {
    let text = "ARG V=1\nFROM a:$V\nRUN one\n";
    let with = |args: &[(&str, &str)]| build_of(text, FILES, args);
    assert_eq!(fates(&compare(&with(&[]), &with(&[("V", "2")]), &[])), "XX");
    assert_eq!(fates(&predict(&with(&[]), &[Change::Arg("V".into())])), "XX");
}

#[test]
fn causes_name_what_lies_in_the_step_itself() {
    let text = "FROM a\nARG V\nCOPY src /src\nRUN one\nRUN two\n";
    let old = build_of(text, &[("src/a", "1"), ("src/b", "1"), ("src/c", "1")], &[]);
    let new = build_of(text, &[("src/a", "2"), ("src/b", "1"), ("src/d", "1")], &[("V", "1")]);
    let prediction = compare(&old, &new, &[]);
    let step = |index: usize| &prediction.verdicts()[index];
    let change = |path: &str, difference| FileChange { path: path.to_owned(), difference };
    assert_eq!(
        step(2).causes,
        [Cause::Files(
            [
                change("src/a", Difference::Modified),
                change("src/c", Difference::Removed),
                change("src/d", Difference::Added)
            ]
            .into()
        )]
    );
    assert_eq!(step(3).causes, [Cause::Argument("V".into()), Cause::Before(step(2).step)]);
}

#[test]
fn causes_tell_edits_insertions_and_removals_apart() {
    let causes = |old: &str, new: &str, line: usize| {
        let prediction = compare(&build(old), &build(new), &[]);
        prediction.verdicts()[line].causes.clone()
    };
    let before = |step| Cause::Before(build::StepId(step));
    assert_eq!(causes("FROM a\nRUN 1\nRUN 2\n", "FROM a\nRUN one\nRUN 2\n", 1), [Cause::Edited]);
    assert_eq!(causes("FROM a\nRUN 1\nRUN 2\n", "FROM a\nRUN one\nRUN 2\n", 2), [before(1)]);
    assert_eq!(causes("FROM a\nRUN 1\n", "FROM a\nCOPY . /\nRUN 1\n", 1), [Cause::Inserted]);
    assert_eq!(causes("FROM a\nCOPY . /\nRUN 1\n", "FROM a\nRUN 1\n", 1), [Cause::Gone("COPY . /".into())]);
    assert_eq!(causes("FROM a\nRUN 1\n", "FROM b\nRUN 1\n", 0), [Cause::Edited]);
    assert_eq!(causes("FROM a\nSHELL [\"sh\"]\nRUN 1\n", "FROM a\nSHELL [\"bash\"]\nRUN 1\n", 2), [Cause::Shell]);
    assert_eq!(causes("FROM a\nUSER 1\nRUN 1\n", "FROM a\nUSER 2\nRUN 1\n", 2), [Cause::User]);
    assert_eq!(causes("FROM a\nENV A=1\nRUN 1\n", "FROM a\nENV A=2\nRUN 1\n", 2), [Cause::Environment("A".into())]);
}

#[test]
fn what_surely_runs_is_blamed_before_what_may_run() {
    let text = |run: &str, copy: &str| {
        format!("FROM a AS x\nRUN {run}\nFROM b\nCOPY --from=x / /\nCOPY {copy} /c\nRUN three\n")
    };
    let prediction = compare(&build(&text("1", "src")), &build(&text("one", "README.md")), &[]);
    assert_eq!(fates(&prediction), "-X-?XX");
    assert_eq!(prediction.verdicts()[5].causes, [Cause::Before(prediction.verdicts()[4].step)]);
}

#[test]
fn a_step_depends_on_its_files_arguments_and_stages() {
    let build =
        build("FROM a AS x\nARG V\nCOPY src nothing* /\nRUN one\nFROM b\nCOPY --from=x / /\nADD https://x.org/f /\n");
    let all = sensitivities(&build);
    let copy = all[2].as_ref().unwrap();
    assert_eq!(copy.files.iter().copied().collect::<Vec<_>>(), ["src/a.js", "src/b.js"]);
    assert_eq!(copy.missing, ["nothing*"]);
    assert!(copy.arguments.is_empty());
    assert!(all[3].as_ref().unwrap().arguments.contains("V"));
    assert!(all[4].as_ref().unwrap().images.contains("b"));
    assert!(all[5].as_ref().unwrap().stages.contains(&build::StageId(0)));
    assert!(all[6].as_ref().unwrap().remotes.contains("https://x.org/f"));
}

#[test]
fn what_an_edit_costs_is_counted_as_it_is_compared() {
    let old = build("FROM a AS b\nWORKDIR /w\nRUN make\nFROM c\nCOPY --from=b /w /w\nRUN check\nCMD [\"x\"]\n");
    let built = Built::new(&old);
    for (text, expected) in [
        (
            "FROM a AS b\nWORKDIR /w\n# all of it\nRUN make\nFROM c\nCOPY --from=b /w /w\nRUN check\nCMD [\"y\"]\n",
            (0, 0, 6),
        ),
        ("FROM a AS b\nWORKDIR /w\nRUN make all\nFROM c\nCOPY --from=b /w /w\nRUN check\n", (1, 2, 6)),
        ("FROM a AS b\nWORKDIR /w\nRUN make\nFROM c\nCOPY --from=b /w /w\nUSER x\nRUN check\n", (1, 0, 6)),
    ] {
        let new = build(text);
        let rebuilds = built.rebuilds(&new);
        assert_eq!((rebuilds.steps, rebuilds.maybe, rebuilds.of), expected, "{text}");
        let fates = fates(&compare(&old, &new, &[]));
        assert_eq!(fates.matches(|fate| fate != 's').count(), rebuilds.of, "{text}");
    }
}
