//! The build graph for Graphviz.

use std::fmt::Write as _;

use super::Predicted;
use super::graph::{Graph, colours};

/// In the language of Graphviz: a cluster for each stage, a node for each step, coloured by fate.
pub fn dot(predicted: &Predicted) -> String {
    let graph = Graph::of(predicted);
    let mut out = String::from(
        "digraph build {\n  rankdir=LR;\n  node [shape=box, style=filled, fontname=\"monospace\", fontsize=10];\n",
    );
    for (index, node) in graph.nodes.iter().enumerate() {
        let style = if node.needed { "rounded" } else { "rounded,dashed" };
        let _ = writeln!(out, "  subgraph cluster_{index} {{\n    label={}; style=\"{style}\";", quoted(&node.label));
        for (row, step) in node.rows.iter().enumerate() {
            let (fill, line) = colours(step.fate);
            let text = quoted(&format!("{}  {}", step.line, step.text));
            let why = quoted(&step.why);
            let _ = writeln!(
                out,
                "    s{index}_{row} [label={text}, fillcolor=\"{fill}\", color=\"{line}\", tooltip={why}];"
            );
        }
        for row in 1..node.rows.len() {
            let _ = writeln!(out, "    s{index}_{} -> s{index}_{row};", row - 1);
        }
        out += "  }\n";
    }
    for edge in &graph.edges {
        let last = graph.nodes[edge.from.index()].rows.len().saturating_sub(1);
        let style = if edge.whole { "" } else { " [style=dashed]" };
        let _ = writeln!(out, "  s{}_{last} -> s{}_{}{style};", edge.from.0, edge.to.0, edge.row);
    }
    out + "}\n"
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
