//! What `BuildKit` refuses about a `RUN --mount` once its variables are replaced
//! (moby/buildkit `frontend/dockerfile/instructions/commands_runmount.go`, `dockerfile2llb/convert_runmount.go`).

use syntax::{Mount, MountField};
use text::TextRange;

use crate::steps::Step;

/// A range and what is wrong there.
type Fault = (TextRange, String);

const TYPES: [&str; 5] = ["bind", "cache", "tmpfs", "secret", "ssh"];
const SHARING: [&str; 3] = ["shared", "private", "locked"];
/// The types whose files have an owner and permissions of their own.
const WITH_OWNER: [&str; 3] = ["secret", "ssh", "cache"];

/// What was read so far. Fields are read in order, so a type counts only for what stands behind it.
struct Read<'b> {
    step: Step<'b>,
    kind: String,
    values: Vec<(&'static str, String)>,
}

/// The first thing that is wrong with `mount`; `None` as well if that depends on what is not known.
pub(super) fn check(step: Step<'_>, mount: &Mount) -> Option<Fault> {
    let mut read = Read { step, kind: "bind".to_owned(), values: Vec::new() };
    for field in &mount.fields {
        let whole = field.value.as_ref().map_or(field.key_range, |value| field.key_range.cover(value.range));
        match read.field(field) {
            Some(Ok(())) => {}
            Some(Err(message)) => return Some((whole, message)),
            None => return None,
        }
    }
    read.whole().map(|message| (mount.range, message))
}

impl Read<'_> {
    /// Reads a field. `None` if its value is not known.
    fn field(&mut self, field: &MountField) -> Option<Result<(), String>> {
        let key = field.key.as_str();
        let Some(word) = &field.value else { return Some(self.bare(key)) };
        let value = self.step.expand(word)?;
        Some(self.pair(key, &value, &word.text))
    }

    /// A key without a value.
    fn bare(&self, key: &str) -> Result<(), String> {
        match key {
            "readonly" | "ro" | "readwrite" | "rw" => Ok(()),
            "required" => self.only_for(key, &["secret", "ssh"]),
            _ => Err(format!("invalid field '{key}' must be a key=value pair")),
        }
    }

    fn pair(&mut self, key: &str, value: &str, written: &str) -> Result<(), String> {
        let fits = |fits: bool, message: String| if fits { Ok(()) } else { Err(message) };
        let invalid = || format!("invalid value for {key}: {value}");
        match key {
            "type" => {
                self.kind = value.to_lowercase();
                fits(TYPES.contains(&self.kind.as_str()), format!("unsupported mount type \"{value}\""))
            }
            "from" => self.keep("from", value),
            "source" | "src" => self.keep("source", value),
            "target" | "dst" | "destination" => self.keep("target", value),
            "id" => self.keep("id", value),
            "env" => Ok(()),
            "readonly" | "ro" | "readwrite" | "rw" => fits(is_bool(value), invalid()),
            "required" => {
                self.only_for(key, &["secret", "ssh"])?;
                fits(is_bool(value), invalid())
            }
            "size" => {
                self.only_for(key, &["tmpfs"])?;
                fits(value.starts_with(|char: char| char.is_ascii_digit()), invalid())
            }
            "sharing" => {
                self.keep("sharing", value)?;
                let known = SHARING.contains(&value.to_lowercase().as_str());
                fits(known, format!("unsupported sharing value \"{value}\""))
            }
            "mode" | "uid" | "gid" => self.number(key, value),
            _ => Err(format!("unexpected key '{key}' in '{key}={written}'")),
        }
    }

    fn number(&mut self, key: &str, value: &str) -> Result<(), String> {
        let (name, radix) = match key {
            "mode" => ("mode", 8),
            "uid" => ("uid", 10),
            _ => ("gid", 10),
        };
        self.keep(name, value)?;
        let number = !value.starts_with('+') && u32::from_str_radix(value, radix).is_ok();
        if number { Ok(()) } else { Err(format!("invalid value {value} for {key}")) }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an arm of the match on keys, like those that may refuse a value")]
    fn keep(&mut self, key: &'static str, value: &str) -> Result<(), String> {
        self.values.push((key, value.to_owned()));
        Ok(())
    }

    fn only_for(&self, key: &str, kinds: &[&str]) -> Result<(), String> {
        let fits = kinds.contains(&self.kind.as_str());
        if fits { Ok(()) } else { Err(format!("unexpected key '{key}' for mount type '{}'", self.kind)) }
    }

    /// The last value of `key`, if it is there and not empty.
    fn get(&self, key: &str) -> Option<&str> {
        let found = self.values.iter().rev().find(|(name, _)| *name == key);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// What is wrong with all fields together.
    fn whole(&self) -> Option<String> {
        let kind = self.kind.as_str();
        let owner = ["mode", "uid", "gid"].into_iter().find(|key| self.values.iter().any(|(name, _)| name == key));
        if let Some(key) = owner.filter(|_| !WITH_OWNER.contains(&kind)) {
            return Some(format!("{key} not allowed for \"{kind}\" type mounts"));
        }
        if kind != "cache" && self.get("sharing").is_some() {
            return Some(format!("invalid cache sharing set for {kind} mount"));
        }
        match kind {
            "secret" => self.secret().map(str::to_owned),
            "ssh" => self.get("source").map(|_| "ssh does not support source".to_owned()),
            _ => {
                let target = self.step.place(self.get("target").unwrap_or_default())?;
                (target == "/").then(|| "invalid mount target \"/\"".to_owned())
            }
        }
    }

    fn secret(&self) -> Option<&'static str> {
        let has = |key: &str| self.get(key).is_some();
        if has("from") {
            return Some("secret mount should not have a from");
        }
        if !has("source") && !has("target") && !has("id") {
            return Some("invalid secret mount. one of source, target required");
        }
        (has("source") && has("id")).then_some("both source and id can't be set")
    }
}

/// Whether Go's `strconv.ParseBool` takes `text`.
fn is_bool(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True" | "0" | "f" | "F" | "false" | "FALSE" | "False")
}
