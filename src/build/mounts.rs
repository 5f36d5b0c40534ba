//! Where the mounts of a RUN are, and what it writes there without its becoming part of the image.

use syntax::Mount;

use crate::places::lies_in;
use crate::steps::Step;

/// The field that says where a mount is, by all its names.
const TARGET: &[&str] = &["target", "dst", "destination"];

impl<'b> Step<'b> {
    /// The mounts of a RUN that are of `kind` (`cache`, `bind`, …), each with the place that it covers, as [`Step::place`]
    /// has it. Mounts whose target is not known are left out.
    pub fn mounts(self, kind: &str) -> impl Iterator<Item = (&'b Mount, String)> {
        let mounts = self.run().map_or(&[][..], |run| &run.mounts);
        mounts.iter().filter(move |mount| mount.is(kind)).filter_map(move |mount| {
            let target = self.expand_text(&mount.value(TARGET)?.text)?;
            Some((mount, self.place(&target)?))
        })
    }

    /// Whether what the RUN writes below the directory `path` stays out of the image, because a cache or tmpfs is mounted
    /// there or above. A `path` such as `~/.cache` is looked for in whichever home. A target that is not known counts as one.
    pub fn keeps_out(self, path: &str) -> bool {
        let mounts = self.written_run().map_or(&[][..], |run| &run.mounts);
        mounts.iter().filter(|mount| mount.is("cache") || mount.is("tmpfs")).any(|mount| {
            let Some(target) = mount.value(TARGET) else { return false };
            self.expand_text(&target.text).is_none_or(|target| covers(&target, path))
        })
    }
}

/// Whether `path` is the directory `target` or lies below it. A `path` such as `~/.cache` may be in whichever home.
pub fn covers(target: &str, path: &str) -> bool {
    let target = target.trim_end_matches('/');
    let Some(in_home) = path.strip_prefix("~/") else {
        return lies_in(path, target);
    };
    let is_home = target == "/root" || target.strip_prefix("/home/").is_some_and(|user| !user.contains('/'));
    let mut parents = std::iter::successors(Some(in_home), |path| path.rsplit_once('/').map(|(parent, _)| parent));
    is_home || parents.any(|parent| target.strip_suffix(parent).is_some_and(|home| home.ends_with('/')))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_mount_covers_what_lies_below_it() {
        assert!(covers("/var/cache", "/var/cache/apk") && covers("/var/cache/apk/", "/var/cache/apk"));
        assert!(!covers("/var/cache/ap", "/var/cache/apk") && !covers("/var/cache/apk/x", "/var/cache/apk"));
    }

    #[test]
    fn a_home_is_any() {
        for target in ["/root/.cache/pip", "/root/.cache", "/home/app/.cache/pip", "/root", "/home/app", "/opt/.cache"]
        {
            assert!(covers(target, "~/.cache/pip"), "{target}");
        }
        assert!(!covers("/root/.cache/uv", "~/.cache/pip") && !covers("/app", "~/.cache/pip"));
    }
}
