//! What names tell of files.

use std::collections::HashSet;
use std::sync::LazyLock;

static ENDINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let all = "c cfg conf cpp cs css csv go groovy html ini jar java js json jsx lock lua md mod php pl properties py rb rs sh sql \
               sum toml ts tsx txt war xml yaml yml";
    all.split(' ').collect()
});

/// Whether a path is one of a file that somebody wrote, as far as the name tells: a script, a source, settings.
pub(crate) fn looks_like_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
    !name.contains(['*', '?', '[']) && ending.is_some_and(|ending| ENDINGS.contains(ending))
}
