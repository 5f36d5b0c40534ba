//! Places that lead somewhere: images to their registry's page, sources of ADD and COPY to what they name.

use build::context::EntryKind;
use build::{Base, What};
use syntax::Kind;
use syntax::image::ImageRef;
use text::TextRange;

use crate::ide::snapshot::Snapshot;

/// A place with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The place.
    pub range: TextRange,
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the web.
    Web(String),
    /// A file of the build context, by its path there.
    File(String),
}

/// All links of the file, in its order.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let build = snapshot.assumed();
    let syntax = build.parse().file.directives.iter().filter(|directive| directive.name == "syntax");
    let mut links: Vec<Link> =
        syntax.filter_map(|directive| Some(web(directive.value_range, image_page(&directive.value)?))).collect();
    for step in build.steps() {
        for reference in step.references() {
            if let Base::Image(image) = &reference.base {
                links.extend(image_page(image).map(|page| web(reference.range, page)));
            }
        }
        if !matches!(step.kind(), Kind::Copy(_) | Kind::Add(_)) {
            continue;
        }
        for source in step.sources() {
            match source.what {
                What::Url(url) => links.push(web(source.word.range, url)),
                What::Path(path) => {
                    let path = path.trim_start_matches('/').to_owned();
                    let entry = step.context().and_then(|context| context.find(&path));
                    if entry.is_some_and(|entry| entry.kind == EntryKind::File) {
                        links.push(Link { range: source.word.range, target: Target::File(path) });
                    }
                }
                What::Heredoc(_) | What::Git(_) | What::Unknown => {}
            }
        }
    }
    links
}

fn web(range: TextRange, url: String) -> Link {
    Link { range, target: Target::Web(url) }
}

/// The page of an image, where its registry has one for people.
pub fn image_page(image: &str) -> Option<String> {
    let image = ImageRef::parse(image).ok()?;
    if let Some(name) = image.official() {
        return Some(format!("https://hub.docker.com/_/{name}"));
    }
    match image.domain.as_str() {
        "docker.io" => Some(format!("https://hub.docker.com/r/{}", image.path)),
        "ghcr.io" => {
            let (owner, name) = image.path.split_once('/')?;
            Some(format!("https://github.com/{owner}/{}", name.split('/').next().unwrap_or(name)))
        }
        "quay.io" => Some(format!("https://quay.io/repository/{}", image.path)),
        "mcr.microsoft.com" => Some(format!("https://mcr.microsoft.com/artifact/mar/{}", image.path)),
        "gcr.io" | "public.ecr.aws" => Some(format!("https://{}/{}", image.domain, image.path)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::example::at_cursor;

    #[test]
    fn images_and_urls_lead_to_the_web() {
        let (snapshot, _) = at_cursor(
            "# syntax=docker/dockerfile:1\nARG V=22\nFROM node:$V AS a\nFROM a\nFROM ghcr.io/astral-sh/uv:latest\nFROM \
             localhost:5000/x\nADD https://example.com/a.tgz /\n",
        );
        let links: Vec<_> =
            links(&snapshot).into_iter().map(|link| (snapshot.text()[link.range].to_owned(), link.target)).collect();
        let web = |place: &str, url: &str| (place.to_owned(), Target::Web(url.to_owned()));
        assert_eq!(
            links,
            [
                web("docker/dockerfile:1", "https://hub.docker.com/r/docker/dockerfile"),
                web("node:$V", "https://hub.docker.com/_/node"),
                web("ghcr.io/astral-sh/uv:latest", "https://github.com/astral-sh/uv"),
                web("https://example.com/a.tgz", "https://example.com/a.tgz"),
            ]
        );
    }
}
