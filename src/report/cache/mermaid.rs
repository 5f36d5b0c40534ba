//! The build graph for Mermaid, which GitHub and GitLab draw in comments.

use std::fmt::Write as _;

use cache::Fate;

use super::Predicted;
use super::graph::{Graph, colours};
use super::json::fate;

/// In the language of Mermaid: a subgraph for each stage, a node for each step, coloured by fate.
pub fn mermaid(predicted: &Predicted) -> String {
    let graph = Graph::of(predicted);
    let mut out = String::from("flowchart LR\n");
    for (index, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  subgraph stage{index} [{}]\n    direction TB", quoted(&node.label));
        for (row, step) in node.rows.iter().enumerate() {
            let text = quoted(&format!("{}  {}", step.line, step.text));
            let arrow = if row > 0 { format!("s{index}_{} --> ", row - 1) } else { String::new() };
            let _ = writeln!(out, "    {arrow}s{index}_{row}[{text}]:::{}", fate(step.fate));
        }
        out += "  end\n";
    }
    for edge in &graph.edges {
        let last = graph.nodes[edge.from.index()].rows.len().saturating_sub(1);
        let arrow = if edge.whole { "-->" } else { "-.->" };
        let _ = writeln!(out, "  s{}_{last} {arrow} s{}_{}", edge.from.0, edge.to.0, edge.row);
    }
    for kind in [Fate::Rebuilt, Fate::Maybe, Fate::Reused, Fate::Skipped, Fate::Metadata] {
        let (fill, line) = colours(kind);
        let _ = writeln!(out, "  classDef {} fill:{fill},stroke:{line},color:#1f2328", fate(kind));
    }
    out
}

/// A label in quotes. Mermaid has no escapes but entities, without their `&`.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' => {
                let _ = write!(quoted, "#{};", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted + "\""
}
