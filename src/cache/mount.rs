//! The mounts of a RUN (moby/buildkit `dockerfile2llb/convert_runmount.go`, `solver/llbsolver/ops/exec.go`).

use build::context::Source;
use build::{Base, Step, Via};
use syntax::{Mount, Run};

use crate::content::{Purpose, Taken};
use crate::key::{Key, KeyOf};
use crate::value::Ident;
use crate::walk::Walker;

/// What the mounts of a RUN add to its key.
#[derive(Default)]
pub(crate) struct Mounts {
    /// What of them is in the operation, sorted by target.
    pub operations: Vec<Key>,
    /// What they bring in by content.
    pub takes: Vec<Taken>,
}

/// A mount with its values replaced.
struct Fields<'m> {
    mount: &'m Mount,
    values: Vec<(&'m str, Option<Ident>)>,
}

impl Fields<'_> {
    /// The value of the last field of any of these names.
    fn get(&self, names: &[&str]) -> Option<&Ident> {
        let found = self.values.iter().rev().find(|(key, _)| names.contains(key));
        found.and_then(|(_, value)| value.as_ref())
    }

    /// The text of the last field of any of these names.
    fn text(&self, names: &[&str]) -> Option<&str> {
        self.get(names).and_then(Ident::as_text)
    }

    /// Whether a switch is there and not false.
    fn is_on(&self, names: &[&str]) -> bool {
        let found = self.values.iter().rev().find(|(key, _)| names.contains(key));
        found.is_some_and(|(_, value)| value.as_ref().is_none_or(|value| value.as_text() != Some("false")))
    }

    /// Fields whose text counts as it stands, or their default.
    fn with_defaults(&self, mut key: KeyOf, fields: &[(&str, &str)]) -> KeyOf {
        for (name, default) in fields {
            let value = self.get(&[name]).cloned().unwrap_or_else(|| Ident::text(default));
            // Numbers count as numbers: a mode of `444` is `0444`.
            let number = value.as_text().map(|text| text.trim_start_matches('0')).map(Ident::text);
            key = key.key(number.unwrap_or(value).key());
        }
        key
    }
}

const TARGET: [&str; 3] = ["target", "dst", "destination"];
const SOURCE: [&str; 2] = ["source", "src"];

impl Walker<'_> {
    /// What the mounts of `run` add to its key.
    pub fn mounts(&self, step: Step<'_>, run: &Run) -> Mounts {
        let mut mounts: Vec<(Key, Option<Taken>)> = run.mounts.iter().map(|mount| self.mount(step, mount)).collect();
        // BuildKit sorts mounts by target; any order does that does not depend on how they are written.
        mounts.sort_by_key(|(operation, _)| *operation);
        let mut result = Mounts::default();
        for (operation, taken) in mounts {
            result.operations.push(operation);
            result.takes.extend(taken);
        }
        result
    }

    fn mount(&self, step: Step<'_>, mount: &Mount) -> (Key, Option<Taken>) {
        let value = |field: &syntax::MountField| field.value.as_ref().map(|value| self.evaluate(&value.text));
        let values = mount.fields.iter().map(|field| (field.key.as_str(), value(field))).collect();
        let fields = Fields { mount, values };
        let target = fields.get(&TARGET).map(|target| self.path_in_directory(target, true));
        let kind = fields.text(&["type"]).unwrap_or("bind").to_ascii_lowercase();
        let key = KeyOf::new("mount").text(&kind).keys(target.as_ref().map(Ident::key));
        match kind.as_str() {
            "bind" => {
                let write = fields.is_on(&["rw", "readwrite"]) || is_off(&fields, &["ro", "readonly"]);
                let key = key.text(if write { "rw" } else { "ro" });
                (key.done(), Some(self.mounted(step, &fields)))
            }
            "cache" => {
                let from = fields.text(&["from"]).map(|_| self.mounted(step, &fields));
                (self.cache_mount(key, &fields, target.as_ref()), from)
            }
            "tmpfs" => (key.keys(fields.get(&["size"]).map(Ident::key)).done(), None),
            "secret" => (secret(&fields), None),
            "ssh" => {
                let defaults = [("id", "default"), ("mode", "600"), ("uid", "0"), ("gid", "0")];
                (required(fields.with_defaults(key, &defaults), &fields), None)
            }
            _ => (key.text(self.build.file().slice(mount.range)).done(), None),
        }
    }

    /// The content of a cache mount is no input. Its name and sharing count only as far as they are the default: any
    /// other is taken out of the key (`exec.go`, checkShouldClearCacheOpts), so that one name is as good as another.
    fn cache_mount(&self, key: KeyOf, fields: &Fields<'_>, target: Option<&Ident>) -> Key {
        let id = fields.text(&["id"]);
        let default_id = id.is_none_or(|id| target.and_then(Ident::as_text) == Some(&syntax::filepath::clean(id)));
        let default_sharing = fields.text(&["sharing"]).is_none_or(|sharing| sharing.eq_ignore_ascii_case("shared"));
        let (_, namespace) = self.setting("BUILDKIT_CACHE_MOUNT_NS");
        let default = default_id && default_sharing && namespace.is_none();
        let read_only = fields.is_on(&["ro", "readonly"]);
        let key = key.text(if default { "its own" } else { "named" }).text(if read_only { "ro" } else { "rw" });
        fields.with_defaults(key, &[("mode", "755"), ("uid", "0"), ("gid", "0")]).done()
    }

    /// What is mounted: files of the build context, of a stage, of an image. The path counts only by what is there.
    fn mounted(&self, step: Step<'_>, fields: &Fields<'_>) -> Taken {
        let source = Source::new(fields.text(&SOURCE).unwrap_or("/"));
        let is_here = |range: text::TextRange| fields.mount.range.covers(range);
        let mut references = step.references().iter();
        let reference = references.find(|reference| reference.via == Via::Mount && is_here(reference.range));
        let base: Option<&Base> = reference.map(|reference| &reference.base);
        self.take(base, vec![source], Purpose::Mount)
    }
}

/// The value of a secret is no input, what it is called and where it appears is.
fn secret(fields: &Fields<'_>) -> Key {
    let target = fields.text(&TARGET).map(str::to_owned);
    let id = fields.text(&["id"]).or(fields.text(&SOURCE)).map(str::to_owned);
    let id = id.or_else(|| target.as_deref().map(|target| syntax::filepath::base(target).to_owned()));
    let id = id.unwrap_or_default();
    let variable = fields.text(&["env"]);
    let file = target.or_else(|| variable.is_none().then(|| format!("/run/secrets/{id}")));
    let key = KeyOf::new("secret").text(&id).maybe(file.as_deref()).maybe(variable);
    required(fields.with_defaults(key, &[("mode", "400"), ("uid", "0"), ("gid", "0")]), fields)
}

fn required(key: KeyOf, fields: &Fields<'_>) -> Key {
    key.text(if fields.is_on(&["required"]) { "required" } else { "optional" }).done()
}

/// Whether a switch is there and false.
fn is_off(fields: &Fields<'_>, names: &[&str]) -> bool {
    fields.text(names) == Some("false")
}
