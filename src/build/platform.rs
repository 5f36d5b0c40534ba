//! Platforms such as `linux/arm64/v8`, read as containerd/platforms (`platforms.go`, `database.go`) reads them.

use std::fmt;

/// An operating system and a processor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Platform {
    /// The operating system, such as `linux`.
    pub os: String,
    /// The architecture, such as `amd64`.
    pub architecture: String,
    /// The variant of the architecture, such as `v7`; empty where there is only one.
    pub variant: String,
}

/// The operating systems that Go knows: a platform of one word is one of them, or an architecture.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

/// The architectures that Go knows.
const ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Other names of architectures, with the variant that they mean.
const SPELLINGS: &[(&str, &str, &str)] = &[
    ("i386", "386", ""),
    ("x86_64", "amd64", ""),
    ("x86-64", "amd64", ""),
    ("aarch64", "arm64", ""),
    ("armhf", "arm", "v7"),
    ("armel", "arm", "v6"),
];

impl Platform {
    /// Reads `text`; what it leaves out is taken from `linux/amd64`. The error is containerd's message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        if let Some((index, part)) = parts.iter().enumerate().find(|(index, part)| !is_component(*index, part)) {
            let pattern = if index == 0 {
                r"^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$"
            } else {
                "^[A-Za-z0-9_.-]+$"
            };
            return Err(format!(
                "\"{part}\" is an invalid component of \"{text}\": platform specifier component must match \"{pattern}\": invalid argument"
            ));
        }
        let system = |word: &str| normalized_system(word.split('(').next().unwrap_or(word));
        match *parts.as_slice() {
            [word] if SYSTEMS.contains(&system(word).as_str()) => Ok(Self::of(system(word), "amd64", "")),
            [word] => {
                let found = Self::of("linux".to_owned(), word, "");
                let known = ARCHITECTURES.contains(&found.architecture.as_str());
                let error = || format!("\"{text}\": unknown operating system or architecture: invalid argument");
                known.then_some(found).ok_or_else(error)
            }
            [os, architecture] => Ok(Self::of(system(os), architecture, "")),
            [os, architecture, variant] => Ok(Self::of(system(os), architecture, variant)),
            _ => Err(format!("\"{text}\": cannot parse platform specifier: invalid argument")),
        }
    }

    fn of(os: String, architecture: &str, variant: &str) -> Self {
        let lower = architecture.to_ascii_lowercase();
        let spelling = SPELLINGS.iter().find(|(name, ..)| *name == lower);
        let (architecture, implied) = spelling.map_or((lower.as_str(), ""), |(_, name, implied)| (*name, *implied));
        let variant = if implied.is_empty() { variant.to_ascii_lowercase() } else { implied.to_owned() };
        // The variants that everybody means are left out.
        let variant = match (architecture, variant.as_str()) {
            ("amd64", "v1") | ("arm64", "8" | "v8") | ("arm", "v7" | "7") | ("386", _) => String::new(),
            ("arm", "5" | "6" | "8") => format!("v{variant}"),
            _ => variant,
        };
        Self { os, architecture: architecture.to_owned(), variant }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

/// The first part may have a version in parentheses: `windows(10.0.17763)`.
fn is_component(index: usize, part: &str) -> bool {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
    let version = |char: char| plain(char) || matches!(char, '.' | '%' | '+');
    match part.split_once('(') {
        Some((name, rest)) if index == 0 => {
            let inside = rest.strip_suffix(')');
            !name.is_empty() && name.chars().all(plain) && inside.is_some_and(|inside| inside.chars().all(version))
        }
        _ => !part.is_empty() && part.chars().all(|char| plain(char) || index > 0 && char == '.'),
    }
}

fn normalized_system(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if lower == "macos" { "darwin".to_owned() } else { lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Platform::parse(text).ok().map(|platform| platform.to_string())
    }

    #[test]
    fn platforms_are_read_in_any_spelling() {
        let spellings = [
            ("linux/amd64", "linux/amd64"),
            ("amd64", "linux/amd64"),
            ("linux", "linux/amd64"),
            ("Linux/x86_64", "linux/amd64"),
            ("linux/aarch64/v8", "linux/arm64"),
            ("linux/armhf", "linux/arm"),
            ("linux/arm/v6", "linux/arm/v6"),
            ("windows(10.0.17763)/amd64", "windows/amd64"),
            ("linux/anything", "linux/anything"),
        ];
        for (text, platform) in spellings {
            assert_eq!(read(text).as_deref(), Some(platform), "{text}");
        }
    }

    #[test]
    fn what_is_no_platform_is_refused() {
        for text in ["", "nothing", "linux/", "linux/a b", "a/b/c/d", "*"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
