//! Which images a change makes others, and which not.

mod json;
mod markdown;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style};

pub use json::json;
pub use markdown::markdown;

use crate::quantity::counted;
use crate::visible;

const MUTED: Style = Style::new().dimmed();
const CHANGED: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Yellow)));

/// What becomes of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// It is another one.
    Changed,
    /// It was not built before.
    New,
    /// It is another one unless a stage that runs again makes the same files.
    Maybe,
    /// It can't be said, so whoever has to build what changed had better build it.
    Unknown,
    /// It is the same.
    Same,
}

impl Verdict {
    /// Its name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::New => "new",
            Self::Maybe => "maybe",
            Self::Unknown => "unknown",
            Self::Same => "same",
        }
    }

    /// Whether the image is to be built again.
    pub fn is_affected(self) -> bool {
        self != Self::Same
    }
}

/// An image with its verdict. Paths are relative to the working directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The service, the target, or the path of the Dockerfile.
    pub name: String,
    /// `compose`, `bake` or `dockerfile`: what names it.
    pub kind: &'static str,
    /// The file that names it.
    pub file: String,
    /// Its Dockerfile, if that is a file.
    pub dockerfile: Option<String>,
    /// Its context, if that is known.
    pub context: Option<String>,
    /// The stage that is built, if one is named.
    pub target: Option<String>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why, in one line; empty for the same image.
    pub reason: String,
}

/// All images and what they were compared with.
#[derive(Clone, Copy, Debug)]
pub struct Affected<'a> {
    /// The commit as the user named it.
    pub since: &'a str,
    /// Its full name.
    pub commit: &'a str,
    /// The images, in order.
    pub images: &'a [Image],
}

impl<'a> Affected<'a> {
    /// The images that are others, or may be.
    pub fn affected(&self) -> impl Iterator<Item = &'a Image> {
        self.images.iter().filter(|image| image.verdict.is_affected())
    }

    /// The images that are the same.
    pub fn unaffected(&self) -> impl Iterator<Item = &'a Image> {
        self.images.iter().filter(|image| !image.verdict.is_affected())
    }

    fn title(&self) -> String {
        let images = counted(self.images.len() as u64, "image");
        match self.affected().count() {
            0 => format!("none of {images} changed since {}", visible(self.since)),
            count => format!("{count} of {images} changed since {}", visible(self.since)),
        }
    }
}

impl Image {
    /// Its name, and the file that names it unless that is the same.
    fn label(&self) -> String {
        if self.name == self.file { self.name.clone() } else { format!("{} ({})", self.name, self.file) }
    }
}

/// For people, with styles as ANSI codes: a line for each image, what changed first.
pub fn text(affected: &Affected) -> String {
    let mut out = format!("{}\n", affected.title());
    let width = affected.affected().map(|image| visible(&image.label()).chars().count()).max().unwrap_or(0);
    for image in affected.affected() {
        let (verdict, label) = (image.verdict.name(), visible(&image.label()).into_owned());
        let _ = writeln!(out, "{CHANGED}{verdict:7}{CHANGED:#}  {label:width$}  {}", visible(&image.reason));
    }
    for image in affected.unaffected() {
        let _ = writeln!(out, "{MUTED}{:7}  {}{MUTED:#}", Verdict::Same.name(), visible(&image.label()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn images() -> Vec<Image> {
        let image = |name: &str, file: &str, verdict, reason: &str| Image {
            name: name.to_owned(),
            kind: if file == name { "dockerfile" } else { "compose" },
            file: file.to_owned(),
            dockerfile: Some("api/Dockerfile".to_owned()),
            context: Some("api".to_owned()),
            target: None,
            verdict,
            reason: reason.to_owned(),
        };
        vec![
            image("api/Dockerfile", "api/Dockerfile", Verdict::Changed, "line 5: `a|b.js` changed"),
            image("db", "compose.yaml", Verdict::Same, ""),
            image("web", "compose.yaml", Verdict::Maybe, "line 2: edited"),
        ]
    }

    #[test]
    fn what_changed_comes_first_with_its_reason() {
        let images = images();
        let text = text(&Affected { since: "main", commit: "c0ffee", images: &images });
        let expected = "\
2 of 3 images changed since main
changed  api/Dockerfile      line 5: `a|b.js` changed
maybe    web (compose.yaml)  line 2: edited
same     db (compose.yaml)
";
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), expected);
    }
}
