//! The model of a build, seen from outside.

use shell::Dialect::{Bash, PowerShell, Sh};
use std::collections::BTreeMap;

use text::SourceFile;

use crate::{Base, Build, BuildOptions, Given, Inputs, Origin, Setting, StageId, Value, Via, What};

fn build(text: &str) -> Build {
    build_with(text, BuildOptions::default())
}

fn build_with(text: &str, options: BuildOptions) -> Build {
    Build::new(Inputs { options, ..Inputs::of_file(SourceFile::new("Dockerfile", text)) })
}

fn args(pairs: &[(&str, &str)]) -> BuildOptions {
    let args = pairs.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect();
    BuildOptions { args, ..BuildOptions::default() }
}

fn target(name: &str) -> BuildOptions {
    BuildOptions { target: Some(name.to_owned()), ..BuildOptions::default() }
}

fn errors(build: &Build) -> Vec<&str> {
    build.errors().iter().map(|error| error.message.as_str()).collect()
}

/// What the last word of the last instruction expands to.
fn last_destination(build: &Build) -> Option<String> {
    let step = build.copies().next_back().unwrap();
    step.expand(step.copy().unwrap().destination.as_ref().unwrap())
}

#[test]
fn stages_start_from_images_stages_and_nothing() {
    let build = build("ARG V=3\nFROM alpine:$V AS Base\nFROM base\nFROM scratch\nFROM $UNSET\nFROM BASE\n");
    let bases: Vec<Base> = build.stages().map(|stage| stage.base().clone()).collect();
    let stage = Base::Stage(StageId(0));
    // The name of a stage is lower case, and FROM looks for exactly that.
    assert_eq!(
        bases,
        [Base::Image("alpine:3".into()), stage, Base::Scratch, Base::Unknown, Base::Image("BASE".into())]
    );
    assert_eq!(build.stage_named("BASE").unwrap().label(), "base");
    assert_eq!(build.last_stage().unwrap().label(), "stage-4");
}

#[test]
fn the_latest_of_stages_with_one_name_is_meant() {
    let build = build("FROM a AS x\nFROM b AS x\nFROM x\n");
    assert_eq!(build.last_stage().unwrap().parent().unwrap().id(), StageId(1));
}

#[test]
fn copies_and_mounts_find_their_stage() {
    let build = build(concat!(
        "FROM alpine AS one\nFROM alpine AS two\n",
        "COPY --from=ONE a b\nCOPY --from=0 a b\nCOPY --from=nginx a b\n",
        "RUN --mount=from=one,target=/x --mount=type=cache,target=/c --mount=from=0,target=/y true\n",
    ));
    let found: Vec<(Via, &Base)> = build
        .steps()
        .flat_map(super::steps::Step::references)
        .filter(|reference| reference.via != Via::From)
        .map(|reference| (reference.via, &reference.base))
        .collect();
    let (one, zero) = (Base::Stage(StageId(0)), Base::Image("0".into()));
    let nginx = Base::Image("nginx".into());
    // A mount takes a name only: `0` is an image there.
    assert_eq!(
        found,
        [
            (Via::CopyFrom, &one),
            (Via::CopyFrom, &one),
            (Via::CopyFrom, &nginx),
            (Via::Mount, &one),
            (Via::Mount, &zero)
        ]
    );
    assert_eq!(build.stage(StageId(0)).consumers().count(), 3);
}

#[test]
fn only_what_the_target_is_made_of_is_needed() {
    let text = "FROM a AS base\nFROM base AS test\nFROM base AS build\nFROM b\nCOPY --from=build /x /x\n";
    let needed = |build: &Build| build.stages().map(super::stages::Stage::is_needed).collect::<Vec<_>>();
    assert_eq!(needed(&build(text)), [true, false, true, true]);
    assert_eq!(needed(&build_with(text, target("TEST"))), [true, true, false, false]);
    let missing = build_with(text, target("nope"));
    assert_eq!(errors(&missing), ["target stage \"nope\" could not be found"]);
}

#[test]
fn what_cannot_be_built_is_said_in_buildkits_words() {
    assert_eq!(errors(&build("FROM a\nCOPY --from=5 x y\n")), ["invalid stage index 5"]);
    let circle = build("FROM a AS x\nCOPY --from=y f f\nFROM b AS y\nCOPY --from=x f f\n");
    assert!(errors(&circle).contains(&"circular dependency detected on stage: x"), "{:?}", errors(&circle));
    let late = build("FROM a AS x\nCOPY --from=y f f\nFROM b AS y\nFROM x\n");
    assert_eq!(errors(&late), ["cannot copy from stage \"y\", it needs to be defined before current stage \"x\""]);
    assert_eq!(errors(&build("FROM a AS x\nCOPY --from=x f f\n"))[0], "circular dependency detected on stage: x");
}

#[test]
fn a_global_arg_is_seen_only_where_it_is_declared_again() {
    let build = build("ARG V=1\nFROM a\nCOPY x /$V\nARG V\nCOPY x /$V\n");
    let seen: Vec<Option<&str>> =
        build.copies().map(|step| step.variable("V").and_then(|variable| variable.value.known())).collect();
    assert_eq!(seen, [None, Some("1")]);
    let variable = build.copies().next_back().unwrap().variable("V").unwrap();
    assert_eq!((variable.origin, variable.given), (Origin::Arg, Given::Global));
}

#[test]
fn a_build_arg_beats_every_default() {
    let text = "ARG V=1\nFROM a\nARG V=2\nCOPY x /$V\n";
    assert_eq!(last_destination(&build(text)).as_deref(), Some("/2"));
    assert_eq!(last_destination(&build_with(text, args(&[("V", "3")]))).as_deref(), Some("/3"));
}

#[test]
fn an_argument_that_is_given_and_not_known_hides_the_default() {
    let options = BuildOptions { args: [("V".to_owned(), None)].into(), ..BuildOptions::default() };
    for text in ["ARG V=1\nFROM a\nARG V\nCOPY x /$V\n", "FROM a\nARG V=2\nCOPY x /$V\n"] {
        assert_eq!(last_destination(&build_with(text, options.clone())), None);
    }
}

#[test]
fn what_the_base_image_may_set_is_unknown() {
    assert_eq!(last_destination(&build("FROM a\nCOPY x $NODE_HOME/y\n")), None);
    assert_eq!(last_destination(&build("FROM a\nENV A=$NODE_HOME\nCOPY x $A\n")), None);
    assert_eq!(last_destination(&build("FROM a\nARG D\nCOPY x ${D:-/d}\n")).as_deref(), Some("/d"));
    // It has no value here, but `--build-arg` may give it one.
    assert_eq!(last_destination(&build("FROM a\nARG D\nCOPY x $D\n")), None);
}

#[test]
fn an_instruction_sees_the_variables_before_it() {
    let build = build("FROM scratch\nENV a=1\nENV a=2 b=$a\nCOPY x $b\n");
    assert_eq!(last_destination(&build).as_deref(), Some("1"));
}

#[test]
fn a_child_stage_inherits_variables_and_env_wins_over_arg() {
    let build = build("FROM a AS p\nENV X=env Y=env\nARG X=arg\nARG Z=arg\nCOPY x $X\nFROM p\nCOPY x $X$Y$Z\n");
    let first = build.copies().next().unwrap();
    assert_eq!(first.variable("X").unwrap().value, Value::Known("arg".into()));
    assert_eq!(last_destination(&build).as_deref(), Some("envenvarg"));
}

#[test]
fn a_long_chain_of_stages_keeps_all_variables() {
    use std::fmt::Write as _;
    let mut text = "FROM a AS s0\nENV V0=x\n".to_owned();
    for index in 1..300 {
        let _ = writeln!(text, "FROM s{} AS s{index}\nENV V{index}=$V0", index - 1);
    }
    text += "FROM s299\nCOPY x /$V0$V150$V299\n";
    let build = build(&text);
    assert_eq!(last_destination(&build).as_deref(), Some("/xxx"));
    assert_eq!(build.copies().next().unwrap().variables().len(), 300);
}

#[test]
fn platform_arguments_follow_from_the_platform() {
    let text = "FROM a\nARG TARGETARCH\nCOPY x /$TARGETARCH\n";
    assert_eq!(last_destination(&build(text)), None);
    let options = BuildOptions { platform: Some("linux/arm64/v8".into()), ..BuildOptions::default() };
    assert_eq!(last_destination(&build_with(text, options)).as_deref(), Some("/arm64"));
}

#[test]
fn a_comment_says_which_shell_an_image_has() {
    let source = "# hadolint shell=powershell\nFROM a AS b\nRUN x\nFROM c\nRUN x\n# hadolint shell=bash\nRUN x\nSHELL [\"sh\", \"-c\"]\n\
                  RUN x\nFROM b\nRUN x\n";
    let build = build(source);
    let dialects: Vec<_> = build.runs().map(|run| run.shell().reads.dialect.clone()).collect();
    assert_eq!(dialects, [PowerShell, PowerShell, Bash, Sh, PowerShell]);
    // What is run stays as it is.
    assert!(build.runs().take(3).all(|run| run.shell().words == ["/bin/sh", "-c"]));
}

#[test]
fn workdir_user_and_shell_are_known_where_they_are_set() {
    let build = build(concat!(
        "FROM a\nRUN 0\nWORKDIR x\nRUN 1\nWORKDIR /w/\nWORKDIR y/../z\nUSER app\n",
        "SHELL [\"/bin/bash\", \"-c\"]\nRUN 2\n",
    ));
    let steps: Vec<_> = build.runs().collect();
    assert_eq!((steps[0].workdir(), steps[0].user()), (&Setting::Base, &Setting::Base));
    assert_eq!(steps[1].workdir(), &Setting::Unknown);
    assert_eq!((steps[2].workdir().known(), steps[2].user().known()), (Some("/w/z"), Some("app")));
    assert_eq!(steps[2].shell().words, ["/bin/bash", "-c"]);
    assert!(steps[2].shell().written && !steps[0].shell().written);
}

#[test]
fn triggers_are_executed_by_the_child_and_by_it_alone() {
    let build = build("FROM a AS p\nONBUILD COPY x /x\nRUN 1\nFROM p AS c\nRUN 2\nFROM c\nRUN 3\n");
    let executed: Vec<String> = build
        .executed()
        .filter(|step| step.is_trigger() || step.run().is_some())
        .map(|step| step.instruction().joined.text().to_owned())
        .collect();
    assert_eq!(executed.len(), 4);
    assert!(executed[1].contains("COPY x /x"), "{executed:?}");
    // A rule that looks at what is written meets each instruction once.
    assert_eq!(build.steps().count(), build.instructions().len());
}

#[test]
fn a_named_context_takes_the_place_of_a_stage() {
    let contexts = BTreeMap::from([("deps".to_owned(), "./deps".to_owned())]);
    let options = BuildOptions { contexts, ..BuildOptions::default() };
    let build = build_with("FROM a AS deps\nRUN 1\nFROM b\nCOPY --from=deps x x\n", options);
    assert_eq!(build.copies().next().unwrap().copies_from(), Some(&Base::Context("deps".into())));
    assert!(!build.stage(StageId(0)).is_needed());
}

#[test]
fn an_entrypoint_drops_the_command_that_it_inherits() {
    let config = |text: &str| {
        let build = build(text);
        let config = build.last_stage().unwrap().config();
        (config.cmd.is_some(), config.entrypoint.is_some(), config.expose.len())
    };
    assert_eq!(config("FROM a AS p\nCMD x\nEXPOSE 1\nFROM p\nENTRYPOINT y\nEXPOSE 2\n"), (false, true, 2));
    assert_eq!(config("FROM a AS p\nENTRYPOINT y\nFROM p\nCMD x\n"), (true, true, 0));
    assert_eq!(config("FROM a\nCMD x\nENTRYPOINT y\n"), (true, true, 0));
}

#[test]
fn sources_are_told_apart() {
    let text = concat!(
        "FROM a\nADD f https://x.org/f.txt https://x.org/r.git#v1 git@x.org:r $NO <<EOF /d/\nhello\nEOF\n",
        "COPY https://x.org/f /d\n",
    );
    let build = build(text);
    let kinds = |step: crate::Step<'_>| -> Vec<&str> {
        let kind = |what: &What<'_>| match what {
            What::Path(_) => "path",
            What::Url(_) => "url",
            What::Git(_) => "git",
            What::Heredoc(_) => "heredoc",
            What::Unknown => "unknown",
        };
        step.sources().iter().map(|source| kind(&source.what)).collect()
    };
    let mut copies = build.copies();
    assert_eq!(kinds(copies.next().unwrap()), ["path", "url", "git", "git", "unknown", "heredoc"]);
    assert_eq!(kinds(copies.next().unwrap()), ["path"]);
}

#[test]
fn the_step_at_an_offset_is_found() {
    let text = "ARG A\nFROM a\nRUN one\n\nRUN two\n";
    let build = build(text);
    let at = |needle: &str| build.step_at(text.find(needle).unwrap() as u32).map(crate::Step::instruction_index);
    assert_eq!((at("ARG"), at("FROM"), at("one"), at("two")), (None, Some(1), Some(2), Some(3)));
}

#[test]
fn values_do_not_grow_without_end() {
    use std::fmt::Write as _;
    let mut text = "FROM scratch\nENV A=xxxxxxxxxxxxxxxx\n".to_owned();
    (0..100).for_each(|_| text += "ENV A=$A$A\n");
    let _ = write!(text, "COPY x $A");
    assert_eq!(last_destination(&build(&text)), None);
}

#[test]
fn ten_thousand_stages_and_a_hundred_thousand_instructions_are_read() {
    use std::fmt::Write as _;
    let mut text = "FROM a AS s0\n".to_owned();
    for index in 1..10_000 {
        let _ = writeln!(text, "FROM s{} AS s{index}\nENV V{index}=$NOWHERE", index - 1);
        (0..8).for_each(|_| text += "RUN true\n");
    }
    let build = build(&text);
    assert!(build.stages().all(super::stages::Stage::is_needed));
    assert!(build.steps().count() > 99_000);
}
