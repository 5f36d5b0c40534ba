use build::{Base, Build, Stage, What, lies_in};
use lint::{Diagnostics, Edition, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize)]
pub struct ProductLeftInMount {}

impl Rule for ProductLeftInMount {
    const META: Meta = Meta {
        name: "product-left-in-mount",
        group: Group::Correctness,
        level: Level::Error,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("product_left_in_mount.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        for step in build.copies() {
            let Some(stage) = step.copies_from().and_then(Base::stage).map(|id| build.stage(id)) else { continue };
            for source in step.sources() {
                let What::Path(path) = &source.what else { continue };
                let path = format!("/{}", path.trim_matches('/'));
                let mounted = stage.lineage().flat_map(Stage::steps).find_map(|run| {
                    let (mount, target) = run.mounts("cache").find(|(_, target)| lies_in(&path, target))?;
                    Some((mount.range, target))
                });
                let Some((range, target)) = mounted.filter(|(_, target)| !is_made_otherwise(stage, target)) else {
                    continue;
                };
                out.report(
                    source.word.range,
                    format!("`{target}` is a cache mount in the other stage, and nothing of it is left there"),
                )
                .label(range, "it is mounted for this RUN only");
            }
        }
    }
}

/// Whether a step without the mount may put something at `target`.
fn is_made_otherwise(stage: Stage, target: &str) -> bool {
    stage.lineage().flat_map(Stage::executed).any(|step| {
        let copied = step
            .destination()
            .is_some_and(|place| lies_in(&place, target) || lies_in(target, &place) && step.copies_from().is_some());
        let name = target.rsplit('/').next().unwrap_or(target);
        let unmounted = step.run().is_some() && !step.mounts("cache").any(|(_, place)| place == target);
        copied || unmounted && step.build().file().slice(step.range()).contains(name)
    })
}
