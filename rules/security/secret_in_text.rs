use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use text::TextRange;

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
        for instruction in build.instructions() {
            let text = build.file().slice(instruction.range);
            for (at, what) in tokens(text).chain(passwords(text)) {
                let range = at.shift(instruction.range.start);
                out.report(range, format!("{what} stands here for everyone who has the file or the image"));
            }
        }
    }
}

/// How a token begins, how many letters and digits follow at least, and what it is.
const TOKENS: [(&str, usize, &str); 12] = [
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

/// Whether a byte is the first, and whether it is the second of one of them: with these one walk over the text is enough for all.
const BEGINS: [[bool; 256]; 2] = {
    let mut begins = [[false; 256]; 2];
    let mut at = 0;
    while at < TOKENS.len() {
        let start = TOKENS[at].0.as_bytes();
        begins[0][start[0] as usize] = true;
        begins[1][start[1] as usize] = true;
        at += 1;
    }
    begins
};

/// Words that stand for a password in examples and local services.
const PLACEHOLDERS: [&str; 8] =
    ["password", "pass", "passwd", "anonymous", "secret", "token", "x-oauth-basic", "changeme"];

fn tokens(text: &str) -> impl Iterator<Item = (TextRange, &'static str)> {
    let pairs = text.as_bytes().windows(2).enumerate();
    let starts = pairs.filter(|(_, pair)| BEGINS[0][usize::from(pair[0])] && BEGINS[1][usize::from(pair[1])]);
    starts.flat_map(move |(at, _)| {
        let here = TOKENS.iter().filter(move |(start, ..)| text.as_bytes()[at..].starts_with(start.as_bytes()));
        here.filter_map(move |(start, least, what)| {
            let rest = &text[at + start.len()..];
            let length =
                rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
            let alone = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            // An example of documentation is no secret.
            let example = rest[..length].contains("EXAMPLE") || rest[..length].to_lowercase().contains("xxxx");
            let range = TextRange::new(at as u32, (at + start.len() + length) as u32);
            (alone && length >= *least && !example).then_some((range, *what))
        })
    })
}

/// Passwords within URLs: `https://user:password@host`.
fn passwords(text: &str) -> impl Iterator<Item = (TextRange, &'static str)> {
    text.match_indices("://").filter_map(|(at, _)| {
        let start = at + 3;
        let authority = text[start..].split(['/', ' ', '\t', '\n', '"', '\'', '?', '#', '`', '<', '\\']).next()?;
        let (user, host) = authority.rsplit_once('@')?;
        let (name, password) = user.split_once(':')?;
        let unknown = password.is_empty()
            || name.is_empty()
            || password.contains(['$', '{', '}', '*', '(', '%', '['])
            || name.contains(['$', '{']);
        let local = host.starts_with("localhost")
            || host.starts_with("127.")
            || host.starts_with("example")
            || !host.contains('.');
        let stands_for = PLACEHOLDERS.iter().any(|word| password.eq_ignore_ascii_case(word)) || name == password;
        let from = (start + name.len() + 1) as u32;
        (!unknown && !local && !stands_for).then(|| (TextRange::new(from, from + password.len() as u32), "a password"))
    })
}
