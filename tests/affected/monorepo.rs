//! A made-up monorepo: 200 Dockerfiles, built with contexts of their own, with one context for all, by Compose and by Bake.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "a repository is made on disk and asked about")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::run;

/// A service with a context of its own.
const SERVICE: &str = "\
FROM alpine:3.20 AS build
WORKDIR /src
COPY go.mod ./
COPY src ./src
RUN make \\
    all
FROM alpine:3.20
COPY --from=build /src/out /usr/bin/app
COPY config.yaml /etc/app.yaml
ENV MODE=prod
CMD [\"app\"]
";

/// What a Bake target is built of; `base` is another target.
const BAKED: &str = "FROM base\nARG VERSION\nARG FLAVOR\nRUN install $VERSION $FLAVOR\nCOPY . /app\n";

/// The repository; its first commit is tagged `base`.
pub struct Monorepo {
    home: TempDir,
}

impl Monorepo {
    pub fn new() -> Self {
        let repo = Self { home: tempfile::tempdir().unwrap() };
        repo.write(".gitignore", "*.tmp\n");
        repo.write(".dockerignore", "docs\n**/*.md\n");
        repo.write("docs/guide.txt", "guide");
        repo.services();
        repo.apps();
        repo.composed();
        repo.baked();
        repo.git(&["init", "-q", "-b", "main"]);
        repo.commit("all of it");
        repo.git(&["tag", "base"]);
        repo
    }

    /// 120 services, each with its own context.
    fn services(&self) {
        for number in 0..120 {
            let at = |path: &str| format!("services/s{number:03}/{path}");
            self.write(&at("Dockerfile"), SERVICE);
            self.write(&at(".dockerignore"), "*.md\n");
            self.write(&at("go.mod"), "module app\n");
            self.write(&at("src/main.go"), "package main\n");
            self.write(&at("src/run.sh"), "echo\n");
            self.write(&at("config.yaml"), "a: 1\n");
            self.write(&at("README.md"), "read me\n");
        }
    }

    /// 40 applications that are built with the whole repository as their context.
    fn apps(&self) {
        self.write("shared/lib/a.txt", "a");
        self.write("shared/lib/b.txt", "b");
        for number in 0..40 {
            let own = format!("apps/a{number:02}");
            let text = format!(
                "FROM python:3.12\nCOPY shared/lib /lib\nCOPY {own}/main.py /app/\nCMD [\"python\", \"/app/main.py\"]\n"
            );
            self.write(&format!("{own}/Dockerfile"), &text);
            self.write(&format!("{own}/main.py"), "print()\n");
        }
    }

    /// 20 services of a Compose file; the last one builds on the image of the first.
    fn composed(&self) {
        let mut compose = "services:\n".to_owned();
        for number in 0..20 {
            let own = format!("web/w{number:02}");
            let from = if number == 19 { "registry.example/w00:1" } else { "nginx:1.27" };
            self.write(&format!("{own}/Dockerfile"), &format!("FROM {from} AS run\nARG THEME\nRUN theme $THEME\nCOPY html /html\nFROM run AS debug\nRUN debug\nFROM run\n"));
            self.write(&format!("{own}/html/index.html"), "<p>\n");
            let _ = write!(
                compose,
                "  w{number:02}:\n    image: registry.example/w{number:02}:1\n    build:\n      context: {own}\n      args:\n        \
                 THEME: ${{THEME:-light}}\n"
            );
        }
        self.write("compose.yaml", &compose);
        self.write(".env", "THEME=dark\n");
    }

    /// 20 targets of a Bake file, 19 of which build on the first.
    fn baked(&self) {
        let mut bake =
            "variable \"VERSION\" { default = \"1\" }\ntarget \"base\" {\n  context = \"images/base\"\n}\n".to_owned();
        self.write("images/base/Dockerfile", "FROM debian:12\nCOPY setup.sh /\nRUN /setup.sh\n");
        self.write("images/base/setup.sh", "true\n");
        for number in 1..20 {
            let own = format!("images/b{number:02}");
            self.write(&format!("{own}/Dockerfile"), BAKED);
            self.write(&format!("{own}/main"), "main\n");
            let _ = write!(
                bake,
                "target \"b{number:02}\" {{\n  context = \"{own}\"\n  contexts = {{ base = \"target:base\" }}\n  args = {{ VERSION = \
                 VERSION, FLAVOR = \"f{number:02}\" }}\n}}\n"
            );
        }
        self.write("docker-bake.hcl", &bake);
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a text that must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "no `{from}` in {path}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub fn remove(&self, path: &str) {
        let path = self.path(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    pub fn git(&self, arguments: &[&str]) {
        run::git(self.home.path(), arguments);
    }

    pub fn commit(&self, title: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", title]);
    }

    /// All as it was at first.
    pub fn reset(&self) {
        self.git(&["reset", "-q", "--hard", "base"]);
        self.git(&["clean", "-qfdx"]);
    }

    /// `layerwise affected --since base`, run in `directory`.
    pub fn affected_in(&self, directory: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_layerwise"));
        run::output(command.args(["affected", "--since", "base"]).args(arguments).current_dir(self.path(directory)))
    }

    /// What is affected: `name verdict`, sorted; and how many images there are.
    pub fn affected(&self) -> (Vec<String>, usize) {
        let output = self.affected_in("", &["--format", "json"]);
        let text = String::from_utf8_lossy(&output.stdout);
        let report: Value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr)));
        let (changed, same) = (report["affected"].as_array().unwrap(), report["unaffected"].as_array().unwrap());
        assert_eq!(output.status.code(), Some(i32::from(!changed.is_empty())));
        let short = |name: &str| {
            Path::new(name.trim_end_matches("/Dockerfile")).file_name().unwrap().to_str().unwrap().to_owned()
        };
        let line = |image: &Value| {
            format!("{} {}", short(image["name"].as_str().unwrap()), image["verdict"].as_str().unwrap())
        };
        let mut lines: Vec<String> = changed.iter().map(line).collect();
        lines.sort();
        (lines, changed.len() + same.len())
    }
}
