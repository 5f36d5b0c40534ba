//! Definition, references, highlight, rename.

use gen_lsp_types::{
    Definition, DefinitionParams, DefinitionResponse, DocumentHighlight, DocumentHighlightKind,
    DocumentHighlightParams, Location, PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult,
    ReferenceParams, RenameParams, TextDocumentPositionParams, WorkspaceEdit,
};
use text::{Edit, TextRange};

use super::actions::workspace_edit;
use crate::ide::symbol::{self, Role, Symbol};
use crate::ide::{links, rename as ide_rename};
use crate::server::session::Asked;
use crate::server::uri;

fn symbol_at(asked: &Asked, params: &TextDocumentPositionParams) -> Option<(Symbol, TextRange, u32)> {
    let offset = asked.view.offset(params.position);
    let (symbol, range) = symbol::at(asked.view.dockerfile()?, offset)?;
    Some((symbol, range, offset))
}

fn location(asked: &Asked, range: TextRange) -> Location {
    Location { uri: asked.view.uri.clone().into(), range: asked.view.range(range) }
}

/// Where the name at a place is declared; for a source of COPY, the file.
pub fn definition(asked: &Asked, params: &DefinitionParams) -> Option<DefinitionResponse> {
    let place = &params.text_document_position_params;
    let found = match symbol_at(asked, place) {
        Some((symbol, _, offset)) => location(asked, symbol::definition(&asked.view.snapshot, &symbol, offset)?),
        None => file_at(asked, asked.view.offset(place.position))?,
    };
    Some(Definition::from(found).into())
}

/// The file of the context that is named at `offset`.
fn file_at(asked: &Asked, offset: u32) -> Option<Location> {
    let links = links::links(asked.view.dockerfile()?);
    let link = links.into_iter().find(|link| link.range.touches(offset))?;
    match link.target {
        links::Target::File(path) => {
            let uri = uri::from_path(&asked.view.context.as_ref()?.join(path));
            Some(Location { uri: uri.into(), range: gen_lsp_types::Range::default() })
        }
        links::Target::Web(_) => None,
    }
}

/// All places of the name at a place.
pub fn references(asked: &Asked, params: &ReferenceParams) -> Option<Vec<Location>> {
    let (symbol, ..) = symbol_at(asked, &params.text_document_position_params)?;
    let wanted = |role: Role| params.context.include_declaration || role == Role::Use;
    let found = symbol::occurrences(&asked.view.snapshot, &symbol);
    let wanted = found.into_iter().filter(|occurrence| wanted(occurrence.role));
    Some(wanted.map(|occurrence| location(asked, occurrence.range)).collect())
}

/// All places of the name at a place, for marking.
pub fn highlight(asked: &Asked, params: &DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
    let (symbol, ..) = symbol_at(asked, &params.text_document_position_params)?;
    let mark = |occurrence: symbol::Occurrence| DocumentHighlight {
        range: asked.view.range(occurrence.range),
        kind: Some(match occurrence.role {
            Role::Definition => DocumentHighlightKind::Write,
            Role::Use => DocumentHighlightKind::Read,
        }),
    };
    Some(symbol::occurrences(&asked.view.snapshot, &symbol).into_iter().map(mark).collect())
}

/// Whether the name at a place can be changed, and what it is now.
pub fn prepare_rename(asked: &Asked, params: &PrepareRenameParams) -> Option<PrepareRenameResult> {
    let (symbol, range, _) = symbol_at(asked, &params.text_document_position_params)?;
    let placeholder = ide_rename::name(&asked.view.snapshot, &symbol)?;
    Some(PrepareRenamePlaceholder { range: asked.view.range(range), placeholder }.into())
}

/// Changes a name everywhere. The error says why the new one can't be.
pub fn rename(asked: &Asked, params: &RenameParams) -> Result<Option<WorkspaceEdit>, String> {
    let Some((symbol, ..)) = symbol_at(asked, &params.text_document_position_params) else { return Ok(None) };
    let edits: Vec<Edit> = ide_rename::rename(&asked.view.snapshot, &symbol, &params.new_name)?;
    Ok(Some(workspace_edit(asked, &edits)))
}
