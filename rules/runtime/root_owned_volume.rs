use build::Build;
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use syntax::Kind;

use crate::owners::{OfRoot, of_root, other_than_root};

#[derive(Default, Serialize, Deserialize)]
pub struct RootOwnedVolume {}

impl Rule for RootOwnedVolume {
    const META: Meta = Meta {
        name: "root-owned-volume",
        group: Group::Runtime,
        level: Level::Warning,
        since: Edition::E2026,
        presets: &[Preset::Strict],
        aliases: &[],
        page: include_str!("root_owned_volume.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(stage) = build.target() else { return };
        let config = stage.config();
        let user = config.user.and_then(|step| match step.kind() {
            Kind::User(Some(user)) => step.expand(user),
            _ => None,
        });
        let Some(user) = user.as_deref().and_then(other_than_root) else { return };
        for volume in config.volumes {
            let Kind::Volume(list) = volume.kind() else { continue };
            for word in &list.words {
                let Some(place) = volume.expand(word).and_then(|path| volume.place(&path)) else { continue };
                let Some(found) = of_root(stage, &place, None) else { continue };
                let message =
                    format!("this belongs to root, and the container runs as `{user}`, who can't write there");
                let finding = out.report(word.range, message);
                match found {
                    OfRoot::MadeBy(step) => finding.label(step.range(), "it is made here, by root"),
                    OfRoot::NotThere => finding.note("a volume that the image has no directory for is made by root"),
                };
            }
        }
    }
}
