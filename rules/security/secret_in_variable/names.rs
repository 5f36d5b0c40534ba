//! Which names of variables are those of secrets.

use serde::{Deserialize, Serialize};

/// Whose list of names counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Names {
    /// Names that are hardly anything else, with a value that may be a secret.
    #[default]
    Likely,
    /// What `BuildKit` reports as `SecretsUsedInArgOrEnv`.
    Buildkit,
    /// What hadolint reports as `DL3064`.
    Hadolint,
}

/// Words that make a name a secret for `BuildKit` (moby/buildkit `dockerfile2llb/validations.go`).
const BUILDKIT: [&str; 10] =
    ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];

/// Words that make it none.
const BUILDKIT_NOT: [&str; 3] = ["public", "file", "version"];

/// Parts that make a name a secret for hadolint, as far as it is known from what it reports.
const HADOLINT: [&str; 8] =
    ["api_key", "aws_access_key_id", "client_key", "password", "private", "secret", "token", "username"];

/// Words that are hardly used for anything but secrets.
const LIKELY: [&str; 10] = [
    "apikey",
    "credential",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "pword",
    "secret",
    "token",
    "authtoken",
];

/// Words in front of `key` that make it one.
const SECRET_KEYS: [&str; 10] =
    ["access", "api", "auth", "client", "encryption", "license", "private", "secret", "signing", "ssh"];

/// Values that are no secrets: switches and what stands in for a value.
const NO_SECRETS: [&str; 12] =
    ["true", "false", "yes", "no", "on", "off", "none", "null", "0", "1", "changeme", "dummy"];

/// Whether `BuildKit` reports the name.
pub(super) fn is_secret_to_buildkit(name: &str) -> bool {
    has_word(name, &BUILDKIT) && !has_word(name, &BUILDKIT_NOT)
}

/// Whether hadolint reports the name.
pub(super) fn is_secret_to_hadolint(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    HADOLINT.iter().any(|part| name.contains(part))
}

/// Whether the name is hardly that of anything but a secret, and the value, if it has one, may be it.
pub(super) fn is_likely_secret(name: &str, value: Option<&str>) -> bool {
    let words: Vec<String> = name.split(['_', '-', '.']).map(str::to_ascii_lowercase).collect();
    // What stands behind says what it is about a secret: `TOKEN_URL`, `PASSWORD_FILE`. These say nothing.
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let end = words.iter().rposition(|word| word != "base" && !number(word)).map_or(0, |last| last + 1);
    let secret = match &words[..end] {
        [.., before, key] if key == "key" => SECRET_KEYS.contains(&before.as_str()),
        [.., last] => LIKELY.contains(&last.as_str()),
        [] => false,
    };
    let public = words.iter().any(|word| word == "public");
    secret && !public && value.is_none_or(may_be_secret)
}

/// How a text begins that asks for a value.
const ASKS: [&str; 6] = ["change_me", "change-me", "please", "replace", "your_", "your-"];

/// Ends of the names of files.
const FILES: [&str; 12] =
    [".sh", ".py", ".pl", ".rb", ".js", ".ps1", ".bat", ".txt", ".json", ".yml", ".yaml", ".properties"];

/// Not so for nothing, a switch, a path or file, another variable or a place to fill in.
fn may_be_secret(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    let plain = !value.is_empty() && !value.starts_with(['/', '$', '<', '.']) && !value.contains("://");
    let file = !value.contains(' ') && FILES.iter().any(|end| value.ends_with(end));
    let filler = value.bytes().all(|byte| matches!(byte, b'x' | b'X' | b'0' | b'*' | b'.' | b'-' | b'_'));
    let asks = value.to_ascii_lowercase();
    let placeholder = filler || ASKS.iter().any(|word| asks.starts_with(word));
    // Forty hexadecimal digits are the fingerprint of a public key.
    let fingerprint = value.len() == 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain && !file && !placeholder && !fingerprint && !NO_SECRETS.contains(&value.to_ascii_lowercase().as_str())
}

/// Whether one of `words` stands between the underscores of `name`, in any case.
fn has_word(name: &str, words: &[&str]) -> bool {
    name.split('_').any(|part| words.iter().any(|word| word.eq_ignore_ascii_case(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buildkit_looks_at_whole_words() {
        for name in ["TOKEN", "MY_TOKEN", "api_Key", "AUTH_MODE", "GPG_KEY"] {
            assert!(is_secret_to_buildkit(name), "{name}");
        }
        for name in ["TOKENIZER", "myToken", "PUBLIC_KEY", "PASSWORD_FILE", "TOKEN_VERSION", "KEYS"] {
            assert!(!is_secret_to_buildkit(name), "{name}");
        }
    }

    #[test]
    fn what_is_about_a_secret_is_none() {
        for name in ["GITHUB_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "STRIPE_API_KEY"] {
            assert!(is_likely_secret(name, None), "{name}");
        }
        for name in ["GPG_KEY", "TOKENIZERS_PARALLELISM", "SECRET_PATH", "AUTH_MODE", "PASSWORD_FILE", "GOPRIVATE"] {
            assert!(!is_likely_secret(name, None), "{name}");
        }
    }

    #[test]
    fn a_value_may_give_away_that_there_is_no_secret() {
        for value in ["", "\"\"", "true", "/run/secrets/token", "$TOKEN", "reset-password.sh", "https://example.com"] {
            assert!(!is_likely_secret("TOKEN", Some(value)), "{value}");
        }
        assert!(is_likely_secret("TOKEN", Some("hunter2")));
    }
}
