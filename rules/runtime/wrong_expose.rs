use build::{Build, Port, Stage};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::{Keyword, Kind};

#[derive(Default, Serialize, Deserialize)]
pub struct WrongExpose {}

impl Rule for WrongExpose {
    const META: Meta = Meta {
        name: "wrong-expose",
        group: Group::Runtime,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("wrong_expose.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(stage) = build.target() else { return };
        let Some((name, port)) = listens(stage).filter(|_| is_unchanged(stage)) else { return };
        for step in stage.config().expose {
            let Kind::Expose(list) = step.kind() else { continue };
            for word in list {
                let Some(exposed) = step.expand(word).and_then(|text| Port::parse(&text).ok()) else { continue };
                let (first, last) = exposed.range;
                if first == last && !matches!(first, 80 | 443) {
                    let message =
                        format!("nothing listens on {first}: `{name}` listens on {port} unless it is told otherwise");
                    out.report(word.range, message);
                }
            }
        }
    }
}

/// The web server of the base image, and its port.
fn listens(stage: Stage<'_>) -> Option<(&'static str, u16)> {
    match stage.root_image()?.official()? {
        "nginx" => Some(("nginx", 80)),
        "httpd" => Some(("httpd", 80)),
        _ => None,
    }
}

/// Whether no step can have told the server otherwise: only its pages come into the image.
fn is_unchanged(stage: Stage) -> bool {
    stage.lineage().flat_map(Stage::executed).all(|step| match step.keyword() {
        Keyword::Copy | Keyword::Add => {
            step.destination().is_some_and(|place| place.contains("htdocs") || place.contains("html"))
        }
        Keyword::Run => ["listen", "conf", "nginx", "httpd", ".sh"]
            .iter()
            .all(|word| !step.build().file().slice(step.range()).contains(word)),
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Onbuild => false,
        _ => true,
    })
}
