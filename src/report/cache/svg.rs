//! The build graph as a picture: stages are boxes of rows, what is taken from a stage comes from the left.
//!
//! A stage stands right of all that it takes something from; stages of one column stand below each other in the order of
//! the file. That is all the layout there is, and for the graphs that people write it reads well.

use std::fmt::Write as _;

use super::Predicted;
use super::graph::{Edge, Graph, Node, colours};
use super::words::summary;

/// Pixels: of a row, of a character, between boxes and columns.
const ROW: usize = 22;
const CHAR: usize = 7;
const GAP: usize = 28;
const COLUMN_GAP: usize = 90;
const MARGIN: usize = 20;
/// Pixels of the box that its rows do not fill: the label above, a margin on either side.
const HEAD: usize = 26;
const PAD: usize = 10;

/// Where all stages are drawn.
struct Layout {
    places: Vec<Place>,
    /// Where each column ends below.
    bottoms: Vec<usize>,
}

/// Where a stage is drawn.
struct Place {
    column: usize,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

/// A picture of the build graph, coloured by fate. Why a step runs again is shown where the pointer rests on it.
pub fn svg(predicted: &Predicted) -> String {
    let graph = Graph::of(predicted);
    let layout = layout(&graph);
    let places = &layout.places;
    let width = places.iter().map(|place| place.x + place.width).max().unwrap_or(0) + MARGIN;
    let height = layout.bottoms.iter().max().unwrap_or(&0) + MARGIN + ROW;
    let caption = escaped(&summary(predicted));
    let width = width.max(caption.chars().count() * CHAR + 2 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"11.5\">\n\
         <title>{caption}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for edge in &graph.edges {
        draw_edge(&mut out, edge, &layout);
    }
    for (node, place) in graph.nodes.iter().zip(places) {
        draw_node(&mut out, node, place);
    }
    let _ = writeln!(out, "<text x=\"{MARGIN}\" y=\"{}\" fill=\"#1f2328\">{caption}</text>\n</svg>", height - 12);
    out
}

/// A column for each stage: one more than the last of what it takes something from.
fn columns(graph: &Graph) -> Vec<usize> {
    let mut columns = vec![0; graph.nodes.len()];
    // Edges are in the order of the stages that take, and what they take comes before.
    for edge in graph.edges.iter().filter(|edge| edge.from < edge.to) {
        columns[edge.to.index()] = columns[edge.to.index()].max(columns[edge.from.index()] + 1);
    }
    columns
}

fn layout(graph: &Graph) -> Layout {
    let columns = columns(graph);
    let width = |node: &Node| {
        let rows = node.rows.iter().map(|row| row.text.chars().count() + 6);
        rows.chain([node.label.chars().count()]).max().unwrap_or(0) * CHAR + 2 * PAD
    };
    let count = columns.iter().max().map_or(0, |last| last + 1);
    let mut widths = vec![0; count];
    for (node, column) in graph.nodes.iter().zip(&columns) {
        widths[*column] = widths[*column].max(width(node));
    }
    let mut starts = vec![MARGIN; count];
    for column in 1..count {
        starts[column] = starts[column - 1] + widths[column - 1] + COLUMN_GAP;
    }
    let mut bottoms = vec![MARGIN; count];
    let mut places = Vec::with_capacity(graph.nodes.len());
    for (node, column) in graph.nodes.iter().zip(columns) {
        let height = HEAD + node.rows.len() * ROW + PAD;
        places.push(Place { column, x: starts[column], y: bottoms[column], width: widths[column], height });
        bottoms[column] += height + GAP;
    }
    Layout { places, bottoms }
}

fn draw_node(out: &mut String, node: &Node, place: &Place) {
    let Place { x, y, width, height, .. } = place;
    let (stroke, dash) = if node.needed { ("#59636e", "") } else { ("#818b98", " stroke-dasharray=\"4 3\"") };
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"#ffffff\" stroke=\"{stroke}\"{dash}/>\n\
         <text x=\"{}\" y=\"{}\" font-weight=\"bold\" fill=\"{stroke}\">{}</text>",
        x + PAD,
        y + 17,
        escaped(&node.label)
    );
    for (index, row) in node.rows.iter().enumerate() {
        let (fill, line) = colours(row.fate);
        let top = y + HEAD + index * ROW;
        let why = if row.why.is_empty() { super::json::fate(row.fate).to_owned() } else { row.why.clone() };
        let _ = writeln!(
            out,
            "<g><title>{}</title><rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"3\" fill=\"{fill}\"/>\
             <text x=\"{}\" y=\"{}\" fill=\"{line}\" text-anchor=\"end\">{}</text>\
             <text x=\"{}\" y=\"{}\" fill=\"#1f2328\" xml:space=\"preserve\">{}</text></g>",
            escaped(&why),
            x + 4,
            width - 8,
            ROW - 2,
            x + 4 * CHAR + 2,
            top + 14,
            row.line,
            x + 5 * CHAR + 2,
            top + 14,
            escaped(&row.text)
        );
    }
}

/// From the end of a stage to the row that takes something of it; dashed if only files are taken. Below the columns in
/// between, if there are any.
fn draw_edge(out: &mut String, edge: &Edge, layout: &Layout) {
    let (from, to) = (&layout.places[edge.from.index()], &layout.places[edge.to.index()]);
    let (x1, y1) = (from.x + from.width, from.y + from.height - PAD - ROW / 2);
    let (x2, y2) = (to.x, to.y + HEAD + edge.row * ROW + ROW / 2 - 1);
    let half = COLUMN_GAP / 2;
    let way = match layout.bottoms.get(from.column + 1..to.column).and_then(|between| between.iter().max()) {
        Some(bottom) => {
            let low = bottom - GAP / 2;
            let (down, up) = (x1 + COLUMN_GAP, x2 - COLUMN_GAP);
            format!(
                "C{} {y1} {} {low} {down} {low} H{up} C{} {low} {} {y2} {} {y2}",
                x1 + half,
                x1 + half,
                x2 - half,
                x2 - half,
                x2 - 6
            )
        }
        None => format!("C{} {y1} {} {y2} {} {y2}", x1 + half, x2.saturating_sub(half), x2 - 6),
    };
    let dash = if edge.whole { "" } else { " stroke-dasharray=\"5 4\"" };
    let _ = writeln!(
        out,
        "<path d=\"M{x1} {y1} {way}\" fill=\"none\" stroke=\"#59636e\" stroke-width=\"1.4\"{dash}/>\
         <path d=\"M{x2} {y2} l-7 -4 v8 z\" fill=\"#59636e\"/>"
    );
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    // XML has no place for control characters.
    text.chars().filter(|char| !char.is_control()).collect()
}
