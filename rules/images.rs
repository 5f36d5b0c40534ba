//! What is known of images by their names: what well-known ones are configured with, from their own Dockerfiles
//! (`data/images.json`), and which are Docker's official ones (`data/official_images.json`: the library's list, past ones included).

use std::collections::HashSet;
use std::sync::LazyLock;

use build::{Base, Stage, Step};
use serde::Deserialize;
use syntax::image::ImageRef;

/// Images with the same answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known<'t> {
    /// Their familiar names; one may end with `*`.
    #[serde(borrow)]
    images: Vec<&'t str>,
    /// Whether they work in another directory than `/`.
    workdir: bool,
    /// Whether they expose a port.
    exposes: bool,
}

static IMAGES: LazyLock<Vec<Known<'static>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/images.json")).expect("the table is well formed"));

static OFFICIAL: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/official_images.json")).expect("the list is well formed"));

/// Whether the image can only be one that was built on the same machine: it has the short name of an official image, and
/// there is none of that name, or a path of more parts than Docker Hub has, or its name begins with `local`.
pub(crate) fn is_local(image: &ImageRef) -> bool {
    image.official().is_some_and(|name| !OFFICIAL.contains(name))
        || image.repository().starts_with("docker.io/local")
        || image.domain == "docker.io" && image.path.matches('/').count() > 1
}

/// Whether the image that `stage` comes down to is one that everybody knows: nothing at all, an official image, or one that
/// is named for its distribution. Any other may have been built with whatever SHELL, ENTRYPOINT and programs.
pub(crate) fn is_well_known(stage: Stage) -> bool {
    let official = |image: &ImageRef| image.official().is_some_and(|name| OFFICIAL.contains(name));
    match stage.root() {
        Base::Scratch => true,
        Base::Image(_) => stage.root_image().is_some_and(official) || stage.family().is_some(),
        Base::Stage(_) | Base::Context(_) | Base::Unknown => false,
    }
}

/// Whether it is known which shell reads a RUN here: one that the Dockerfile sets, or that of an image that leaves the
/// default. An image passes its SHELL on to those that start from it.
pub(crate) fn shell_is_known(step: Step) -> bool {
    step.shell().written || is_well_known(step.stage())
}

/// Whether the image that `stage` comes down to works in another directory than `/`; `None` when it is not known.
pub(crate) fn has_workdir(stage: Stage) -> Option<bool> {
    find(stage).map(|known| known.workdir)
}

/// Whether the image that `stage` comes down to is written out: one that comes from an ARG is made to be exchanged.
pub(crate) fn is_written_out(stage: Stage) -> bool {
    let from = stage.lineage().last().and_then(Stage::from_words);
    from.and_then(|from| from.image.as_ref()).is_some_and(|image| !image.text.contains('$'))
}

/// Whether the image that `stage` comes down to is known to have no other user than root.
pub(crate) fn runs_as_root(stage: Stage) -> bool {
    let rootless = |image: &str| ["nonroot", "rootless"].iter().any(|word| image.contains(word));
    match stage.root() {
        Base::Scratch => true,
        Base::Image(image) => find(stage).is_some() && is_written_out(stage) && !rootless(image),
        _ => false,
    }
}

/// Whether the image that `stage` comes down to exposes a port; `None` when it is not known.
pub(crate) fn exposes(stage: Stage) -> Option<bool> {
    match stage.root() {
        Base::Scratch => Some(false),
        _ => find(stage).map(|known| known.exposes),
    }
}

fn find(stage: Stage) -> Option<&'static Known<'static>> {
    let name = stage.root_image()?.familiar_name();
    let is = |known: &&str| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == **known,
    };
    IMAGES.iter().find(|known| known.images.iter().any(&is))
}
