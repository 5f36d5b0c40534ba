//! Document symbols, folding, selection ranges, links.

use gen_lsp_types::{
    DocumentLink, DocumentLinkParams, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange,
    FoldingRangeKind, FoldingRangeParams, SelectionRange, SelectionRangeParams, SymbolKind, SymbolTag,
};

use crate::ide::links::Target;
use crate::ide::outline::{Item, ItemKind};
use crate::ide::{folding, links as ide_links, outline, selection};
use crate::server::session::Asked;
use crate::server::uri;

/// The outline of the file.
pub fn symbols(asked: &Asked, _: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let items = outline::outline(asked.view.dockerfile()?);
    Some(items.into_iter().map(|item| symbol(asked, item)).collect::<Vec<DocumentSymbol>>().into())
}

fn symbol(asked: &Asked, item: Item) -> DocumentSymbol {
    let kind = match item.kind {
        ItemKind::Stage => SymbolKind::Module,
        ItemKind::Variable => SymbolKind::Variable,
        ItemKind::Entry => SymbolKind::Event,
        ItemKind::File => SymbolKind::File,
        ItemKind::Instruction | ItemKind::Deprecated => SymbolKind::Method,
    };
    let children: Vec<_> = item.children.into_iter().map(|child| symbol(asked, child)).collect();
    #[expect(deprecated, reason = "the field is there to be left empty")]
    DocumentSymbol {
        name: item.name,
        detail: Some(item.detail),
        kind,
        tags: (item.kind == ItemKind::Deprecated).then(|| vec![SymbolTag::Deprecated]),
        deprecated: None,
        range: asked.view.range(item.range),
        selection_range: asked.view.range(item.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

/// What can be folded.
pub fn folds(asked: &Asked, _: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let fold = |fold: folding::Fold| {
        let range = asked.view.range(fold.range);
        FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            kind: Some(if fold.comment { FoldingRangeKind::Comment } else { FoldingRangeKind::Region }),
            ..FoldingRange::default()
        }
    };
    Some(folding::folds(asked.view.dockerfile()?).into_iter().map(fold).collect())
}

/// What to select next, for each of several places.
pub fn selections(asked: &Asked, params: &SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let snapshot = asked.view.dockerfile()?;
    let around = |position| {
        let ranges = selection::around(snapshot, asked.view.offset(position));
        let mut chain: Option<SelectionRange> = None;
        for range in ranges.into_iter().rev() {
            chain = Some(SelectionRange { range: asked.view.range(range), parent: chain.map(Box::new) });
        }
        chain.unwrap_or_default()
    };
    Some(params.positions.iter().copied().map(around).collect())
}

/// Places that lead somewhere.
pub fn links(asked: &Asked, _: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let found = ide_links::links(asked.view.dockerfile()?);
    let link = |link: ide_links::Link| {
        let target = match link.target {
            Target::Web(url) => url,
            Target::File(path) => uri::from_path(&asked.view.context.as_ref()?.join(path)),
        };
        Some(DocumentLink {
            range: asked.view.range(link.range),
            target: Some(target.into()),
            ..DocumentLink::default()
        })
    };
    Some(found.into_iter().filter_map(link).collect())
}
