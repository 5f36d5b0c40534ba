use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Word};
use syntax::{Keyword, Kind};
use text::TextRange;

use crate::by_program::ByProgram;
use crate::texts;

#[derive(Default, Serialize, Deserialize)]
pub struct TlsVerificationOff {}

impl Rule for TlsVerificationOff {
    const META: Meta = Meta {
        name: "tls-verification-off",
        group: Group::Security,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("tls_verification_off.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let mentioned = MENTIONED.is_match(build.file().text());
        // A health check speaks to this very container.
        for step in build.steps().filter(|step| step.keyword() != Keyword::Healthcheck) {
            for command in &step.script().commands {
                for (_, flags, what) in
                    FLAGS.of(command).filter(|row| (mentioned || has_letter(row)) && command.is(&[row.0]))
                {
                    let found = flags.iter().find_map(|flag| command.flag(flag));
                    if let Some(word) = found.filter(|_| !is_local(command)) {
                        out.report(word.range, format!("`{}` turns off the check of {what}", word.shown()));
                    }
                }
                for (_, what) in SETTINGS.of(command).filter(|(head, _)| command.is(head)) {
                    out.report(command.words_range(), format!("this turns off the check of {what}"));
                }
                for word in command.arguments().iter().filter(|_| mentioned) {
                    if let Some((text, what)) = WORDS.iter().find(|(text, _)| word.text.contains(text))
                        && !LOCAL.iter().any(|local| word.text.contains(local))
                    {
                        out.report(word.range, format!("`{text}` turns off the check of {what}"));
                    }
                }
                for assignment in &command.assignments {
                    let value = assignment.value.as_ref().and_then(Word::value);
                    report_variable(&assignment.name, || value.map(str::to_owned), assignment.range, out);
                }
            }
            if let Kind::Env(env) = step.kind() {
                for (name, value) in &env.pairs {
                    report_variable(&name.text, || step.expand(value), name.range.cover(value.range), out);
                }
            }
        }
    }
}

const CERTIFICATE: &str = "the server's certificate";
const SIGNATURE: &str = "the packages' signatures";

type Flags = (&'static str, &'static [&'static str], &'static str);
type Head = (&'static [&'static str], &'static str);

/// Programs, their flags, and what is no longer checked.
static FLAGS: LazyLock<ByProgram<Flags>> = LazyLock::new(|| {
    let rows: [Flags; 11] = [
        ("curl", &["-k", "--insecure"], CERTIFICATE),
        ("wget", &["--no-check-certificate"], CERTIFICATE),
        ("pip", &["--trusted-host"], CERTIFICATE),
        ("apk", &["--allow-untrusted"], SIGNATURE),
        ("apt-get|apt", &["--allow-unauthenticated", "--force-yes"], SIGNATURE),
        ("yum|dnf|microdnf", &["--nogpgcheck"], SIGNATURE),
        ("zypper", &["--no-gpg-checks"], SIGNATURE),
        ("svn", &["--trust-server-cert"], CERTIFICATE),
        ("helm|kubectl|oc", &["--insecure-skip-tls-verify"], CERTIFICATE),
        ("mvn|mvnw", &["-Dmaven.wagon.http.ssl.insecure"], CERTIFICATE),
        ("rpm", &["--nodigest", "--nosignature", "--noverify"], SIGNATURE),
    ];
    ByProgram::new(rows, |(program, ..)| Some(program))
});

/// Whether a flag is a letter, which may stand among others (`-sk`).
fn is_letter(flag: &str) -> bool {
    flag.len() == 2
}

/// Whether one of the row's flags is.
fn has_letter((_, flags, _): &Flags) -> bool {
    flags.iter().any(|flag| is_letter(flag))
}

/// Commands that turn a check off for good.
static SETTINGS: LazyLock<ByProgram<Head>> = LazyLock::new(|| {
    let rows: [Head; 7] = [
        (&["npm|yarn|pnpm", "config", "set", "strict-ssl", "false"], CERTIFICATE),
        (&["npm|yarn|pnpm", "config", "set", "strict-ssl=false"], CERTIFICATE),
        (&["git", "config", "http.sslVerify|http.sslverify", "false"], CERTIFICATE),
        (&["conda|mamba|micromamba", "config", "ssl_verify", "false|False|no"], CERTIFICATE),
        (&["composer", "config", "disable-tls", "true"], CERTIFICATE),
        (&["bundle", "config", "set", "ssl_verify_mode", "0"], CERTIFICATE),
        (&["bundle", "config", "ssl_verify_mode", "0"], CERTIFICATE),
    ];
    ByProgram::new(rows, |(head, _)| head.first().copied())
});

/// Texts that turn a check off wherever they stand in a word: as the value of a flag, in a line that is written to a file.
const WORDS: [(&str, &str); 6] = [
    ("http.sslVerify=false", CERTIFICATE),
    ("trusted=yes", SIGNATURE),
    ("sslverify=false", CERTIFICATE),
    ("sslverify=0", CERTIFICATE),
    ("StrictHostKeyChecking=no", "the server's key"),
    ("StrictHostKeyChecking no", "the server's key"),
];

/// Finds them and the flags in a whole file at once: most have none.
static MENTIONED: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let flags = FLAGS.rows().iter().flat_map(|(_, flags, _)| flags.iter()).filter(|flag| !is_letter(flag));
    texts::finder(WORDS.iter().map(|(text, _)| text).chain(flags).copied())
});

/// Words of a package source on the same machine.
const LOCAL: [&str; 3] = ["file:", "copy:", "cdrom:"];

/// Variables, and the values with which they turn off the check of certificates; none: any value.
const VARIABLES: &[(&str, &[&str])] = &[
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("GIT_SSL_NO_VERIFY", &["1", "true"]),
    ("NPM_CONFIG_STRICT_SSL", &["false"]),
    ("npm_config_strict_ssl", &["false"]),
    ("PIP_TRUSTED_HOST", &[]),
    ("UV_INSECURE_HOST", &[]),
    ("BUNDLE_SSL_VERIFY_MODE", &["0"]),
    ("CONDA_SSL_VERIFY", &["0", "false", "False"]),
];

fn report_variable(name: &str, value: impl Fn() -> Option<String>, range: TextRange, out: &mut Diagnostics) {
    let Some((_, values)) = VARIABLES.iter().find(|(known, _)| *known == name) else { return };
    if let Some(value) = value().filter(|value| values.is_empty() || values.contains(&value.as_str())) {
        out.report(range, format!("`{name}={value}` turns off the check of {CERTIFICATE}"));
    }
}

/// Whether the command fetches nothing, speaks to this very container, or takes a package file that no repository signed.
fn is_local(command: &Command) -> bool {
    let removes = command.is(&["apt-get|apt", "remove|purge|autoremove|clean"]);
    removes
        || command.operands().any(|word| {
            ["https://localhost", "https://127.0.0.1"].iter().any(|host| word.prefix().starts_with(host))
                || word.suffix().ends_with(".apk")
        })
}
