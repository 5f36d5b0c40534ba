//! Image references, as distribution/reference (`reference.go`, `normalize.go`) and opencontainers/go-digest read them.

use std::fmt;

/// The registry that names without one mean.
const DEFAULT_DOMAIN: &str = "docker.io";
/// Its namespace of official images, which names may leave out.
const OFFICIAL: &str = "library/";
/// Longest path, in bytes.
const LONGEST_PATH: usize = 255;

/// A reference to an image in its full form: `alpine` is `docker.io/library/alpine`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImageRef {
    /// The registry, with its port.
    pub domain: String,
    /// The repository within the registry.
    pub path: String,
    /// The tag, if one is given.
    pub tag: Option<String>,
    /// The digest, such as `sha256:…`, if one is given.
    pub digest: Option<String>,
}

impl ImageRef {
    /// Reads a reference as it is typed in FROM. The error is Docker's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() == 64 && text.bytes().all(is_lower_hex) {
            return Err(format!("invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"));
        }
        let (domain, remainder) = split_domain(text);
        // One that is not in a namespace is in that of the official images.
        let namespace = if domain == DEFAULT_DOMAIN && !remainder.contains('/') { OFFICIAL } else { "" };
        let name = remainder.split(':').next().unwrap_or_default();
        if has_capitals(name) {
            return Err(format!("invalid reference format: repository name ({namespace}{name}) must be lowercase"));
        }
        parse_full(domain, namespace, remainder)
    }

    /// Domain and path: the repository without tag and digest.
    pub fn repository(&self) -> String {
        if self.domain.is_empty() { self.path.clone() } else { format!("{}/{}", self.domain, self.path) }
    }

    /// The repository as people write it: `alpine`, `bitnami/redis`, `ghcr.io/owner/image`.
    pub fn familiar_name(&self) -> String {
        if self.domain != DEFAULT_DOMAIN {
            return self.repository();
        }
        self.official().unwrap_or(&self.path).to_owned()
    }

    /// The name of an official image of Docker Hub, such as `alpine`.
    pub fn official(&self) -> Option<&str> {
        let name = self.path.strip_prefix(OFFICIAL).filter(|name| !name.contains('/'))?;
        (self.domain == DEFAULT_DOMAIN).then_some(name)
    }
}

/// The familiar form, with tag and digest.
impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.familiar_name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// The registry and the rest. A first part is a registry if it looks like a host: `localhost`, a dot, a port, capitals.
fn split_domain(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some(("index.docker.io", rest)) => (DEFAULT_DOMAIN, rest),
        Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) || has_capitals(first) => {
            (first, rest)
        }
        _ => (DEFAULT_DOMAIN, text),
    }
}

fn has_capitals(text: &str) -> bool {
    if text.is_ascii() { text.bytes().any(|byte| byte.is_ascii_uppercase()) } else { text.to_lowercase() != text }
}

fn parse_full(domain: &str, namespace: &str, remainder: &str) -> Result<ImageRef, String> {
    let invalid = || "invalid reference format".to_owned();
    let (named, digest) = match remainder.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (remainder, None),
    };
    // A colon behind the last slash begins the tag; one in front of it would be a port, and the domain is off already.
    let (path, tag) = match named.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (named, None),
    };
    let known_domain = is_domain(domain);
    let fits = is_path(path)
        && (known_domain || is_path(domain))
        && tag.is_none_or(is_tag)
        && digest.is_none_or(looks_like_digest);
    if !fits {
        return Err(invalid());
    }
    // What can be no host is a part of the path, as in `my_host.com/image`.
    let (domain, path) =
        if known_domain { (domain, format!("{namespace}{path}")) } else { ("", format!("{domain}/{path}")) };
    if path.len() > LONGEST_PATH {
        return Err(format!("repository name must not be more than {LONGEST_PATH} characters"));
    }
    digest.map_or(Ok(()), check_digest)?;
    let owned = |text: &str| text.to_owned();
    Ok(ImageRef { domain: owned(domain), path, tag: tag.map(owned), digest: digest.map(owned) })
}

/// `host[:port]`.
fn is_domain(text: &str) -> bool {
    // An IPv6 address has colons of its own, and ends with a bracket.
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let ip = |host: &str| {
        let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.is_some_and(|inner| {
            !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        })
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let port_fits = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    port_fits && (ip(host) || host.split('.').all(label))
}

/// Parts separated by slashes: small letters and digits, in between `.`, `_`, `__` or any number of `-`.
fn is_path(text: &str) -> bool {
    let in_words = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.as_bytes().split(|byte| *byte == b'/').all(|part| {
        let mut between = part.split(in_words).filter(|run| !run.is_empty());
        part.first().is_some_and(in_words)
            && part.last().is_some_and(in_words)
            && between.all(|run| matches!(run, b"." | b"_" | b"__") || run.iter().all(|byte| *byte == b'-'))
    })
}

fn is_tag(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// `algorithm:hex` with at least 32 hexadecimal digits of either case.
fn looks_like_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    algorithm.split(['-', '_', '+', '.']).all(|part| {
        part.starts_with(|char: char| char.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }) && hex.len() >= 32
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the algorithm is known and the digits are as many as it makes.
fn check_digest(text: &str) -> Result<(), String> {
    let format = || "invalid checksum digest format".to_owned();
    let (algorithm, hex) = text.split_once(':').ok_or_else(format)?;
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ if algorithm.bytes().any(|byte| byte.is_ascii_uppercase()) => return Err(format()),
        _ => return Err("unsupported digest algorithm".to_owned()),
    };
    if hex.len() != length {
        return Err("invalid checksum digest length".to_owned());
    }
    if hex.bytes().all(is_lower_hex) { Ok(()) } else { Err(format()) }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(text: &str) -> Result<String, String> {
        ImageRef::parse(text).map(|image| format!("{} {:?} {:?}", image.repository(), image.tag, image.digest))
    }

    #[test]
    fn a_bare_name_is_an_official_image() {
        assert_eq!(full("alpine:3.19"), Ok("docker.io/library/alpine Some(\"3.19\") None".to_owned()));
        assert_eq!(ImageRef::parse("docker.io/alpine").unwrap().official(), Some("alpine"));
        assert_eq!(ImageRef::parse("ghcr.io/library/alpine").unwrap().official(), None);
    }

    #[test]
    fn a_first_part_that_looks_like_a_host_is_the_registry() {
        assert_eq!(ImageRef::parse("localhost:5000/a").unwrap().domain, "localhost:5000");
        assert_eq!(ImageRef::parse("owner/a").unwrap().domain, "docker.io");
        assert_eq!(ImageRef::parse("my_host.com/a").unwrap().repository(), "my_host.com/a");
    }

    #[test]
    fn digests_are_checked_against_their_algorithm() {
        let hex = "a".repeat(63);
        assert_eq!(full(&format!("a@sha256:{hex}")), Err("invalid checksum digest length".to_owned()));
        assert_eq!(full(&format!("a@md6:{hex}")), Err("unsupported digest algorithm".to_owned()));
        assert_eq!(full(&format!("a@sha256:{hex}A")), Err("invalid checksum digest format".to_owned()));
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        clippy::print_stderr,
        reason = "the recorded references are a file, or skipped"
    )]
    fn references_are_read_as_recorded() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance/references/open.jsonl");
        let Ok(records) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        for record in records.lines() {
            let record: serde_json::Value = serde_json::from_str(record).unwrap();
            let field = |name: &str| record[name].as_str().map(str::to_owned);
            let input = field("in").unwrap();
            match ImageRef::parse(&input) {
                Err(message) => assert_eq!(Some(message), field("err"), "{input}"),
                Ok(image) => {
                    assert_eq!(Some(image.to_string()), field("familiar"), "{input}");
                    assert_eq!((Some(image.domain), Some(image.path)), (field("domain"), field("path")), "{input}");
                    assert_eq!((image.tag, image.digest), (field("tag"), field("digest")), "{input}");
                }
            }
        }
    }
}
