//! Compose files: the services that are built.

use std::collections::BTreeMap;

use build::BuildOptions;

use super::interpolate::interpolate;
use super::{Dockerfile, Target, Variables};
use crate::yaml::Node;

/// The services of a Compose file that have a `build`.
pub(super) fn read(text: &str, variables: &Variables) -> Vec<Target> {
    let Some(root) = Node::read(text) else { return Vec::new() };
    let Some(services) = root.get("services") else { return Vec::new() };
    services.entries().iter().filter_map(|(name, service)| target(name, service, services, variables)).collect()
}

fn target(name: &Node, service: &Node, services: &Node, variables: &Variables) -> Option<Target> {
    // Keys that a service does not set come from the one it extends.
    let base = extended(service, services);
    let layers: Vec<&Node> = [Some(service), base].into_iter().flatten().filter_map(|node| node.get("build")).collect();
    layers.first()?;
    let value = |key: &str| layers.iter().find_map(|build| build.get(key));
    let text = |node: &Node| node.text().and_then(|text| interpolate(text, variables));

    let short = layers.iter().find(|build| build.text().is_some()).copied();
    let written = value("context").or(short);
    let context = match written {
        Some(node) => text(node),
        None => Some(".".to_owned()),
    };
    let dockerfile = match (value("dockerfile_inline"), value("dockerfile")) {
        (Some(inline), _) => text(inline).map(Dockerfile::Inline),
        (None, Some(path)) => text(path).map(Dockerfile::Path),
        (None, None) => Some(Dockerfile::Path("Dockerfile".to_owned())),
    };
    let options = BuildOptions {
        args: merged(&layers, "args", variables),
        target: value("target").and_then(text),
        platform: value("platforms").and_then(only_item).or_else(|| service.get("platform")).and_then(text),
        contexts: merged(&layers, "additional_contexts", variables),
        ..BuildOptions::default()
    };
    Some(Target {
        name: name.text()?.to_owned(),
        range: name.range,
        context,
        says_context: written.is_some(),
        dockerfile: dockerfile.unwrap_or(Dockerfile::Unknown),
        images: service.get("image").and_then(text).into_iter().collect(),
        options,
    })
}

/// The service of the same file that `service` extends.
fn extended<'n>(service: &Node, services: &'n Node) -> Option<&'n Node> {
    let extends = service.get("extends")?;
    if extends.get("file").is_some() {
        return None;
    }
    services.get(extends.get("service").unwrap_or(extends).text()?)
}

/// With several platforms, none of them is the one.
fn only_item(list: &Node) -> Option<&Node> {
    match list.items() {
        [item] => Some(item),
        _ => None,
    }
}

/// `key: value` or `- key=value`, of all layers together. A pair whose value is not known is left out.
fn merged(layers: &[&Node], key: &str, variables: &Variables) -> BTreeMap<String, String> {
    layers.iter().rev().filter_map(|build| build.get(key)).flat_map(|node| pairs(node, variables)).collect()
}

fn pairs(node: &Node, variables: &Variables) -> Vec<(String, String)> {
    let named = |name: &str| variables.get(name).map(|value| (name.to_owned(), value.clone()));
    let of_entry = |(name, value): &(Node, Node)| {
        let name = name.text()?;
        match value.text()? {
            // `args: { TAG: }` takes the value from the environment.
            "" | "~" | "null" => named(name),
            value => Some((name.to_owned(), interpolate(value, variables)?)),
        }
    };
    let of_item = |item: &Node| {
        let item = item.text()?;
        match item.split_once('=') {
            Some((name, value)) => Some((name.to_owned(), interpolate(value, variables)?)),
            None => named(item),
        }
    };
    node.entries().iter().filter_map(of_entry).chain(node.items().iter().filter_map(of_item)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read_env;
    use super::*;

    fn only(text: &str) -> Target {
        let mut targets = read(text, &read_env("TAG=3.20\n"));
        assert_eq!(targets.len(), 1, "{targets:?}");
        targets.remove(0)
    }

    #[test]
    fn a_short_build_names_the_context() {
        let text = "services:\n  db:\n    image: postgres\n  web:\n    build: ./web\n";
        let web = only(text);
        assert_eq!((&text[web.range], web.context.as_deref()), ("web", Some("./web")));
        assert_eq!(web.dockerfile, Dockerfile::Path("Dockerfile".to_owned()));
    }

    #[test]
    fn a_long_build_names_everything() {
        let web = only(
            "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile.dev\n      target: dev\n      \
             platforms: [linux/arm64]\n      args:\n        - TAG\n        - MODE=${MODE:-debug}\n        - SECRET=$SECRET\n      \
             additional_contexts:\n        lib: ../lib\n",
        );
        assert_eq!(web.dockerfile, Dockerfile::Path("docker/Dockerfile.dev".to_owned()));
        assert_eq!(web.options.target.as_deref(), Some("dev"));
        assert_eq!(web.options.platform.as_deref(), Some("linux/arm64"));
        let args: Vec<_> = web.options.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(args, ["MODE=debug", "TAG=3.20"]);
        assert_eq!(web.options.contexts["lib"], "../lib");
    }

    #[test]
    fn a_value_from_the_environment_is_unknown() {
        let web = only("services:\n  web:\n    build:\n      context: $DIR\n      dockerfile: ${FILE}\n");
        assert_eq!((web.context, web.dockerfile), (None, Dockerfile::Unknown));
    }

    #[test]
    fn a_service_takes_from_the_one_it_extends() {
        let text = "services:\n  base:\n    image: x\n    build: {context: app, args: {A: '1', B: '2'}}\n  web:\n    extends: \
                    {service: base}\n    build: {target: dev, args: {B: '3'}}\n";
        let targets = read(text, &Variables::new());
        let web = &targets[1];
        assert_eq!((web.context.as_deref(), web.options.target.as_deref()), (Some("app"), Some("dev")));
        let args: Vec<_> = web.options.args.values().map(String::as_str).collect();
        assert_eq!(args, ["1", "3"]);
    }

    #[test]
    fn a_dockerfile_may_be_written_inline() {
        let web = only("services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n");
        assert_eq!(web.dockerfile, Dockerfile::Inline("FROM alpine\n".to_owned()));
    }
}
