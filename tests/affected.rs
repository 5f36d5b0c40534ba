//! `layerwise affected` on a monorepo of 200 Dockerfiles: one kind of change after the other, and what it makes another image.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "a repository is changed on disk, and the time is taken")]
#![expect(clippy::print_stderr, reason = "a figure is told")]

#[path = "affected/monorepo.rs"]
mod monorepo;
mod run;

use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::Instant;

use monorepo::Monorepo;

/// A kind of change: what it is, how it is done, and the images that differ: `name verdict` each, sorted.
type Kind = (&'static str, fn(&Monorepo), Vec<String>);

const S: &str = "services/s000/";

fn only(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn numbered(range: std::ops::Range<u32>, name: fn(u32) -> String) -> Vec<String> {
    let mut all: Vec<String> = range.map(name).collect();
    all.sort();
    all
}

fn in_file(path: &str) -> String {
    format!("{S}{path}")
}

/// Changes of the files that are copied, or are not.
fn files() -> Vec<Kind> {
    vec![
        ("nothing", |_| {}, only(&[])),
        ("a source of the build stage", |r| r.write(&in_file("src/main.go"), "x"), only(&["s000 maybe"])),
        ("a file of the last stage", |r| r.write(&in_file("config.yaml"), "a: 2\n"), only(&["s000 changed"])),
        ("a file of the same size", |r| r.write(&in_file("config.yaml"), "b: 1\n"), only(&["s000 changed"])),
        ("an ignored file", |r| r.write(&in_file("README.md"), "x"), only(&[])),
        ("a new file that is copied", |r| r.write(&in_file("src/new.go"), "x"), only(&["s000 maybe"])),
        ("a new file that nobody copies", |r| r.write(&in_file("notes.txt"), "x"), only(&[])),
        ("a new file that git ignores", |r| r.write(&in_file("src/new.tmp"), "x"), only(&[])),
        ("a file that is gone", |r| r.remove(&in_file("src/run.sh")), only(&["s000 maybe"])),
        ("a file renamed", |r| r.rename(&in_file("src/run.sh"), &in_file("src/go.sh")), only(&["s000 maybe"])),
        ("a file made executable", |r| make_executable(r, "src/run.sh"), only(&["s000 maybe"])),
        ("a file written again as it was", |r| r.write(&in_file("src/run.sh"), "echo\n"), only(&[])),
        ("an edit that is committed", commit_edit, only(&["s000 changed"])),
        (
            "an edit that is staged",
            |r| {
                r.write(&in_file("config.yaml"), "x");
                r.git(&["add", "-A"]);
            },
            only(&["s000 changed"]),
        ),
        ("an edit, committed and taken back", commit_and_take_back, only(&[])),
        ("a link", |r| symlink("main.go", r.path(&in_file("src/link"))).unwrap(), only(&["s000 maybe"])),
        ("a directory in place of a file", directory_in_place_of_file, only(&["s000 maybe"])),
        ("an empty directory", |r| std::fs::create_dir(r.path("services/s000/empty")).unwrap(), only(&[])),
        ("a file of two services", two_services, only(&["s000 changed", "s001 changed"])),
        (
            "a file that all applications copy",
            |r| r.write("shared/lib/a.txt", "x"),
            numbered(0..40, |n| format!("a{n:02} changed")),
        ),
        ("a file of one application", |r| r.write("apps/a07/main.py", "x"), only(&["a07 changed"])),
        ("a file outside of everything", |r| r.write("docs/guide.txt", "x"), only(&[])),
    ]
}

/// Changes of Dockerfiles and ignore files.
fn dockerfiles() -> Vec<Kind> {
    fn edit(r: &Monorepo, from: &str, to: &str) {
        r.edit(&in_file("Dockerfile"), from, to);
    }
    vec![
        ("a comment", |r| edit(r, "ENV MODE", "# why\nENV MODE"), only(&[])),
        ("a blank line", |r| edit(r, "ENV MODE", "\nENV MODE"), only(&[])),
        (
            "Windows line ends",
            |r| {
                let t = r.read(&in_file("Dockerfile"));
                r.write(&in_file("Dockerfile"), &t.replace('\n', "\r\n"));
            },
            only(&[]),
        ),
        ("keywords in lower case", |r| edit(r, "ENV MODE", "env MODE"), only(&[])),
        ("a continued line indented", |r| edit(r, "    all", "      all"), only(&["s000 maybe"])),
        ("another command", |r| edit(r, "[\"app\"]", "[\"app\", \"-v\"]"), only(&["s000 changed"])),
        ("a variable of the image", |r| edit(r, "prod", "test"), only(&["s000 changed"])),
        ("a label", |r| edit(r, "CMD", "LABEL a=b\nCMD"), only(&["s000 changed"])),
        ("a user", |r| edit(r, "CMD", "USER nobody\nCMD"), only(&["s000 changed"])),
        ("a port", |r| edit(r, "CMD", "EXPOSE 80\nCMD"), only(&["s000 changed"])),
        ("a health check", |r| edit(r, "CMD", "HEALTHCHECK CMD true\nCMD"), only(&["s000 changed"])),
        ("an entrypoint", |r| edit(r, "CMD", "ENTRYPOINT [\"e\"]\nCMD"), only(&["s000 changed"])),
        ("an argument that nobody uses", |r| edit(r, "CMD", "ARG UNUSED=1\nCMD"), only(&[])),
        (
            "a configuration that only the build stage has",
            |r| edit(r, "FROM alpine:3.20\n", "LABEL a=b\nFROM alpine:3.20\n"),
            only(&[]),
        ),
        ("another base", |r| edit(r, "FROM alpine:3.20\n", "FROM alpine:3.21\n"), only(&["s000 changed"])),
        (
            "another base of the build stage",
            |r| edit(r, "FROM alpine:3.20 AS", "FROM alpine:3.21 AS"),
            only(&["s000 maybe"]),
        ),
        (
            "a stage that the target does not need",
            |r| edit(r, "FROM alpine:3.20\n", "FROM build AS test\nRUN test\nFROM alpine:3.20\n"),
            only(&[]),
        ),
        (
            "a stage renamed",
            |r| {
                edit(r, "AS build", "AS make");
                edit(r, "--from=build", "--from=make");
            },
            only(&[]),
        ),
        ("a last step that is gone", |r| edit(r, "COPY config.yaml /etc/app.yaml\n", ""), only(&["s000 changed"])),
        ("an instruction that does not exist", |r| edit(r, "CMD", "CMDX"), only(&["s000 unknown"])),
        ("the Dockerfile made executable", |r| make_executable(r, "Dockerfile"), only(&[])),
        ("a new Dockerfile", |r| r.write("services/new/Dockerfile", "FROM scratch\n"), only(&["new new"])),
        ("a Dockerfile that is gone", |r| r.remove("services/s000/Dockerfile"), only(&[])),
        ("a service moved", |r| r.rename("services/s000", "services/t000"), only(&["t000 new"])),
        (
            "an ignore file that hides what nobody copies",
            |r| r.write(&in_file(".dockerignore"), "*.md\n*.txt\n"),
            only(&[]),
        ),
        (
            "an ignore file that hides what is copied",
            |r| r.write(&in_file(".dockerignore"), "*.md\nsrc/run.sh\n"),
            only(&["s000 maybe"]),
        ),
        (
            "an ignore file of the Dockerfile's own",
            |r| r.write(&in_file("Dockerfile.dockerignore"), "src/run.sh\n"),
            only(&["s000 maybe"]),
        ),
        (
            "the ignore file of all applications",
            |r| r.write(".dockerignore", "shared/lib/b.txt\n"),
            numbered(0..40, |n| format!("a{n:02} changed")),
        ),
    ]
}

/// Changes of Compose files, and of what they build on.
fn composed() -> Vec<Kind> {
    vec![
        ("a comment in a Compose file", |r| r.edit("compose.yaml", "services:", "# x\nservices:"), only(&[])),
        (
            "a build argument of a service",
            |r| {
                r.edit(
                    "compose.yaml",
                    "w03\n      args:\n        THEME: ${THEME:-light}",
                    "w03\n      args:\n        THEME: blue",
                );
            },
            only(&["w03 changed"]),
        ),
        (
            "the target of a service",
            |r| r.edit("compose.yaml", "context: web/w03", "context: web/w03\n      target: debug"),
            only(&["w03 changed"]),
        ),
        (
            "the context of a service, with the same files",
            |r| r.edit("compose.yaml", "context: web/w03", "context: ./web/w03"),
            only(&[]),
        ),
        (
            "the context of a service",
            |r| r.edit("compose.yaml", "context: web/w03", "context: web/w04"),
            only(&["w03 changed"]),
        ),
        (
            "a new service",
            |r| r.edit("compose.yaml", "services:\n", "services:\n  v00:\n    build: web/w03\n"),
            only(&["v00 new"]),
        ),
        (
            "a service without a Dockerfile",
            |r| r.edit("compose.yaml", "context: web/w03", "context: web/nowhere"),
            only(&["w03 unknown"]),
        ),
        (
            "a variable of the `.env` file",
            |r| r.write(".env", "THEME=light\n"),
            numbered(0..20, |n| format!("w{n:02} changed")),
        ),
        (
            "a file of a service that another builds on",
            |r| r.write("web/w00/html/index.html", "x"),
            only(&["w00 changed", "w19 changed"]),
        ),
        (
            "an override beside a Compose file",
            |r| r.write("compose.override.yaml", "services:\n  w03:\n    build:\n      args: [THEME=blue]\n"),
            only(&["w03 changed"]),
        ),
        (
            "an override that says the same",
            |r| r.write("compose.override.yaml", "services:\n  w03:\n    build: web/w03\n"),
            only(&[]),
        ),
        (
            "a service that extends one of another file",
            |r| {
                r.write("common.yaml", "services:\n  base:\n    build:\n      args: {THEME: blue}\n");
                r.edit("compose.yaml", "  w03:\n", "  w03:\n    extends: {file: common.yaml, service: base}\n");
                r.edit("compose.yaml", "web/w03\n      args:\n        THEME: ${THEME:-light}\n", "web/w03\n");
            },
            only(&["w03 changed"]),
        ),
        (
            "a service that extends itself",
            |r| r.edit("compose.yaml", "  w03:\n", "  w03:\n    extends: w03\n"),
            only(&["w03 unknown"]),
        ),
        (
            "a file with a service that is included",
            |r| {
                r.write("more/base.yaml", "services:\n  v00:\n    build: ../web/w00\n");
                r.edit("compose.yaml", "services:\n", "include: [more/base.yaml]\nservices:\n");
            },
            only(&["v00 new"]),
        ),
    ]
}

/// Changes of Bake files, and of what they build on.
fn baked() -> Vec<Kind> {
    vec![
        (
            "a file of a service that a Bake target builds on",
            |r| {
                r.edit(
                    "docker-bake.hcl",
                    "{ base = \"target:base\" }",
                    "{ base = \"target:base\", web = \"target:w05\" }",
                );
                r.write("web/w05/html/index.html", "x");
            },
            only(&["b01 changed", "w05 changed"]),
        ),
        (
            "an override beside a Bake file",
            |r| r.write("docker-bake.override.hcl", "target \"b07\" {\n  args = { FLAVOR = \"g07\" }\n}\n"),
            only(&["b07 changed"]),
        ),
        ("a file of one target", |r| r.write("images/b07/main", "x"), only(&["b07 changed"])),
        ("an argument of one target", |r| r.edit("docker-bake.hcl", "\"f07\"", "\"g07\""), only(&["b07 changed"])),
        (
            "a variable of the Bake file",
            |r| r.edit("docker-bake.hcl", "default = \"1\"", "default = \"2\""),
            numbered(1..20, |n| format!("b{n:02} changed")),
        ),
        ("a target that others build on", |r| r.write("images/base/setup.sh", "x"), base_and_all()),
    ]
}

fn base_and_all() -> Vec<String> {
    let mut all = numbered(1..20, |n| format!("b{n:02} changed"));
    all.push("base changed".to_owned());
    all
}

fn make_executable(repo: &Monorepo, path: &str) {
    std::fs::set_permissions(repo.path(&in_file(path)), std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn commit_edit(repo: &Monorepo) {
    repo.write(&in_file("config.yaml"), "x");
    repo.commit("edit");
}

fn commit_and_take_back(repo: &Monorepo) {
    commit_edit(repo);
    repo.write(&in_file("config.yaml"), "a: 1\n");
    repo.commit("take it back");
}

fn directory_in_place_of_file(repo: &Monorepo) {
    repo.remove(&in_file("src/run.sh"));
    repo.write(&in_file("src/run.sh/x"), "x");
}

fn two_services(repo: &Monorepo) {
    repo.write("services/s000/config.yaml", "x");
    repo.write("services/s001/config.yaml", "x");
}

#[test]
fn each_kind_of_change_affects_what_it_makes_another_and_nothing_else() {
    let repo = Monorepo::new();
    let kinds = [files(), dockerfiles(), composed(), baked()].concat();
    assert!(kinds.len() >= 50);
    let mut wrong = Vec::new();
    for (what, change, expected) in kinds {
        change(&repo);
        let (affected, _) = repo.affected();
        if affected != expected {
            wrong.push(format!("{what}: {affected:?}, not {expected:?}"));
        }
        repo.reset();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_images_are_found_and_a_change_of_all_is_told_in_time() {
    let repo = Monorepo::new();
    assert_eq!(repo.affected(), (Vec::new(), 200));
    for number in 0..120 {
        repo.write(&format!("services/s{number:03}/config.yaml"), "x");
    }
    repo.write("shared/lib/a.txt", "x");
    let start = Instant::now();
    assert_eq!(repo.affected().0.len(), 160);
    // What is optimised takes a fifth of this.
    let most = if cfg!(debug_assertions) { 5.0 } else { 1.0 };
    let took = start.elapsed().as_secs_f64();
    eprintln!("200 images, 160 of them affected: {took:.2} s");
    assert!(took < most, "{took} s");
}

#[test]
fn paths_are_said_from_where_it_is_run() {
    let repo = Monorepo::new();
    repo.write("services/s003/config.yaml", "x");
    let output = repo.affected_in("services/s003", &["--format", "json", ".."]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let image = &report["affected"][0];
    assert_eq!((image["name"].as_str(), image["context"].as_str()), (Some("Dockerfile"), Some(".")));
    assert_eq!(report["unaffected"][0]["name"], "../s000/Dockerfile");
    assert_eq!(report["unaffected"].as_array().unwrap().len(), 119);
    repo.edit("compose.yaml", "  w03:\n", "  w03:\n    extends: w03\n");
    let output = repo.affected_in("web", &["--format", "json", ".."]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let reasons: Vec<&str> =
        report["affected"].as_array().unwrap().iter().filter_map(|image| image["reason"].as_str()).collect();
    assert!(reasons.contains(&"../compose.yaml:21: it extends `w03`, which extends it in turn"), "{reasons:?}");
}

#[test]
fn a_commit_that_is_not_there_is_an_error() {
    let repo = Monorepo::new();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_layerwise"));
    let output = run::output(command.args(["affected", "--since", "nowhere"]).current_dir(repo.path("")));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no `nowhere`"));
}
