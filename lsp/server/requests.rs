//! From the name of a request to its answer.

use std::thread;

use gen_lsp_types::{
    CodeActionRequest, CodeLensRequest, CompletionRequest, DefinitionRequest, DocumentDiagnosticRequest,
    DocumentHighlightRequest, DocumentLinkRequest, DocumentSymbolRequest, FoldingRangeRequest, HoverRequest,
    InlayHintRequest, LspRequestMethod as Method, PrepareRenameRequest, ReferencesRequest, RenameRequest, Request,
    SelectionRangeRequest, SemanticTokensRequest, SignatureHelpRequest,
};
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::{Value, json};

use crate::server::answers;
use crate::server::session::Asked;

/// Why there is no answer.
pub struct Refusal {
    code: ErrorCode,
    message: String,
}

/// Answers the request of that name.
pub fn answer(method: &str, params: Value, asked: &Asked) -> Result<Value, Refusal> {
    use answers::{actions, completion, diagnostics, hints, hover, places, structure, tokens};
    match Method::from(method) {
        Method::TextDocumentHover => run::<HoverRequest>(asked, params, hover::hover),
        Method::TextDocumentSignatureHelp => run::<SignatureHelpRequest>(asked, params, hover::signature),
        Method::TextDocumentCompletion => run::<CompletionRequest>(asked, params, completion::complete),
        Method::TextDocumentDefinition => run::<DefinitionRequest>(asked, params, places::definition),
        Method::TextDocumentReferences => run::<ReferencesRequest>(asked, params, places::references),
        Method::TextDocumentDocumentHighlight => run::<DocumentHighlightRequest>(asked, params, places::highlight),
        Method::TextDocumentPrepareRename => run::<PrepareRenameRequest>(asked, params, places::prepare_rename),
        Method::TextDocumentRename => try_run::<RenameRequest>(asked, params, |asked, params| {
            places::rename(asked, params).map_err(|message| Refusal { code: ErrorCode::RequestFailed, message })
        }),
        Method::TextDocumentDocumentSymbol => run::<DocumentSymbolRequest>(asked, params, structure::symbols),
        Method::TextDocumentFoldingRange => run::<FoldingRangeRequest>(asked, params, structure::folds),
        Method::TextDocumentSelectionRange => run::<SelectionRangeRequest>(asked, params, structure::selections),
        Method::TextDocumentDocumentLink => run::<DocumentLinkRequest>(asked, params, structure::links),
        Method::TextDocumentSemanticTokensFull => run::<SemanticTokensRequest>(asked, params, tokens::full),
        Method::TextDocumentCodeAction => run::<CodeActionRequest>(asked, params, actions::actions),
        Method::TextDocumentCodeLens => run::<CodeLensRequest>(asked, params, hints::lenses),
        Method::TextDocumentInlayHint => run::<InlayHintRequest>(asked, params, hints::inlay_hints),
        Method::TextDocumentDiagnostic => run::<DocumentDiagnosticRequest>(asked, params, diagnostics::report),
        _ => Err(Refusal { code: ErrorCode::MethodNotFound, message: format!("`{method}` is not offered") }),
    }
}

fn run<R: Request>(
    asked: &Asked,
    params: Value,
    answer: impl FnOnce(&Asked, &R::Params) -> R::Result,
) -> Result<Value, Refusal> {
    try_run::<R>(asked, params, |asked, params| Ok(answer(asked, params)))
}

fn try_run<R: Request>(
    asked: &Asked,
    params: Value,
    answer: impl FnOnce(&Asked, &R::Params) -> Result<R::Result, Refusal>,
) -> Result<Value, Refusal> {
    let unreadable = |error: serde_json::Error| Refusal { code: ErrorCode::InvalidParams, message: error.to_string() };
    let params = serde_json::from_value(params).map_err(unreadable)?;
    serde_json::to_value(answer(asked, &params)?).map_err(unreadable)
}

/// The response to a request that was worked on, or that panicked.
pub fn response(id: RequestId, result: thread::Result<Result<Value, Refusal>>) -> Response {
    match result {
        Ok(Ok(value)) => Response::new_ok(id, value),
        Ok(Err(Refusal { code, message })) => Response::new_err(id, code as i32, message),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
            Response::new_err(id, ErrorCode::InternalError as i32, format!("a bug in layerwise: {words}"))
        }
    }
}

/// The response to a request about a document that is not open: nothing, if it is a request that is known.
pub fn without_document(id: RequestId, method: &str) -> Response {
    match Method::from(method) {
        Method::Custom(_) => {
            Response::new_err(id, ErrorCode::MethodNotFound as i32, format!("`{method}` is not offered"))
        }
        Method::TextDocumentDiagnostic => Response::new_ok(id, json!({ "kind": "full", "items": [] })),
        _ => Response::new_ok(id, Value::Null),
    }
}

/// The response to a request whose document has changed since.
pub fn overtaken(id: RequestId, method: &str) -> Response {
    let message = "the document has changed".to_owned();
    if Method::from(method) == Method::TextDocumentDiagnostic {
        let mut response = Response::new_err(id, ErrorCode::ServerCancelled as i32, message);
        if let Err(error) = &mut response.response_result {
            error.data = Some(json!({ "retriggerRequest": true }));
        }
        return response;
    }
    Response::new_err(id, ErrorCode::ContentModified as i32, message)
}
