//! Semantic tokens.

use gen_lsp_types::{Position, SemanticToken, SemanticTokens, SemanticTokensParams};
use text::TextRange;

use crate::ide::tokens::{self, Token, TokenKind};
use crate::server::documents::View;
use crate::server::session::Asked;

/// The protocol's name for each kind of token, so that every theme has a colour for it.
const LEGEND: [(TokenKind, &str); 11] = [
    (TokenKind::Keyword, "keyword"),
    (TokenKind::Flag, "parameter"),
    (TokenKind::Stage, "namespace"),
    (TokenKind::Variable, "variable"),
    (TokenKind::Command, "function"),
    (TokenKind::Text, "string"),
    (TokenKind::Number, "number"),
    (TokenKind::Operator, "operator"),
    (TokenKind::Comment, "comment"),
    (TokenKind::Directive, "macro"),
    (TokenKind::Image, "type"),
];

/// The names of the kinds, in the order of their numbers.
pub fn legend() -> Vec<String> {
    LEGEND.iter().map(|(_, name)| (*name).to_owned()).collect()
}

/// The colours of the whole file.
pub fn full(asked: &Asked, _: &SemanticTokensParams) -> Option<SemanticTokens> {
    if !asked.client.switches.semantic_tokens {
        return None;
    }
    let mut data = Vec::new();
    let mut last = Position::default();
    for token in tokens::tokens(asked.view.dockerfile()?) {
        for line in lines(asked.view, token.range) {
            let start = asked.view.position(line.start);
            let same_line = start.line == last.line;
            data.push(SemanticToken {
                delta_line: start.line - last.line,
                delta_start: if same_line { start.character - last.character } else { start.character },
                length: asked.view.encoding.length(asked.view.snapshot.file().slice(line)),
                token_type: number(token),
                token_modifiers_bitset: 0,
            });
            last = start;
        }
    }
    Some(SemanticTokens { result_id: None, data })
}

fn number(token: Token) -> u32 {
    LEGEND.iter().position(|(kind, _)| *kind == token.kind).unwrap_or_default() as u32
}

/// The parts of `range` on each of its lines: a token must not reach over a line's end.
fn lines(view: &View, range: TextRange) -> Vec<TextRange> {
    let mut start = range.start;
    let mut parts = Vec::new();
    for line in view.snapshot.file().slice(range).split_inclusive(['\n', '\r']) {
        let length = line.trim_end_matches(['\n', '\r']).len() as u32;
        if length > 0 {
            parts.push(TextRange::new(start, start + length));
        }
        start += line.len() as u32;
    }
    parts
}
