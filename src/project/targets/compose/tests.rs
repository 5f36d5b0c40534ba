//! Compose files of a few lines, and what is built of them.

use super::super::files::reader;
use super::super::{Dockerfile, Project, read};
use super::*;

/// What the first of `files` says.
fn project(files: &[(&str, &str)]) -> Project {
    read(files[0].0, &reader(files))
}

fn only(files: &[(&str, &str)]) -> Target {
    let mut targets = project(files).targets;
    assert_eq!(targets.len(), 1, "{targets:?}");
    targets.remove(0)
}

fn args(target: &Target) -> Vec<String> {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
    target.options.args.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect()
}

fn problem(target: &Target) -> String {
    target.problem.as_ref().map_or_else(String::new, |it| format!("{}:{}: {}", it.file, it.line, it.message))
}

#[test]
fn a_short_build_names_the_context() {
    let web = only(&[("compose.yaml", "services:\n  db:\n    image: postgres\n  web:\n    build: ./web\n")]);
    assert_eq!((web.name.as_str(), web.context.as_deref()), ("web", Some("./web")));
    assert_eq!(web.dockerfile, Dockerfile::Path("Dockerfile".to_owned()));
}

#[test]
fn a_long_build_names_everything() {
    let text = "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile.dev\n      target: dev\n      \
                platforms: [linux/arm64]\n      args:\n        - TAG\n        - MODE=${MODE:-debug}\n        - SECRET=$SECRET\n      \
                additional_contexts:\n        lib: ../lib\n";
    let web = only(&[("compose.yaml", text), (".env", "TAG=3.20\n")]);
    assert_eq!(web.dockerfile, Dockerfile::Path("docker/Dockerfile.dev".to_owned()));
    assert_eq!(web.options.target.as_deref(), Some("dev"));
    assert_eq!(web.options.platform.as_deref(), Some("linux/arm64"));
    assert_eq!(args(&web), ["MODE=debug", "SECRET=?", "TAG=3.20"]);
    assert_eq!(web.options.contexts["lib"], "../lib");
}

#[test]
fn what_a_service_says_to_bake_is_heard() {
    let text = "services:\n  web:\n    image: a\n    build:\n      context: .\n      tags: [b]\n      additional_contexts: {lib: \
                ../lib}\n      x-bake:\n        tags: [c]\n        contexts: {base: 'docker-image://debian:12', lib: $LIB}\n";
    let web = only(&[("x/compose.yaml", text)]);
    assert_eq!(web.images, ["a", "b", "c"]);
    assert_eq!(web.options.contexts["base"], "docker-image://debian:12");
    assert_eq!(web.options.contexts["lib"], "unknown://lib");
}

#[test]
fn a_value_from_the_environment_is_unknown() {
    let text = "services:\n  web:\n    build:\n      context: $DIR\n      dockerfile: ${FILE}\n";
    let web = only(&[("compose.yaml", text)]);
    assert_eq!((web.context, web.dockerfile), (None, Dockerfile::Unknown));
}

#[test]
fn a_service_takes_from_the_one_it_extends() {
    let text = "services:\n  base:\n    image: x\n    build: {context: app, args: {A: '1', B: '2'}}\n  web:\n    extends: \
                {service: base}\n    build: {target: dev, args: {B: '3'}}\n";
    let targets = project(&[("compose.yaml", text)]).targets;
    let web = &targets[1];
    assert_eq!((web.context.as_deref(), web.options.target.as_deref()), (Some("app"), Some("dev")));
    assert_eq!(args(web), ["A=1", "B=3"]);
}

#[test]
fn a_dockerfile_may_be_written_inline() {
    let text = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n";
    assert_eq!(only(&[("compose.yaml", text)]).dockerfile, Dockerfile::Inline("FROM alpine\n".to_owned()));
}

#[test]
fn an_override_is_laid_over_the_file_beside_it() {
    let main = "services:\n  web:\n    image: a\n    build:\n      context: web\n      args: [A=1, B=2]\n      platforms: [linux/amd64]\n";
    let over = "services:\n  web:\n    image: b\n    build:\n      dockerfile: Dockerfile.dev\n      target: dev\n      args: {B: '3', \
                C: '4', A: $UNKNOWN}\n      additional_contexts: [lib=lib]\n      platforms: [linux/amd64]\n  new:\n    build: new\n";
    let read = project(&[("x/docker-compose.yml", main), ("x/compose.override.yaml", over)]);
    let [web, new] = read.targets.as_slice() else { panic!("{:?}", read.targets) };
    assert_eq!((web.context.as_deref(), web.options.target.as_deref()), (Some("x/web"), Some("dev")));
    assert_eq!(web.dockerfile, Dockerfile::Path("Dockerfile.dev".to_owned()));
    // What the override says and nobody knows is not what it is laid over.
    assert_eq!(args(web), ["A=?", "B=3", "C=4"]);
    assert_eq!((web.images.as_slice(), web.options.contexts["lib"].as_str()), (&["b".to_owned()][..], "x/lib"));
    assert_eq!(web.options.platform.as_deref(), Some("linux/amd64"));
    assert_eq!((new.name.as_str(), new.context.as_deref()), ("new", Some("x/new")));
    assert!(read.sources.contains("x/compose.override.yaml") && read.sources.contains("x/compose.override.yml"));
}

#[test]
fn a_short_build_may_be_laid_over_a_long_one() {
    let main = "services:\n  web:\n    build: {context: a, target: dev}\n";
    let over = "services:\n  web:\n    build: b\n";
    let web = only(&[("compose.yaml", main), ("compose.override.yml", over)]);
    assert_eq!((web.context.as_deref(), web.options.target.as_deref()), (Some("b"), Some("dev")));
}

#[test]
fn the_override_belongs_to_the_file_that_docker_takes() {
    let (main, over) = ("services:\n  web:\n    build: a\n", "services:\n  web:\n    build: b\n");
    let others = [("compose.yaml", main), ("compose.override.yml", over)];
    assert_eq!(only(&[("docker-compose.prod.yml", main), others[0], others[1]]).context.as_deref(), Some("a"));
    assert_eq!(only(&[("docker-compose.yml", main), others[0], others[1]]).context.as_deref(), Some("a"));
}

#[test]
fn what_is_reset_is_gone_and_what_overrides_stands_alone() {
    let main = "services:\n  a:\n    build: {context: a, target: dev, args: {A: '1'}}\n  b:\n    build: b\n  c:\n    build: c\n  d:\n    \
                build: {context: d, target: dev}\n";
    let over = "services:\n  a:\n    build: {target: !reset null, args: !override {B: '2'}}\n  b: !reset null\n  c:\n    build: !reset \
                null\n  d:\n    build: !override {context: e}\n";
    let read = project(&[("compose.yaml", main), ("compose.override.yaml", over)]);
    let shown = |target: &Target| {
        format!(
            "{} {:?} {:?} {:?}",
            target.name,
            target.context.as_deref(),
            target.options.target.as_deref(),
            args(target)
        )
    };
    let shown: Vec<String> = read.targets.iter().map(shown).collect();
    assert_eq!(shown, ["a Some(\"a\") None [\"B=2\"]", "d Some(\"e\") None []"]);
}

#[test]
fn an_override_that_is_broken_leaves_nothing_known() {
    let web =
        only(&[("compose.yaml", "services:\n  web:\n    build: web\n"), ("compose.override.yaml", "services: [")]);
    assert_eq!((web.context.as_deref(), problem(&web).as_str()), (None, "compose.override.yaml:1: it is not YAML"));
    let web =
        only(&[("compose.yaml", "services:\n  web:\n    build: web\n"), ("compose.override.yaml", "# nothing\n")]);
    assert_eq!((web.context.as_deref(), web.problem), (Some("web"), None));
}

#[test]
fn a_service_of_another_file_is_extended_from_where_it_is() {
    let main = "services:\n  web:\n    extends:\n      file: ../common/base.yaml\n      service: base\n    build: {args: {A: '1'}}\n";
    let base = "services:\n  base:\n    extends: root\n    build: {context: app, additional_contexts: {lib: ./lib}}\n  root:\n    build: \
                {target: run, args: {A: '0', B: '$TAG'}}\n";
    let files =
        [("x/compose.yaml", main), ("common/base.yaml", base), ("x/.env", "TAG=3\n"), ("common/.env", "TAG=4\n")];
    let web = only(&files);
    assert_eq!((web.context.as_deref(), web.options.contexts["lib"].as_str()), (Some("common/app"), "common/./lib"));
    assert_eq!((web.options.target.as_deref(), args(&web).join(" ").as_str()), (Some("run"), "A=1 B=3"));
    assert!(project(&files).sources.contains("common/base.yaml"));
}

#[test]
fn the_context_that_nobody_says_is_that_of_the_project() {
    let main = "services:\n  web:\n    extends: {file: common/base.yaml, service: base}\n";
    let base = "services:\n  base:\n    build: {target: run}\n";
    let web = only(&[("x/compose.yaml", main), ("x/common/base.yaml", base)]);
    assert_eq!((web.context.as_deref(), web.says_context), (Some("x"), false));
}

#[test]
fn what_cannot_be_extended_is_told_with_its_place() {
    for (extends, said) in [
        ("{file: gone.yaml, service: a}", "compose.yaml:4: it extends a service of `gone.yaml`, which is not there"),
        ("{file: bad.yaml, service: a}", "compose.yaml:4: it extends a service of `bad.yaml`, which is not YAML"),
        ("{file: other.yaml, service: a}", "compose.yaml:4: it extends `a`, and `other.yaml` has no such service"),
        ("nobody", "compose.yaml:4: it extends `nobody`, and `compose.yaml` has no such service"),
        ("web", "compose.yaml:4: it extends `web`, which extends it in turn"),
        ("{file: other.yaml, service: b}", "other.yaml:3: it extends `web`, which extends it in turn"),
        ("{file: $FILE, service: b}", "compose.yaml:4: what it extends depends on what is not known"),
    ] {
        let text = format!("services:\n  web:\n    build: web\n    extends: {extends}\n");
        let other = "services:\n  b:\n    extends: {file: compose.yaml, service: web}\n";
        let web = only(&[("compose.yaml", &text), ("other.yaml", other), ("bad.yaml", "a: [")]);
        assert_eq!((problem(&web).as_str(), web.context, web.dockerfile), (said, None, Dockerfile::Unknown));
    }
}

#[test]
fn a_chain_of_services_comes_to_an_end() {
    use std::fmt::Write as _;
    let mut text = "services:\n  s0: {build: a}\n".to_owned();
    for number in 1..5000 {
        writeln!(text, "  s{number}: {{extends: s{}}}", number - 1).unwrap();
    }
    let targets = project(&[("compose.yaml", &text)]).targets;
    assert_eq!(targets[10].context.as_deref(), Some("a"));
    let last = targets.last().unwrap();
    assert!(problem(last).ends_with("too many services extend each other"), "{}", problem(last));
}

#[test]
fn an_included_file_is_a_project_of_its_own_directory() {
    let main = "include:\n  - sub/compose.yaml\n  - path: [other/a.yaml, other/b.yaml]\n    project_directory: here\n    env_file: \
                vars\nservices:\n  web:\n    build: web\n";
    let sub = "services:\n  api:\n    build: {args: {A: $A, B: $B}}\n";
    let (a, b) =
        ("services:\n  db:\n    build: {context: db, args: {C: $C}}\n", "services:\n  db:\n    build: {target: run}\n");
    let files = [
        ("compose.yaml", main),
        (".env", "A=1\n"),
        ("sub/compose.yaml", sub),
        ("sub/.env", "A=2\nB=2\n"),
        ("other/a.yaml", a),
        ("other/b.yaml", b),
        ("vars", "C=3\n"),
    ];
    let read = project(&files);
    let shown: Vec<String> = read
        .targets
        .iter()
        .map(|target| {
            format!("{} {} {}", target.name, target.context.as_deref().unwrap_or("?"), args(target).join(" "))
        })
        .collect();
    assert_eq!(shown, ["api sub A=1 B=2", "db here/db C=3", "web web "]);
    assert_eq!(read.targets[1].options.target.as_deref(), Some("run"));
}

#[test]
fn files_that_include_each_other_come_to_an_end() {
    let (a, b) = (
        "include: [b/compose.yaml]\nservices:\n  a: {build: a}\n",
        "include: [../compose.yaml, ../b/compose.yaml]\nservices:\n  b: {build: b}\n",
    );
    let files = [("compose.yaml", a), ("b/compose.yaml", b)];
    let read: Vec<Project> = files.iter().map(|(path, _)| super::super::read(path, &reader(&files))).collect();
    assert_eq!(read[0].targets.len(), 2);
    let alone: Vec<String> = super::super::stand_alone(read).into_iter().map(|project| project.file).collect();
    assert_eq!(alone, ["compose.yaml"]);
}

#[test]
fn arguments_come_through_merge_keys_too() {
    let text = "x-args: &args {A: '1', B: '2'}\nservices:\n  web:\n    build:\n      args:\n        <<: *args\n        B: '3'\n";
    assert_eq!(args(&only(&[("compose.yaml", text)])), ["A=1", "B=3"]);
}
