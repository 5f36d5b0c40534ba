use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::TextRange;

use crate::texts;

#[derive(Default, Serialize, Deserialize)]
pub struct SecretInText {}

impl Rule for SecretInText {
    const META: Meta = Meta {
        name: "secret-in-text",
        group: Group::Security,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("secret_in_text.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let text = build.file().text();
        for found in MARKS.find_iter(text) {
            let at = found.start();
            let secret = match TOKENS.get(found.pattern().as_usize()) {
                Some(token) => token_at(text, at, token),
                None => password_at(text, at),
            };
            let Some((range, what)) = secret else { continue };
            // A comment is no part of the image, and is read by fewer.
            let next = build.instructions().partition_point(|instruction| instruction.range.end <= at as u32);
            if build.instructions().get(next).is_some_and(|instruction| instruction.range.contains(at as u32)) {
                out.report(range, format!("{what} stands here for everyone who has the file or the image"));
            }
        }
    }
}

/// Where to look: how tokens begin, and what stands in front of a password. One walk over the text finds them all.
static MARKS: LazyLock<AhoCorasick> =
    LazyLock::new(|| texts::finder(TOKENS.iter().map(|(start, ..)| *start).chain(["://"])));

type Token = (&'static str, usize, &'static str);

/// How a token begins, how many letters and digits follow at least, and what it is.
const TOKENS: [Token; 12] = [
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 40, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("AKIA", 16, "an access key of AWS"),
    ("xoxb-", 20, "a token of Slack"),
    ("xoxp-", 20, "a token of Slack"),
    ("sk_live_", 20, "a key of Stripe"),
    ("AIza", 35, "a key of Google"),
    ("npm_", 36, "a token of npm"),
    ("-----BEGIN RSA PRIVATE KEY", 0, "a private key"),
];

/// Words that stand for a password in examples and local services.
const PLACEHOLDERS: [&str; 8] =
    ["password", "pass", "passwd", "anonymous", "secret", "token", "x-oauth-basic", "changeme"];

/// The token at `at`, which begins as `token` does.
fn token_at(text: &str, at: usize, (start, least, what): &Token) -> Option<(TextRange, &'static str)> {
    let rest = &text[at + start.len()..];
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let alone = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
    // An example of documentation is no secret.
    let example = rest[..length].contains("EXAMPLE") || rest[..length].to_lowercase().contains("xxxx");
    let range = TextRange::new(at as u32, (at + start.len() + length) as u32);
    (alone && length >= *least && !example).then_some((range, *what))
}

/// The password within the URL whose `://` is at `at`: `https://user:password@host`.
fn password_at(text: &str, at: usize) -> Option<(TextRange, &'static str)> {
    let start = at + 3;
    let authority = text[start..].split(['/', ' ', '\t', '\n', '"', '\'', '?', '#', '`', '<', '\\']).next()?;
    let (user, host) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let unknown = password.is_empty()
        || name.is_empty()
        || password.contains(['$', '{', '}', '*', '(', '%', '['])
        || name.contains(['$', '{']);
    let local =
        host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("example") || !host.contains('.');
    let stands_for = PLACEHOLDERS.iter().any(|word| password.eq_ignore_ascii_case(word)) || name == password;
    let from = (start + name.len() + 1) as u32;
    (!unknown && !local && !stands_for).then(|| (TextRange::new(from, from + password.len() as u32), "a password"))
}
