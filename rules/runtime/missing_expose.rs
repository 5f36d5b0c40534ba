use build::{Build, Stage, Step};
use lint::{Diagnostics, Edition, Fix, Group, Level, Meta, Preset, Rule};
use serde::{Deserialize, Serialize};
use shell::{Command, Word};
use text::{Edit, TextRange};

use crate::images::exposes;
use crate::line_edits::with_comments;
use crate::servers::{Server, server};

mod code;

#[derive(Default, Serialize, Deserialize)]
pub struct MissingExpose {}

impl Rule for MissingExpose {
    const META: Meta = Meta {
        name: "missing-expose",
        group: Group::Runtime,
        level: Level::Info,
        since: Edition::E2026,
        presets: &[Preset::Recommended],
        aliases: &[],
        page: include_str!("missing_expose.md"),
    };

    fn check(&self, build: &Build, out: &mut Diagnostics) {
        let Some(stage) = build.target() else { return };
        if exposes(stage) != Some(false) || !stage.config().expose.is_empty() {
            return;
        }
        let Some((step, command, server)) = started(stage) else { return };
        if let Some((range, port)) = port(step, command, server) {
            let name = command.name().unwrap_or_default();
            let edit = Edit::insert(with_comments(step).start, format!("EXPOSE {port}{}", build.file().line_end()));
            out.report(range, format!("`{name}` listens on port {port}, and no `EXPOSE` says so"))
                .fix(Fix::unsafe_(format!("add `EXPOSE {port}`"), [edit]));
        }
    }
}

/// The server that a container of `stage` runs: what its ENTRYPOINT starts, or its CMD. `None` when the ENTRYPOINT starts
/// one and the CMD adds arguments to it.
fn started<'b>(stage: Stage<'b>) -> Option<(Step<'b>, &'b Command, &'static Server<'static>)> {
    let config = stage.config();
    let of = |step: Step<'b>| step.script().commands.last().and_then(server);
    let step = match (config.entrypoint, config.cmd) {
        (Some(entrypoint), Some(_)) if of(entrypoint).is_some() => return None,
        (Some(entrypoint), None) => entrypoint,
        (_, cmd) => cmd?,
    };
    let own = step.stage().id() == stage.id();
    let command = step.script().commands.last().filter(|_| own)?;
    Some((step, command, server(command)?))
}

/// The port that the server listens on, and what tells it.
fn port(step: Step, command: &Command, server: &Server) -> Option<(TextRange, u16)> {
    let said = command.flag_values(&server.port_flags).flatten().next();
    let operand = command.operands().last().and_then(Word::value).filter(|_| server.port_operand);
    if let Some(address) = said.or(operand) {
        return port_of(address).map(|port| (command.words_range(), port));
    }
    // A flag whose value is not known says something, too.
    if command.has_any_flag(&server.port_flags) || command.words.iter().any(Word::is_dynamic) {
        return None;
    }
    let variable = step.variable("PORT").filter(|_| server.listens_to_port);
    if let Some(variable) = variable {
        let port = variable.value.known()?.parse().ok()?;
        return Some((variable.name_range, port));
    }
    if let Some(port) = source(step, command).filter(|_| server.code).and_then(|text| code::port(&text)) {
        return Some((command.words_range(), port));
    }
    server.port.filter(|_| !is_configured(step)).map(|port| (command.words_range(), port))
}

/// The source that the command runs, if the build context has it under the same name.
fn source(step: Step, command: &Command) -> Option<String> {
    let file = command.operands().next()?.value()?.trim_start_matches("./");
    let text = step.build().context()?.read(file)?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// Whether some step may have given the server a configuration of its own, by the look of it.
fn is_configured(command: Step) -> bool {
    let file = command.build().file();
    command
        .stage()
        .lineage()
        .flat_map(Stage::steps)
        .any(|step| step != command && file.slice(step.range()).contains("conf"))
}

/// The port of `8080`, `:8080`, `0.0.0.0:8080`, `tcp://0.0.0.0:8080`. `None` for what listens to the container alone.
fn port_of(address: &str) -> Option<u16> {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, port) = address.rsplit_once(':').unwrap_or(("", address));
    let outside = !matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    port.parse().ok().filter(|port| outside && *port > 0)
}
