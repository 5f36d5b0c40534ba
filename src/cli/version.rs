//! What `--version` says about how this binary was built; `-V` is the version alone, for scripts.

use std::sync::LazyLock;

/// The version, then a line of build facts: `commit 1a2b3c4, x86_64-linux, release`.
///
/// The commit is known when whoever built it passed it in `LAYERWISE_COMMIT`. Asking git at build time would rebuild the
/// command line at every commit, and has no answer in a source archive.
pub static LONG: LazyLock<String> = LazyLock::new(|| {
    let commit = option_env!("LAYERWISE_COMMIT").filter(|commit| !commit.is_empty());
    let commit = commit.map_or_else(String::new, |commit| format!("commit {commit}, "));
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (version, arch, os) = (env!("CARGO_PKG_VERSION"), std::env::consts::ARCH, std::env::consts::OS);
    format!("{version}\n{commit}{arch}-{os}, {profile}")
});
