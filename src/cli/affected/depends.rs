//! Images that build on other images of the same repository: what makes the one another makes the other another.

use std::collections::HashMap;

use build::{Build, Inputs, Step};
use project::git::{History, Side};
use project::images::{Image, Kind};
use report::affected::Verdict;
use syntax::image::ImageRef;

use super::Judged;

/// Hands the verdicts of images on to those that are the same but build on them.
pub fn spread(images: &[Image], history: &History, verdicts: &mut [Judged]) {
    let mut by_tag: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, image) in images.iter().enumerate() {
        for tag in &image.tags {
            by_tag.entry(familiar(tag)).or_default().push(at);
        }
    }
    let bases: Vec<Vec<usize>> = images.iter().map(|image| bases(image, images, &by_tag, history)).collect();
    // Each round settles at least one image, or is the last.
    loop {
        let mut settled = false;
        for (at, bases) in bases.iter().enumerate().filter(|(_, bases)| !bases.is_empty()) {
            if verdicts[at].0.is_affected() {
                continue;
            }
            let worst =
                bases.iter().filter(|base| verdicts[**base].0.is_affected()).min_by_key(|base| verdicts[**base].0);
            if let Some(base) = worst {
                let verdict = if verdicts[*base].0 == Verdict::New { Verdict::Changed } else { verdicts[*base].0 };
                verdicts[at] = (verdict, format!("builds on `{}`", images[*base].name));
                settled = true;
            }
        }
        if !settled {
            return;
        }
    }
}

/// The images of the repository that `image` takes something from: by a context of its own, or by a name they are given.
fn bases(image: &Image, images: &[Image], by_tag: &HashMap<String, Vec<usize>>, history: &History) -> Vec<usize> {
    let places = image.recipe.options.contexts.values();
    let targets = places.filter_map(|place| place.strip_prefix("target:").or_else(|| place.strip_prefix("service:")));
    let of_same_file = |name: &str| images.iter().position(|other| other.file == image.file && other.name == name);
    // Bake reads the Compose file beside its own as well.
    let of_compose = |name: &str| {
        let is_beside = |other: &Image| {
            (image.kind, other.kind) == (Kind::Bake, Kind::Compose) && parent(&other.file) == parent(&image.file)
        };
        images.iter().position(|other| is_beside(other) && other.name == name)
    };
    let mut bases: Vec<usize> = targets.filter_map(|name| of_same_file(name).or_else(|| of_compose(name))).collect();
    if by_tag.is_empty() {
        return bases;
    }
    let Some(file) = image.recipe.file(history, Side::Now) else { return bases };
    let build = Build::new(Inputs { options: image.recipe.options.clone(), ..Inputs::of_file(file) });
    let needed = build.executed().filter(|step| step.stage().is_needed());
    for name in needed.flat_map(Step::references).filter_map(|reference| reference.base.image()) {
        bases.extend(by_tag.get(&familiar(name)).into_iter().flatten());
    }
    bases
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// One spelling for all names of an image.
fn familiar(name: &str) -> String {
    ImageRef::parse(name).map_or_else(
        |_| name.to_owned(),
        |image| format!("{}:{}", image.repository(), image.tag.as_deref().unwrap_or("latest")),
    )
}
