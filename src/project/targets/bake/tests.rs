//! Bake files of a few lines, and what is built of them.

use super::super::files::reader;
use super::super::{Project, read};
use super::*;

/// What the first of `files` says.
fn project(files: &[(&str, &str)]) -> Project {
    read(files[0].0, &reader(files))
}

fn hcl(text: &str) -> Vec<Target> {
    project(&[("docker-bake.hcl", text)]).targets
}

fn args(target: &Target) -> Vec<String> {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
    target.options.args.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect()
}

#[test]
fn a_target_takes_what_it_inherits_and_variables_their_defaults() {
    let text = "variable \"TAG\" { default = \"3.${MINOR}\" }\nMINOR = 20\ntarget \"_common\" {\n  args = { TAG = TAG, MODE = \
                \"debug\" }\n  context = \"app\"\n}\ntarget \"web\" {\n  inherits = [\"_common\"]\n  dockerfile = \
                \"Dockerfile.web\"\n  target = \"run\"\n  args = { MODE = \"release\" }\n}\n";
    let targets = hcl(text);
    let web = &targets[1];
    assert_eq!((web.name.as_str(), web.context.as_deref()), ("web", Some("app")));
    assert_eq!(web.dockerfile, Dockerfile::Path("Dockerfile.web".to_owned()));
    assert_eq!(web.options.target.as_deref(), Some("run"));
    assert_eq!(args(web), ["MODE=release", "TAG=3.20"]);
}

#[test]
fn a_matrix_makes_a_target_of_every_cell() {
    let text = "target \"app\" {\n  name = \"app-${os}-${kind}\"\n  matrix = { os = [\"a\", \"b\"], kind = [\"x\", \"y\"] }\n  \
                target = kind\n}\n";
    let names: Vec<_> = hcl(text)
        .into_iter()
        .map(|target| format!("{}:{}", target.name, target.options.target.unwrap_or_default()))
        .collect();
    assert_eq!(names, ["app-a-x:x", "app-a-y:y", "app-b-x:x", "app-b-y:y"]);
}

#[test]
fn a_matrix_without_end_is_unknown() {
    let axis = |name: &str| format!("{name} = [{}]", "\"v\",".repeat(50));
    let axes: Vec<String> = ["a", "b", "c", "d", "e", "f"].map(axis).to_vec();
    let targets = hcl(&format!("target \"t\" {{\n  context = a\n  matrix = {{ {} }}\n}}\n", axes.join(", ")));
    assert_eq!((targets.len(), &targets[0].context), (1, &None));
}

#[test]
fn what_needs_a_function_is_unknown() {
    let text = "target \"a\" {\n  context = dirname(\"x/y\")\n  args = { A = timestamp(), B = X == \"\" ? \"none\" : X }\n}\n\
                variable \"X\" { default = \"\" }\n";
    let targets = hcl(text);
    assert_eq!(targets[0].context, None);
    assert_eq!(targets[0].options.args, [("A".to_owned(), None), ("B".to_owned(), Some("none".to_owned()))].into());
}

#[test]
fn variables_that_lead_in_a_circle_are_unknown() {
    let text = "variable \"A\" { default = B }\nvariable \"B\" { default = A }\ntarget \"t\" { context = A }\n";
    assert_eq!(hcl(text)[0].context, None);
}

#[test]
fn variables_that_stand_for_ever_more_are_unknown() {
    use std::fmt::Write as _;
    let mut text = "V0 = \"x\"\ntarget \"t\" { context = V30 }\n".to_owned();
    for number in 1..31 {
        writeln!(text, "V{number} = \"${{V{0}}}${{V{0}}}\"", number - 1).unwrap();
    }
    assert_eq!(hcl(&text)[0].context, None);
}

#[test]
fn json_has_the_same_meaning() {
    let text =
        r#"{"variable": {"TAG": {"default": "4"}}, "target": {"web": {"context": "./web", "args": {"T": "v${TAG}"}}}}"#;
    let targets = project(&[("docker-bake.json", text)]).targets;
    assert_eq!(targets[0].options.args["T"].as_deref(), Some("v4"));
    assert_eq!(targets[0].context.as_deref(), Some("./web"));
}

#[test]
fn files_are_laid_one_over_the_other() {
    let json = r#"{"variable": {"TAG": {"default": "1"}}, "target": {"web": {"context": "web", "target": "dev", "args": {"A": "1", "B": "${TAG}"}}}}"#;
    let main = "target \"base\" { args = { C = TAG } }\ntarget \"web\" { inherits = [\"base\"] }\n";
    let over = "TAG = \"2\"\ntarget \"web\" {\n  target = \"run\"\n  tags = [\"t\"]\n  args = { A = \"3\" }\n}\n";
    let files = [("x/docker-bake.json", json), ("x/docker-bake.hcl", main), ("x/docker-bake.override.hcl", over)];
    let read = project(&files);
    let [web, base] = read.targets.as_slice() else { panic!("{:?}", read.targets) };
    assert_eq!((web.context.as_deref(), web.options.target.as_deref()), (Some("x/web"), Some("run")));
    assert_eq!(
        (args(web), web.images.as_slice()),
        (vec!["A=3".into(), "B=2".into(), "C=2".into()], &["t".to_owned()][..])
    );
    assert_eq!(base.name, "base");
    let all = files.map(|(path, _)| super::super::read(path, &reader(&files))).to_vec();
    let alone: Vec<String> = super::super::stand_alone(all).into_iter().map(|project| project.file).collect();
    assert_eq!(alone, ["x/docker-bake.json"]);
}

#[test]
fn a_file_of_another_name_stands_alone() {
    let files = [("docker-bake.prod.hcl", "target \"a\" {}\n"), ("docker-bake.hcl", "target \"b\" {}\n")];
    let names: Vec<String> = project(&files).targets.into_iter().map(|target| target.name).collect();
    assert_eq!(names, ["a"]);
}

#[test]
fn targets_of_one_name_are_one() {
    let text = "target \"a\" {\n  context = \"x\"\n  args = { A = \"1\", B = \"1\" }\n}\ntarget \"a\" {\n  args = { A = \"2\", B = \
                null }\n}\n";
    let targets = hcl(text);
    assert_eq!(
        (targets.len(), targets[0].context.as_deref(), args(&targets[0]).join(" ").as_str()),
        (1, Some("x"), "A=2 B=1")
    );
}

#[test]
fn a_service_of_a_compose_file_is_a_target() {
    let bake =
        "target \"web\" { args = { B = \"2\" } }\ntarget \"dev\" {\n  inherits = [\"api\"]\n  target = \"dev\"\n}\n";
    let compose = "services:\n  web:\n    image: w\n    build: {context: web, args: {A: $A}}\n  api:\n    build: {context: api, \
                   dockerfile: D}\n";
    let read = project(&[("x/docker-bake.hcl", bake), ("x/compose.yaml", compose), ("x/.env", "A=1\n")]);
    let [web, dev] = read.targets.as_slice() else { panic!("{:?}", read.targets) };
    assert_eq!((web.context.as_deref(), args(web).join(" ").as_str()), (Some("x/web"), "A=1 B=2"));
    assert_eq!((web.images.as_slice(), web.problem.as_ref()), (&["w".to_owned()][..], None));
    assert_eq!((dev.context.as_deref(), &dev.dockerfile), (Some("x/api"), &Dockerfile::Path("D".to_owned())));
    assert!(read.sources.contains("x/compose.yaml"));
}

#[test]
fn what_cannot_be_inherited_is_told_with_its_place() {
    let targets = hcl("target \"a\" {}\ntarget \"b\" { inherits = [\"nobody\"] }\n");
    let problem = targets[1].problem.as_ref().unwrap();
    assert_eq!((problem.file.as_str(), problem.line), ("docker-bake.hcl", 2));
    assert_eq!(problem.message, "it inherits from `nobody`, and there is no such target");
    assert_eq!(targets[1].context, None);
    let targets = hcl("target \"a\" { inherits = f() }\n");
    assert_eq!(targets[0].problem.as_ref().unwrap().message, "what it inherits from is not known");
    let targets = hcl("target \"a\" { inherits = [\"b\"] }\ntarget \"b\" { inherits = [\"a\"] }\n");
    assert_eq!(targets[0].problem, None);
}
