//! Affected images for programs: `affected` is made to be the matrix of a CI job.

use serde_json::{Value, json};

use super::{Affected, Image};

/// `{"version":1,"since","commit","affected":[…],"unaffected":[…]}` on one line, as CI systems pass values on.
pub fn json(affected: &Affected) -> String {
    let list = |images: &mut dyn Iterator<Item = &Image>| images.map(image).collect::<Vec<Value>>();
    let all = json!({
        "version": 1,
        "since": affected.since,
        "commit": affected.commit,
        "affected": list(&mut affected.affected()),
        "unaffected": list(&mut affected.unaffected()),
    });
    crate::json::safe(&all.to_string()) + "\n"
}

fn image(image: &Image) -> Value {
    json!({
        "name": image.name,
        "kind": image.kind,
        "file": image.file,
        "dockerfile": image.dockerfile,
        "context": image.context,
        "target": image.target,
        "verdict": image.verdict.name(),
        "reason": image.reason,
    })
}
